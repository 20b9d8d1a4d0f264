"""Tables with rules between their cells, whose text alone does not show where a cell ends."""

from __future__ import annotations

from pathlib import Path

import pytest
from pypdfium2 import PdfDocument

from ingestion.elements import Parsed
from ingestion.parsers import parse
from ingestion.parsers.pdf import inventory, native_library
from tests.ingestion.parsers.makers.pdf_pages import (
    EXAMS,
    cells,
    one_page,
    rule,
    ruled,
    shown,
)


def said(parsed: Parsed) -> list[str]:
    return [element.text for element in parsed.elements]


EXAM_TABLE = "| Group | Exam / Date | Exam / Room |\n| --- | --- | --- |\n| Teal | 2 June | H12 |"


def test_narrow_columns_and_merged_cells(tmp_path: Path) -> None:
    assert said(parse(ruled(tmp_path / "a.pdf"))) == [
        "These are the dates of the exams, in the order of the groups.",
        EXAM_TABLE,
        "Bring a pen.",
    ]


def test_without_a_compiler_the_same_rules_are_found(tmp_path: Path) -> None:
    page = PdfDocument(ruled(tmp_path / "a.pdf"))[0]
    library = native_library.load()
    if library is None:
        pytest.skip("there is no C compiler here")
    found = inventory.by_library(page, library)
    assert found.paths
    assert found == inventory.in_python(page)


def test_cells_of_several_lines_and_empty_ones(tmp_path: Path) -> None:
    texts = [(72, 700, "Site"), (152, 700, "What grows there"), (72, 682, "Ness")]
    texts += [(152, 682, "Sedge and reed in the"), (152, 668, "hollows"), (152, 650, "Alder")]
    drawn = cells((70, 150, 300), (714, 694, 662, 644))
    assert said(parse(one_page(tmp_path / "a.pdf", f"{drawn}\n{shown(texts)}"))) == [
        "| Site | What grows there |\n| --- | --- |\n| Ness | Sedge and reed in the hollows |\n"
        "|  | Alder |"
    ]


def test_a_table_without_rules_at_its_sides(tmp_path: Path) -> None:
    texts = [(72, 700, "A"), (90, 700, "B"), (72, 682, "1"), (90, 682, "2")]
    sides = [rule(x, a, x, b) for x in (70, 110) for a, b in ((714, 694), (694, 674))]
    drawn = cells((70, 88, 110), (714, 694, 674), sides)
    assert said(parse(one_page(tmp_path / "a.pdf", f"{drawn}\n{shown(texts)}"))) == [
        "| A | B |\n| --- | --- |\n| 1 | 2 |"
    ]


def test_a_word_over_the_edge_is_not_lost(tmp_path: Path) -> None:
    texts = [(72, 700, "A"), (90, 700, "B"), (72, 682, "1"), (90, 682, "2"), (92, 664, "Overlong")]
    drawn = cells((70, 88, 110), (714, 694, 676, 658))
    found = " ".join(said(parse(one_page(tmp_path / "a.pdf", f"{drawn}\n{shown(texts)}"))))
    assert all(text in found for _, _, text in texts)


def test_a_table_in_a_cell_is_read_once(tmp_path: Path) -> None:
    texts = [(72, 700, "Kiln"), (200, 700, "Room"), (72, 640, "Small")]
    inner = [(206, 662, "x"), (226, 662, "y"), (206, 642, "z"), (226, 642, "w")]
    drawn = cells((70, 190, 300), (714, 690, 620)) + "\n" + cells((200, 220, 240), (676, 656, 636))
    found = said(parse(one_page(tmp_path / "a.pdf", f"{drawn}\n{shown([*texts, *inner])}")))
    assert found == ["| Kiln | Room |\n| --- | --- |\n| Small | x y z w |"]


def test_the_grid_of_a_chart_is_no_table(tmp_path: Path) -> None:
    grid = cells((100, 160, 220, 280), (700, 660, 620, 580))
    labels = [(70, 655, "20"), (70, 615, "10"), (95, 565, "May"), (155, 565, "June")]
    labels += [(120, 676, "Orders of the year 2031 went up a lot")]
    parsed = parse(one_page(tmp_path / "a.pdf", f"{grid}\n{shown(labels)}"))
    assert not [element for element in parsed.elements if element.kind == "table"]


def test_frames_around_text_are_no_table(tmp_path: Path) -> None:
    line = "The fen is drained in May and its ditches are cleared by hand before it rains."
    texts = [(x, y - 12 * n, line[:40]) for x in (72, 312) for y in (690, 490) for n in range(15)]
    drawn = cells((70, 306, 560), (704, 500, 300))
    parsed = parse(one_page(tmp_path / "a.pdf", f"{drawn}\n{shown(texts, size=9)}"))
    assert not [e for e in parsed.elements if e.kind == "table" and "\n| The fen" in e.text]


def test_a_table_of_a_slide_stands_between_its_lines(tmp_path: Path) -> None:
    title = shown([(40, 480, "Exams")], size=30, font="F2")
    texts = shown([(40, 420, "- Two dates"), (40, 100, "- No books")], size=14)
    inside = shown([(x + 300, y - 360, text) for x, y, text in EXAMS])
    xs, ys = (370, 412, 456, 488), (354, 336, 318, 300)
    drawn = cells(xs, ys, (rule(456, 354, 456, 336), rule(370, 336, 412, 336)))
    content = "\n".join((title, texts, drawn, inside))
    assert said(parse(one_page(tmp_path / "a.pdf", content, size=(720, 540)))) == [
        "Exams",
        "- Two dates",
        EXAM_TABLE,
        "- No books",
    ]
