"""The front matter of a Markdown text, in `---` (YAML) or `+++` (TOML): its title and facts."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import yaml

BLOCK = re.compile(
    r"\A(?:---[ \t]*\n(?P<yaml>.*?)\n(?:---|\.\.\.)|\+\+\+[ \t]*\n(?P<toml>.*?)\n\+\+\+)"
    r"[ \t]*(?:\n|\Z)",
    re.DOTALL,
)
TITLE = re.compile(r"^title\s*[:=]\s*(['\"]?)(.+?)\1[ \t]*$", re.MULTILINE)
MOST = 50  # facts; longer lists are data
# What programs that publish the text read there; every other field is for its readers.
SETTINGS = frozenset(
    "title pagetitle linktitle layout permalink url slug root output format theme css engine "
    "jupyter kernelspec jupytext editor execute knitr params runtime header-includes "
    "documentclass toc toc-depth number-sections bibliography csl link-citations template "
    "filters draft published weight order nav nav_order nav_exclude has_children parent "
    "grand_parent sidebar sidebar_label sidebar_position id type outputs menu sitemap math "
    "mathjax katex cover image images thumbnail banner header cssclass cssclasses publish "
    "redirect_from comments share hide_table_of_contents pagination_next pagination_prev "
    "custom_edit_url lang language marp paginate size class style transition fontsize geometry "
    "papersize mainfont output_dir editor_options always_allow_html site page-layout code-fold "
    "code-tools freeze cache resources myst html_meta tocdepth orphan hide-toc lastmod "
    "nocomments searchable robots vim uuid guid".split()
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Front:
    """A text's title ("" for none) and what else it states, as "Due: 2031-04-17"."""

    title: str = ""
    facts: tuple[str, ...] = ()


def split(text: str) -> tuple[Front, str]:
    """The front matter of a text, and the text without it."""
    found = BLOCK.match(text)
    if not found:
        return Front(), text
    named = TITLE.search(found[0])
    fields = _fields(found["yaml"], found["toml"])
    facts = (
        f"{_name(key)}: {value_text}"
        for key, value in fields.items()
        if (value_text := _value_text(key, value))
    )
    title = fields.get("title")
    shown = title if isinstance(title, str) else named[2] if named else ""
    return Front(shown.strip(), tuple(facts)[:MOST]), text[found.end() :]


def _fields(in_yaml: str | None, in_toml: str | None) -> dict[str, Any]:
    """The fields by name; empty if the block is malformed."""
    try:
        read = (
            yaml.safe_load(_plain(in_yaml)) if in_yaml is not None else tomllib.loads(in_toml or "")
        )
    except (yaml.YAMLError, tomllib.TOMLDecodeError, ValueError, RecursionError):
        return {}
    return {str(key): value for key, value in read.items()} if isinstance(read, dict) else {}


def _plain(text: str) -> str:
    """YAML without anchors, which can make a short text very long."""
    return text if not re.search(r"(?:^|[\s:,\[-])[&*]\w", text) else ""


def _name(key: str) -> str:
    words = re.sub(r"[_-]+", " ", key).strip()
    return words[:1].upper() + words[1:]


def _value_text(key: str, value: Any) -> str:
    if key.lower().replace("_", "-") in SETTINGS or key.lower() in SETTINGS:
        return ""
    return ", ".join(_values(value))


def _values(value: Any) -> Iterator[str]:
    """The words of a field, including its lists and tables, without switches."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if value_text := _value_text(str(key), inner):
                yield value_text
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _values(inner)
    elif value is not None and not isinstance(value, bool):
        yield " ".join(str(value).split())
