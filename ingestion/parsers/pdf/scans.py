"""Pages of a PDF that are pictures: recognised where tesseract is installed, else named."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory

from agent.errors import Unreadable
from ingestion.parsers.ocr import recognised
from ingestion.parsers.pdf.page_text import draw
from ingestion.parsers.programs import TESSERACT
from ingestion.parsers.reading import Reading


@dataclass(frozen=True, slots=True)
class Scans:
    """The text of pages by their numbers, and a sentence on those that have none."""

    texts: Mapping[int, str]
    notes: tuple[str, ...] = ()


def read(path: Path, numbers: Sequence[int], reading: Reading) -> Scans:
    """Recognise the text of the given pages, as far as that is possible."""
    if not numbers:
        return Scans({})
    if TESSERACT.find() is None:
        return Scans({}, (TESSERACT.missing(f"{_pages(numbers)} without text, which"),))
    texts: dict[int, str] = {}
    with TemporaryDirectory(prefix="mentor-") as folder:
        for number in numbers:
            texts[number] = _text(path, number, Path(folder), reading.ocr_language)
    empty = [number for number in numbers if not texts[number].strip()]
    return Scans(texts, (f"{_pages(empty)} in which no text was recognised.",) if empty else ())


def _text(path: Path, number: int, folder: Path, language: str) -> str:
    try:
        return "\n\n".join(recognised(draw(path, number, folder), language))
    except Unreadable:  # one page must not stop the others
        return ""


def _pages(numbers: Sequence[int]) -> str:
    """ "Page 3 is a picture", or "Pages 3, 5-7 are pictures"."""
    runs = groupby(enumerate(numbers), key=lambda pair: pair[1] - pair[0])
    parts = [[number for _, number in run] for _, run in runs]
    named = ", ".join(f"{p[0]}-{p[-1]}" if len(p) > 1 else str(p[0]) for p in parts)
    return f"Pages {named} are pictures" if len(numbers) > 1 else f"Page {named} is a picture"
