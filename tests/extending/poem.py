"""A parser: .poem files, a title and then stanzas."""

from __future__ import annotations

from pathlib import Path

from ingestion.elements import Element, Parsed
from ingestion.parsers.parser_options import Reading
from ingestion.parsers.plain_text import paragraphs, read


def parse(path: Path, _: Reading) -> Parsed:
    """Read a poem; its first line is its title."""
    title, _newline, stanzas = read(path).partition("\n")
    return Parsed(title, [Element("heading", title, level=1), *paragraphs(stanzas)])
