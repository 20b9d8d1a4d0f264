"""Markdown and its dialects (Pandoc, Quarto, MyST, Obsidian, Hugo, Jekyll), through markdown-it.

Not through unstructured, which turns Markdown into HTML and back: numbers of lists, languages of
fences, marks of inline code and the front matter get lost on the way, at a hundred times the time.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from ingestion.elements import Element, Parsed
from ingestion.parsers.markdown import dialects, front_matter
from ingestion.parsers.markdown.divs import placed
from ingestion.parsers.markdown.indented import fenced
from ingestion.parsers.markdown.walk import walked
from ingestion.parsers.office.left_out import LeftOut
from ingestion.parsers.parser_options import Reading
from ingestion.parsers.plain_text import read

# Short codes of Quarto, Hugo and Jekyll, and the snippets of MkDocs
INCLUDED = re.compile(r"(?:\{\{< *include +|--8<-- +\")([^\s\">]+)")
VALUE = re.compile(r"\{\{< *(?:var|meta|env) +([\w.-]+) *>\}\}")
VIDEO = re.compile(r"\{\{[<%] *(?:video|youtube|vimeo)\b[^{}\n]*[>%]\}\}")


def parse(path: Path, _: Reading) -> Parsed:
    """Read a Markdown file; its title is that of its front matter or its first level-1 heading."""
    front, text = front_matter.split(read(path))
    left_out = LeftOut()
    facts = [Element("paragraph", "\n".join(front.facts))] if front.facts else []
    elements = [*facts, *blocks(text, left_out, front.title)]
    return Parsed(front.title or first_title(elements), elements, notes=left_out.notes())


def first_title(elements: Iterable[Element]) -> str:
    """The text of the first level-1 heading, or ""."""
    headings = (e.text for e in elements if e.kind == "heading" and e.level == 1)
    return next(headings, "")


def blocks(text: str, left_out: LeftOut, title: str = "") -> Iterator[Element]:
    """The elements of a piece of Markdown; counts what cannot be read. `title` is stated elsewhere
    in its file."""
    for name in INCLUDED.findall(text):
        left_out.unread("included file", name)
    for _ in VIDEO.finditer(text):
        left_out.unread("video")
    for name in VALUE.findall(text):
        left_out.unread("value from elsewhere", name)
    return placed(walked(fenced(dialects.plain(text, title)), left_out))
