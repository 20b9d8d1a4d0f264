"""Short codes of Quarto, Hugo and Jekyll, and roles of MyST, as the words that they show."""

from __future__ import annotations

import re

from ingestion.parsers.office.numbers import raised

SHORTCODE = re.compile(
    r"\{\{([<%])\s*/?(?P<hugo>[^{}]{0,1000}?)[>%]\}\}"
    r"|\{%-?\s*(?P<jekyll>(?:include|raw|endraw|assign|comment|endcomment|link|toc)\b[^{}%]{0,1000})"
    r"-?%\}",
)
SHOWN_ATTRIBUTES = re.compile(
    r"""\b(?:caption|title|alt|text|summary)\s*=\s*(?:"([^"]*)"|'([^']*)')"""
)
ROLE = re.compile(r"\{(?P<role>[a-z][\w:+-]*)\}`(?P<text>[^`\n]+)`")


def role(found: re.Match[str]) -> str:
    """A role of MyST: its words, without the label that it points to."""
    role, text = found["role"].rpartition(":")[2], found["text"]
    if role in ("sup", "superscript"):
        return raised(text)
    if role == "math":
        return f"${text}$"
    words = re.sub(r"\s*<[^<>]*>$", "", text).removeprefix("~").strip() or text
    labels = role in ("ref", "numref", "eq") and words == text
    return f"[{words}]" if labels or found["role"].startswith("cite") else words


def shortcode(found: re.Match[str]) -> str:
    """The words of a short code: its caption, or a key; "" for most."""
    if (found["hugo"] or "").startswith("kbd "):
        return (found["hugo"] or "").split()[1]
    parts = (
        first or second
        for first, second in SHOWN_ATTRIBUTES.findall(found["hugo"] or found["jekyll"])
    )
    return " ".join(dict.fromkeys(parts))
