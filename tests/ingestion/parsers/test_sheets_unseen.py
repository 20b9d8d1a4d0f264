"""What a reader of a sheet does not see is left out with a note; what looks like it is read."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import Workbook
from openpyxl.chart import BarChart, Reference
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Font, GradientFill, PatternFill
from openpyxl.styles.colors import Color
from openpyxl.worksheet.formula import ArrayFormula
from openpyxl.worksheet.table import Table, TableStyleInfo
from openpyxl.worksheet.worksheet import Worksheet

from ingestion.elements import Parsed
from ingestion.parsers import parse
from tests.ingestion.packages import archive

WHITE = Font(color="FFFFFF")
SHEET, TYPES = "xl/worksheets/sheet1.xml", "[Content_Types].xml"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRINGS = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"


def told(folder: Path, *answers: object, change: Callable[[Worksheet], object]) -> Parsed:
    """A sheet of tasks and answers after a change."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append(("Task", "Answer"))
    for number, answer in enumerate(answers, 1):
        sheet.append((f"Task {number}", answer))
    change(sheet)
    book.save(folder / "a.xlsx")
    return parse(folder / "a.xlsx")


def rewritten(folder: Path, pieces: dict[str, str], parts: dict[str, str] | None = None) -> Parsed:
    """The file that was made, with pieces of the sheet's XML replaced and other parts."""
    with zipfile.ZipFile(folder / "a.xlsx") as packed:
        members = {name: packed.read(name).decode() for name in packed.namelist()}
    for old, new in pieces.items():
        assert old in members[SHEET]
        members[SHEET] = members[SHEET].replace(old, new)
    if parts:
        override = f'<Override PartName="/xl/sharedStrings.xml" ContentType="{STRINGS}"/></Types>'
        members[TYPES] = members[TYPES].replace("</Types>", override)
    return parse(archive(folder / "b.xlsx", members | (parts or {})))


def white(sheet: Worksheet) -> None:
    sheet["B2"].font = WHITE
    sheet["B3"].font = Font(color=Color(theme=0))
    sheet["B3"].fill = PatternFill("solid", fgColor="FFFFFF")


def in_the_color_of_its_cell(sheet: Worksheet) -> None:
    for cell in ("B2", "B3"):
        sheet[cell].font = Font(color=Color(theme=4, tint=0.4))
        sheet[cell].fill = PatternFill("solid", fgColor=Color(theme=4, tint=0.4))


def by_its_format(sheet: Worksheet) -> None:
    sheet["B2"].number_format = ";;;"
    sheet["B3"].number_format = ";;;"


HIDDEN = {
    white: "Left out: 2 cells of white text (Sheet).",
    in_the_color_of_its_cell: "Left out: 2 cells of hidden text (Sheet).",
    by_its_format: "Left out: 2 cells of hidden text (Sheet).",
}


@pytest.mark.parametrize("change", HIDDEN)
def test_what_is_not_seen_in_a_cell_is_left_out(
    tmp_path: Path, change: Callable[[Worksheet], object]
) -> None:
    parsed = told(tmp_path, "It is delta.", 1815, "Shown", change=change)
    said = parsed.elements[-1].text
    assert "| Task 1 |  |\n| Task 2 |  |\n| Task 3 | Shown |" in said
    assert parsed.notes == (HIDDEN[change],)


def on_a_dark_cell(sheet: Worksheet) -> None:
    sheet["B2"].font = WHITE
    sheet["B2"].fill = PatternFill("solid", fgColor="1F3864")


def on_a_gradient(sheet: Worksheet) -> None:
    sheet["B2"].font = WHITE
    sheet["B2"].fill = GradientFill(stop=("000000", "1F3864"))


def on_gray(sheet: Worksheet) -> None:
    sheet["B2"].font = Font(color=Color(theme=0, tint=-0.35))


def in_a_table(sheet: Worksheet) -> None:
    sheet["B2"].font = WHITE
    table = Table(displayName="Tasks", ref="A1:B2")
    table.tableStyleInfo = TableStyleInfo(name="TableStyleDark2", showRowStripes=True)
    sheet.add_table(table)


