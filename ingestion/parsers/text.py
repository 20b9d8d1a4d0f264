"""Plain text: paragraphs between blank lines."""

from __future__ import annotations

import re
from pathlib import Path

from agent.errors import Unreadable
from ingestion.elements import Element, Parsed


def parse(path: Path) -> Parsed:
    """Read a text file. It has no headings of its own, so no title and no pages either."""
    blocks = re.split(r"\n[ \t]*\n+", read(path))
    return Parsed(
        "", [Element("paragraph", block.strip("\n")) for block in blocks if block.strip()]
    )


def read(path: Path) -> str:
    """A file's text with "\\n" line ends: UTF-8, UTF-16 by its mark, else Windows-1252."""
    raw = path.read_bytes()
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _lines(raw.decode("utf-16", errors="replace"))
    if b"\0" in raw:
        raise Unreadable("The file is not text, whatever its name says.")
    try:
        return _lines(raw.decode("utf-8-sig"))
    except UnicodeDecodeError:
        return _lines(raw.decode("cp1252", errors="replace"))


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n\n")
