"""Tables of a PDF whose cells share something else than their left edges."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingestion.parsers import parse
from tests.ingestion.parsers.files import Show, pdf

DIGIT = 0.556 * 11  # points, in Helvetica
PAGE = (720, 540)
TITLE = Show(72, 480, "Costs of operations", 28, "bold")
ROWS = (("Year", "Students"), ("2029", "41"), ("2030", "117"), ("2031", "9"))
READ = "| Year | Students |\n| --- | --- |\n| 2029 | 41 |\n| 2030 | 117 |\n| 2031 | 9 |"


def told(path: Path, *shown: Show) -> list[str]:
    found = parse(pdf(path, [[TITLE, *shown]], size=PAGE)).elements
    return [element.text for element in found if element.text != TITLE.text]


@pytest.mark.parametrize("share", [0.0, 0.5, 1.0], ids=["left", "centred", "right"])
def test_a_table_on_a_slide(tmp_path: Path, share: float) -> None:
    """`share` of each cell is left of its column's place."""
    shown = [
        Show(200 + 200 * column - share * DIGIT * len(cell), 400 - 30 * row, cell)
        for row, cells in enumerate(ROWS)
        for column, cell in enumerate(cells)
    ]
    assert told(tmp_path / "a.pdf", *shown) == [READ]


HEADER = (Show(100, 400, "Structure"), Show(360, 400, "Good for"))
WRAPPED = (
    Show(100, 363, "List"),
    Show(360, 370, "an item by its index,"),
    Show(360, 356, "and appending"),
    Show(100, 330, "Deque with two ends"),
    Show(100, 316, "that are open"),
    Show(360, 323, "both of its ends"),
)


def test_cells_centred_from_top_to_bottom(tmp_path: Path) -> None:
    assert told(tmp_path / "a.pdf", *HEADER, *WRAPPED) == [
        "| Structure | Good for |\n| --- | --- |\n"
        "| List | an item by its index, and appending |\n"
        "| Deque with two ends that are open | both of its ends |"
    ]


def test_boxes_with_names_beside_each_other_are_no_table(tmp_path: Path) -> None:
    left, right = WRAPPED[0::3], WRAPPED[1:3]
    found = told(tmp_path / "a.pdf", *HEADER, *left, *right)
    assert not [text for text in found if "|" in text]