def by_a_rule(sheet: Worksheet) -> None:
    sheet["B2"].font = WHITE
    dark = PatternFill("solid", bgColor="1F3864")
    sheet.conditional_formatting.add("B2:B9", CellIsRule("notEqual", ['""'], fill=dark))


SEEN = (on_a_dark_cell, on_a_gradient, on_gray, in_a_table, by_a_rule)


@pytest.mark.parametrize("change", SEEN)
def test_white_text_on_another_ground_is_read(
    tmp_path: Path, change: Callable[[Worksheet], object]
) -> None:
    parsed = told(tmp_path, "It is delta.", change=change)
    assert parsed.elements[-1].text.endswith("| Task 1 | It is delta. |")
    assert parsed.notes == ()


def test_white_text_on_a_picture_is_read(tmp_path: Path) -> None:
    told(tmp_path, "It is delta.", change=white)
    picture = f'<picture xmlns:r="{RELATIONS}" r:id="r1"/></worksheet>'
    parsed = rewritten(tmp_path, {"</worksheet>": picture})
    assert parsed.elements[-1].text.endswith("| Task 1 | It is delta. |")


RICH = (
    f"<sst xmlns='{MAIN}'><si><r><t>The answer is </t></r><r><rPr><color rgb='FFFFFFFF'/></rPr>"
    "<t>delta</t></r></si></sst>"
)


def test_a_white_word_in_a_cell(tmp_path: Path) -> None:
    told(tmp_path, "SHARED", change=lambda sheet: None)
    written = ' t="inlineStr"><is><t>SHARED</t></is>'
    parsed = rewritten(tmp_path, {written: ' t="s"><v>0</v>'}, {"xl/sharedStrings.xml": RICH})
    assert parsed.elements[-1].text.endswith("| Task 1 | The answer is |")
    assert parsed.notes == ("Left out: 1 cell of white text (Sheet).",)


def test_zeros_that_are_not_shown_are_no_loss(tmp_path: Path) -> None:
    def change(sheet: Worksheet) -> None:
        for cell in ("B2", "B3", "B4"):
            sheet[cell].number_format = '0" points";-0;;"Room "@'

    parsed = told(tmp_path, 0, 5, "H12", change=change)
    assert parsed.elements[-1].text.endswith(
        "| Task 1 |  |\n| Task 2 | 5 points |\n| Task 3 | Room H12 |"
    )
    assert parsed.notes == ()


def test_rows_and_columns_of_no_size_are_hidden(tmp_path: Path) -> None:
    def change(sheet: Worksheet) -> None:
        sheet["C1"], sheet["C2"] = "Solution", "gamma"
        sheet.column_dimensions["C"].width = 7
        sheet.row_dimensions[3].height = 7

    told(tmp_path, "Shown", "delta", change=change)
    parsed = rewritten(tmp_path, {'ht="7"': 'ht="0"', 'width="7"': 'width="0"'})
    shown = "| Task | Answer |\n| --- | --- |\n| Task 1 | Shown |"
    assert parsed.elements[-1].text == shown
    assert parsed.notes == (
        "Left out: 1 group of hidden rows (Sheet), 1 group of hidden columns (Sheet).",
    )


def test_a_formula_of_many_cells_is_read_as_it_is(tmp_path: Path) -> None:
    parsed = told(tmp_path, ArrayFormula("B2", "=SUM(C2:C4*2)"), change=lambda sheet: None)
    assert parsed.elements[-1].text.endswith("| Task 1 | =SUM(C2:C4*2) |")


def test_a_sheet_that_is_a_chart(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    for row in (("Group", "Points"), ("Teal", 5)):
        sheet.append(row)
    for name, state in (("Points by group", "visible"), ("Of last year", "hidden")):
        shown = book.create_chartsheet(name)
        shown.sheet_state = state
        chart = BarChart()
        chart.title = f"{name}, as a chart"
        chart.add_data(Reference(sheet, min_col=2, min_row=1, max_row=2), titles_from_data=True)
        shown.add_chart(chart)
    book.save(tmp_path / "a.xlsx")
    parsed = parse(tmp_path / "a.xlsx")
    assert [e.text for e in parsed.elements][2:] == [
        "Points by group",
        "Chart: Points by group, as a chart",
    ]
    assert parsed.notes == ("Hidden sheets were left out: Of last year.",)
