"""Text of a PDF that its reader does not see is not indexed, and the document says so."""

from __future__ import annotations

from pathlib import Path

import pytest
from pypdfium2 import PdfDocument

from ingestion.elements import Parsed
from ingestion.parsers import parse
from ingestion.parsers.pdf import native_library
from ingestion.parsers.pdf.layers import Layers
from ingestion.parsers.pdf.words import ReadLine, lines_by_library, lines_in_python
from tests.ingestion.parsers.makers.pdf_pages import PIXEL, layers, unseen

SEEN, WHITE, UNPAINTED = "Goggles are required.", "The key is delta.", "Ask for gamma."
NOTE = ("Left out: 1 passage of hidden text (page 1).",)
SIZE = 612.0, 792.0


def said(parsed: Parsed) -> list[str]:
    return [element.text for element in parsed.elements]


def test_white_and_unpainted_text_is_left_out(tmp_path: Path) -> None:
    parsed = parse(unseen(tmp_path / "a.pdf"))
    assert said(parsed) == [SEEN]
    assert parsed.notes == NOTE


def test_white_text_on_a_dark_ground_is_seen(tmp_path: Path) -> None:
    dark, white = "0 0 0.4 rg 60 590 300 30 re f 0 g", "1 1 1 rg 60 590 300 30 re f 0 g"
    assert said(parse(unseen(tmp_path / "a.pdf", ground=dark))) == [SEEN, WHITE]
    assert said(parse(unseen(tmp_path / "b.pdf", ground=white))) == [SEEN]


def test_what_was_recognised_in_a_picture_is_kept(tmp_path: Path) -> None:
    small, whole = PIXEL.format(300, 100, 60, 450), PIXEL.format(612, 792, 0, 0)
    assert said(parse(unseen(tmp_path / "a.pdf", picture=small))) == [SEEN, UNPAINTED]
    parsed = parse(unseen(tmp_path / "b.pdf", picture=whole))
    assert said(parsed) == [SEEN, WHITE, UNPAINTED]  # white shows on the picture, too


@pytest.mark.parametrize(
    ("off", "expected"),
    [
        ("/OFF [6 0 R]", ["Prove it."]),
        ("/BaseState /OFF /ON [7 0 R]", ["Prove it."]),
        ("/OFF [7 0 R]", ["Prove it.", "By induction."]),
        ("", ["Prove it.", "By induction."]),
    ],
)
def test_a_layer_that_is_off_is_left_out(tmp_path: Path, off: str, expected: list[str]) -> None:
    parsed = parse(layers(tmp_path / "a.pdf", off))
    assert said(parsed) == expected
    assert parsed.notes == (NOTE if len(expected) == 1 else ())


def test_without_a_compiler_the_same_is_unseen(tmp_path: Path) -> None:
    library = native_library.load()
    if library is None:
        pytest.skip("there is no C compiler here")
    page = PdfDocument(unseen(tmp_path / "a.pdf"))[0].get_textpage()
    assert marks(lines_in_python(page, SIZE)) == marks(lines_by_library(page, SIZE, library))
    document = PdfDocument(layers(tmp_path / "b.pdf", "/OFF [6 0 R]"))
    layered, off = document[0].get_textpage(), Layers(document).is_off
    found = marks(lines_by_library(layered, SIZE, library, off))
    assert found == marks(lines_in_python(layered, SIZE, off))
    assert [any(words) for words in found] == [False, True]


def marks(found: list[ReadLine]) -> list[list[int]]:
    """Why the words of each line may not be seen."""
    return [list(line.unseen_words()) for line in found]
