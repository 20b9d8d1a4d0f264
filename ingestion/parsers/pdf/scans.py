"""Pages of a PDF that are pictures: recognised where tesseract is installed, else named."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory

from agent.errors import Unreadable
from ingestion.parsers.ocr import recognised
from ingestion.parsers.parser_options import Reading
from ingestion.parsers.pdf.page_text import Text, draw
from ingestion.parsers.programs import TESSERACT

PICTURE = ("a picture", "pictures")
DRAWING = ("a drawing or handwriting", "drawings or handwriting")


@dataclass(frozen=True, slots=True)
class Scans:
    """The text of pages by their numbers, and a sentence on those that have none."""

    texts: Mapping[int, str]
    notes: tuple[str, ...] = ()


def read(path: Path, text: Text, reading: Reading) -> Scans:
    """Recognise the text of the pages that are pictures or drawings, as far as that is possible;
    raises `Unreadable` for a file of nothing else in which nothing was recognised."""
    numbers = sorted((*text.pictures, *text.drawings))
    if not numbers:
        return Scans({})
    if TESSERACT.find() is None:
        kinds = filter(None, (_pages(text.pictures, PICTURE), _pages(text.drawings, DRAWING)))
        return Scans({}, tuple(TESSERACT.missing(f"{kind} without text, which") for kind in kinds))
    texts: dict[int, str] = {}
    with TemporaryDirectory(prefix="mentor-") as folder:
        for number in numbers:
            texts[number] = _text(path, number, Path(folder), reading.ocr_language)
    empty = {number for number in numbers if not texts[number].strip()}
    notes = _empty(text, empty)
    if len(empty) == len(numbers) and not any(page.lines for page in text.pages):
        raise Unreadable(f"{' '.join(notes)} Add the same content as text.")
    return Scans(texts, notes)


def _empty(text: Text, empty: set[int]) -> tuple[str, ...]:
    """Sentences on pages in which nothing was recognised."""
    pictures = _pages([n for n in text.pictures if n in empty], PICTURE)
    drawings = _pages([n for n in text.drawings if n in empty], DRAWING)
    found = (
        (pictures, "in which no text was recognised."),
        (drawings, "that cannot be read."),
    )
    return tuple(f"{pages} {what}" for pages, what in found if pages)


def _text(path: Path, number: int, folder: Path, language: str) -> str:
    try:
        return "\n\n".join(recognised(draw(path, number, folder), language))
    except Unreadable:  # one page must not stop the others
        return ""


def _pages(numbers: Sequence[int], kind: tuple[str, str]) -> str:
    """ "Page 3 is a picture", or "Pages 3, 5-7 are pictures"; "" for none."""
    if not numbers:
        return ""
    runs = groupby(enumerate(numbers), key=lambda pair: pair[1] - pair[0])
    parts = [[number for _, number in run] for _, run in runs]
    named = ", ".join(f"{p[0]}-{p[-1]}" if len(p) > 1 else str(p[0]) for p in parts)
    one, many = kind
    return f"Pages {named} are {many}" if len(numbers) > 1 else f"Page {named} is {one}"
