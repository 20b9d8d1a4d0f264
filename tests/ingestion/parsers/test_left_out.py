"""What e-books, OpenDocument texts, RTF and reStructuredText show and nobody can read is noted."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from ingestion.parsers import parse
from tests.ingestion.packages import book, odt
from tests.ingestion.parsers.files import text

SAID = "The tide turns at six."
DRAWN = "urn:oasis:names:tc:opendocument:xmlns:drawing:1.0"
FRAME = f'<draw:frame xmlns:draw="{DRAWN}"><draw:image/></draw:frame>'
FILES: dict[str, tuple[Callable[[Path], object], str]] = {
    "a.epub": (
        lambda path: book(path, "Tides", [f"<p>{SAID}</p><p><img src='a.png'/></p>"]),
        "Not read: 1 picture.",
    ),
    "a.odt": (
        lambda path: odt(path, f"<text:p>{SAID}</text:p><text:p>{FRAME}</text:p>"),
        "Not read: 1 picture.",
    ),
    "a.rtf": (
        lambda path: text(path, rf"{{\rtf1 {SAID}\par {{\pict\pngblip 89504e}}\par}}"),
        "Not read: 1 picture.",
    ),
    "a.rst": (
        lambda path: text(path, f"{SAID}\n\n.. image:: a.png\n\n.. include:: b.txt\n"),
        "Not read: 1 picture, 1 included file (b.txt).",
    ),
}


@pytest.mark.parametrize("name", FILES)
def test_what_is_not_read_is_noted(tmp_path: Path, name: str) -> None:
    make, note = FILES[name]
    make(tmp_path / name)
    parsed = parse(tmp_path / name)
    assert SAID in " ".join(element.text for element in parsed.elements)
    assert parsed.notes == (note,)


def test_a_described_picture_of_restructured_text_is_read(tmp_path: Path) -> None:
    content = f"{SAID}\n\n.. image:: a.png\n   :alt: The harbour at noon\n"
    parsed = parse(text(tmp_path / "a.rst", content))
    assert [e.text for e in parsed.elements] == [SAID, "Picture: The harbour at noon"]
    assert parsed.notes == ()
