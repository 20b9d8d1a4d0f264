"""Tables with rules between their cells, whose text alone does not show where a cell ends."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import pytest
from pypdfium2 import PdfDocument

from ingestion.elements import Parsed
from ingestion.parsers import parse
from ingestion.parsers.pdf.path_points import places_by_library
from ingestion.parsers.pdf.rules import MOST, places_in_python
from tests.ingestion.parsers.makers.pdf_pages import one_page, shown


def rule(x0: float, y0: float, x1: float, y1: float) -> str:
    return f"0.5 w {x0} {y0} m {x1} {y1} l S"


def box(xs: Sequence[float], ys: Sequence[float], without: Sequence[str] = ()) -> str:
    """The rules around all cells of a table, without some."""
    across = [rule(a, y, b, y) for y in ys for a, b in pairwise(xs)]
    up = [rule(x, a, x, b) for x in xs for a, b in pairwise(ys)]
    return "\n".join(one for one in (*across, *up) if one not in without)


def said(parsed: Parsed) -> list[str]:
    return [element.text for element in parsed.elements]


XS, YS = (70, 112, 156, 188), (714, 696, 678, 660)
EXAMS = ((72, 701, "Group"), (114, 701, "Exam"), (114, 683, "Date"), (158, 683, "Room"))
EXAMS += ((72, 665, "Teal"), (114, 665, "2 June"), (158, 665, "H12"))
MERGED = (rule(156, 714, 156, 696), rule(70, 696, 112, 696))
EXAM_TABLE = "| Group | Exam / Date | Exam / Room |\n| --- | --- | --- |\n| Teal | 2 June | H12 |"


def exams(path: Path) -> Path:
    """Narrow columns, a name over two of them, and one beside two lines."""
    around = shown([(72, 740, "The dates of the exams are these, in the order of the groups.")])
    below = shown([(72, 630, "Bring a pen.")])
    drawn = box(XS, YS, MERGED)
    return one_page(path, "\n".join((around, drawn, shown(EXAMS, font="F2"), below)))


EXPECTED = [
    "The dates of the exams are these, in the order of the groups.",
    EXAM_TABLE,
    "Bring a pen.",
]


def test_narrow_columns_and_merged_cells(tmp_path: Path) -> None:
    assert said(parse(exams(tmp_path / "a.pdf"))) == EXPECTED


def test_without_a_compiler_the_same_rules_are_found(tmp_path: Path) -> None:
    page = PdfDocument(exams(tmp_path / "a.pdf"))[0]
    found = places_by_library(page, MOST)
    if found is None:
        pytest.skip("there is no C compiler here")
    assert list(zip(*found, strict=True)) == list(places_in_python(page))


def test_cells_of_several_lines_and_empty_ones(tmp_path: Path) -> None:
    texts = [(72, 700, "Site"), (152, 700, "What grows there"), (72, 682, "Ness")]
    texts += [(152, 682, "Sedge and reed in the"), (152, 668, "hollows"), (152, 650, "Alder")]
    drawn = box((70, 150, 300), (714, 694, 662, 644))
    assert said(parse(one_page(tmp_path / "a.pdf", f"{drawn}\n{shown(texts)}"))) == [
        "| Site | What grows there |\n| --- | --- |\n| Ness | Sedge and reed in the hollows |\n"
        "|  | Alder |"
    ]


def test_a_table_without_rules_at_its_sides(tmp_path: Path) -> None:
    texts = [(72, 700, "A"), (90, 700, "B"), (72, 682, "1"), (90, 682, "2")]
    sides = [rule(x, a, x, b) for x in (70, 110) for a, b in ((714, 694), (694, 674))]
    drawn = box((70, 88, 110), (714, 694, 674), sides)
    assert said(parse(one_page(tmp_path / "a.pdf", f"{drawn}\n{shown(texts)}"))) == [
        "| A | B |\n| --- | --- |\n| 1 | 2 |"
    ]


def test_the_grid_of_a_chart_is_no_table(tmp_path: Path) -> None:
    grid = box((100, 160, 220, 280), (700, 660, 620, 580))
    labels = [(70, 655, "20"), (70, 615, "10"), (95, 565, "May"), (155, 565, "June")]
    labels += [(120, 676, "Orders of the year 2031 went up a lot")]
    parsed = parse(one_page(tmp_path / "a.pdf", f"{grid}\n{shown(labels)}"))
    assert not [element for element in parsed.elements if element.kind == "table"]


def test_frames_around_text_are_no_table(tmp_path: Path) -> None:
    line = "The fen is drained in May and its ditches are cleared by hand before it rains."
    texts = [(x, y - 12 * n, line[:40]) for x in (72, 312) for y in (690, 490) for n in range(15)]
    drawn = box((70, 306, 560), (704, 500, 300))
    parsed = parse(one_page(tmp_path / "a.pdf", f"{drawn}\n{shown(texts, size=9)}"))
    assert not [e for e in parsed.elements if e.kind == "table" and "\n| The fen" in e.text]


def test_a_table_of_a_slide_stands_between_its_lines(tmp_path: Path) -> None:
    title = shown([(40, 480, "Exams")], size=30, font="F2")
    texts = [(40, 420, "- Two dates"), (40, 100, "- No books")]
    cells = [(x + 300, y - 360, text) for x, y, text in EXAMS]
    drawn = box([x + 300 for x in XS], [y - 360 for y in YS], _moved(MERGED))
    content = "\n".join((title, shown(texts, size=14), drawn, shown(cells)))
    assert said(parse(one_page(tmp_path / "a.pdf", content, size=(720, 540)))) == [
        "Exams",
        "- Two dates",
        EXAM_TABLE,
        "- No books",
    ]


def _moved(rules: Sequence[str]) -> list[str]:
    places = [[int(part) for part in one.split() if part.isdigit()] for one in rules]
    return [rule(a + 300, b - 360, c + 300, d - 360) for a, b, c, d in places]
