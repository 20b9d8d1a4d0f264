"""Plain text: paragraphs between blank lines."""

from __future__ import annotations

import re
from pathlib import Path

from ingestion.elements import Element, Parsed
from ingestion.parsers.encoding import decode
from ingestion.parsers.parser_options import Reading

BANK = re.compile(r"^::[^\n]*?::[^{}]*\{[^{}]*\}", re.MULTILINE)  # Moodle exports GIFT as .txt


def parse(path: Path, reading: Reading) -> Parsed:
    """Read a text file. It has no headings, so no title and no pages either."""
    text = read(path)
    if BANK.search(text):
        from ingestion.parsers.quizzes.gift import bank

        return bank(text, reading)
    return Parsed("", paragraphs(text))


def read(path: Path) -> str:
    """A file's text with "\\n" line ends, whatever its encoding; raises `Unreadable`."""
    return decode(path.read_bytes()).replace("\f", "\n\n")


def paragraphs(text: str) -> list[Element]:
    """The text between blank lines."""
    blocks = re.split(r"\n[ \t]*\n+", text)
    return [Element("paragraph", block.strip("\n")) for block in blocks if block.strip()]
