"""Pictures of text, such as scans and photographed boards."""

from __future__ import annotations

from pathlib import Path

from agent.errors import Unreadable
from ingestion.elements import Element, Parsed
from ingestion.parsers.ocr import recognised
from ingestion.parsers.parser_options import Reading
from ingestion.parsers.plain_text import paragraphs


def parse(path: Path, reading: Reading) -> Parsed:
    """Read the text of a picture; a scan of several pages has page numbers."""
    pages = recognised(path, reading.ocr_language)
    many = len(pages) > 1
    elements = [
        Element("paragraph", found.text, page=number if many else None)
        for number, text in enumerate(pages, start=1)
        for found in paragraphs(text)
    ]
    if not elements:
        raise Unreadable("No text was recognised in the picture.")
    return Parsed("", elements, pages=len(pages) if many else None)
