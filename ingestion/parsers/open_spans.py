"""Reads from the styles of an OpenDocument text which words are raised, crossed out or hidden."""

from __future__ import annotations

import re

from ingestion.parsers.office.left_out import LeftOut
from ingestion.parsers.office.numbers import raised
from ingestion.parsers.safe_xml import Node

OASIS = "{urn:oasis:names:tc:opendocument:xmlns:%s:1.0}%s"
SPAN, STYLE, SPACE = (OASIS % ("text", name) for name in ("span", "style-name", "s"))
LOOKS = OASIS % ("style", "text-properties")
POSITION = OASIS % ("style", "text-position")
STRUCK = OASIS % ("style", "text-line-through-style")
UP = re.compile(r"super|[1-9]\d*%")  # "33% 58%": by a third of the line
DISPLAY = OASIS % ("text", "display")


def write_spans(root: Node, looks: Node | None, left_out: LeftOut) -> None:
    """Write raised digits and crossed-out words as such; hidden words are taken out and counted."""
    styles = {**_styles(looks), **_styles(root)}
    for span in list(root.iter(SPAN)):
        style = styles.get(span.get(STYLE, ""))
        if style is None:
            continue
        if style.get(DISPLAY) == "none":
            left_out.hidden("stretch of hidden text")
            for part in list(span):
                span.remove(part)
            span.text = ""
        elif style.get(STRUCK, "none") != "none" and "".join(span.itertext()).strip():
            _strike(span)
        elif UP.match(style.get(POSITION, "")) and len(span) == 0:
            span.text = raised(span.text or "")


def _styles(root: Node | None) -> dict[str, Node]:
    """The properties of the styles of words, by the styles' names."""
    if root is None:
        return {}
    name, family = OASIS % ("style", "name"), OASIS % ("style", "family")
    named = (s for s in root.iter(OASIS % ("style", "style")) if s.get(family) == "text")
    return {s.get(name, ""): found for s in named if (found := s.find(LOOKS)) is not None}


def _strike(span: Node) -> None:
    span.text = f"~~{span.text or ''}"
    if len(span):
        span[-1].tail = f"{span[-1].tail or ''}~~"
    else:
        span.text += "~~"
