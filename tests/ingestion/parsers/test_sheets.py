"""A spreadsheet's cells are read with what they stand for."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import pytest
from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.worksheet.worksheet import Worksheet

from ingestion.elements import Parsed
from ingestion.parsers import parse
from tests.ingestion.packages import archive


def sheet(*rows: Sequence[object], merged: Sequence[str] = ()) -> tuple[Workbook, Worksheet]:
    """A workbook of one sheet."""
    book = Workbook()
    made = book.worksheets[0]
    for row in rows:
        made.append(list(row))
    for cells in merged:
        made.merge_cells(cells)
    return book, made


def read(folder: Path, book: Workbook) -> Parsed:
    book.save(folder / "a.xlsx")
    return parse(folder / "a.xlsx")


def texts(folder: Path, *rows: Sequence[object], merged: Sequence[str] = ()) -> list[str]:
    """The texts of a sheet, without its name."""
    return [e.text for e in read(folder, sheet(*rows, merged=merged)[0]).elements][1:]


def test_a_merged_cell_is_in_each_of_its_rows(tmp_path: Path) -> None:
    rows = (
        ("Timetable of the course", None, None),
        ("Week", "Session", "Topic"),
        ("Week 1", "Mon", "Sets"),
        (None, "Wed", "Relations"),
        ("Week 2", "Mon", "Graphs"),
    )
    assert texts(tmp_path, *rows, merged=("A1:C1", "A3:A4")) == [
        "Timetable of the course",
        "| Week | Session | Topic |\n| --- | --- | --- |\n| Week 1 | Mon | Sets |\n"
        "| Week 1 | Wed | Relations |\n| Week 2 | Mon | Graphs |",
    ]


def test_a_cell_over_two_days_is_in_both(tmp_path: Path) -> None:
    rows = (
        ("Hour", "Mon", "Tue", "Wed"),
        ("9", "Lab", None, "Lecture"),
        ("10", None, None, "Quiz"),
    )
    assert texts(tmp_path, *rows, merged=("B2:C3",)) == [
        "| Hour | Mon | Tue | Wed |\n| --- | --- | --- | --- |\n| 9 | Lab | Lab | Lecture |\n"
        "| 10 | Lab | Lab | Quiz |"
    ]


TWO = (
    ("Group", "Exam", None, "Project", None),
    (None, "Date", "Room", "Date", "Room"),
    ("Teal", "2 June", "H12", "9 June", "H44"),
)
JOINED = "| Group | Exam / Date | Exam / Room | Project / Date | Project / Room |\n"


def test_a_header_of_two_lines(tmp_path: Path) -> None:
    (found,) = texts(tmp_path, *TWO, merged=("B1:C1", "D1:E1"))
    assert found.startswith(JOINED)
    assert found.endswith("\n| Teal | 2 June | H12 | 9 June | H44 |")


def test_a_header_of_two_lines_without_merged_cells(tmp_path: Path) -> None:
    (found,) = texts(tmp_path, *TWO)
    assert found.startswith(JOINED)


def test_a_header_of_three_lines(tmp_path: Path) -> None:
    rows = (
        ("Name", "Spring", None, None, None),
        (None, "Test", None, "Essay", None),
        (None, "Date", "Room", "Date", "Room"),
        ("Ada", "2 May", "H1", "9 May", "H2"),
    )
    (found,) = texts(tmp_path, *rows, merged=("A1:A3", "B1:E1", "B2:C2", "D2:E2"))
    assert found.startswith("| Name | Spring / Test / Date | Spring / Test / Room | Spring / Essay")


def test_names_over_two_columns_are_no_header_of_two_lines(tmp_path: Path) -> None:
    rows = (("Name", None, "Points"), ("Ada", "King", 5), ("Rhona", "Keld", 7))
    (found,) = texts(tmp_path, *rows, merged=("A1:B1",))
    assert "| Ada | King | 5 |" in found


def test_hidden_rows_and_columns_are_left_out_with_a_note(tmp_path: Path) -> None:
    book, made = sheet(("Task", "Solution", "Points"), ("One", "delta", 3), ("Two", "gamma", 4))
    made.column_dimensions["B"].hidden = True
    made.row_dimensions[3].hidden = True
    parsed = read(tmp_path, book)
    assert [e.text for e in parsed.elements][1:] == [
        "| Task | Points |\n| --- | --- |\n| One | 3 |"
    ]
    assert parsed.notes == (
        "Left out: 1 group of hidden rows (Sheet), 1 group of hidden columns (Sheet).",
    )


def test_comments_are_noted(tmp_path: Path) -> None:
    book, made = sheet(("Task", "Points"), ("One", 3))
    made["A1"].comment = Comment("Ask Rhona.", "T")
    parsed = read(tmp_path, book)
    assert "Rhona" not in " ".join(e.text for e in parsed.elements)
    assert parsed.notes == ("Left out: 1 comment.",)


def test_units_are_shown_with_their_numbers(tmp_path: Path) -> None:
    book, made = sheet(("Fee", "Depth"), (1250, 3.5))
    made["A2"].number_format = '#,##0.00 "EUR"'
    made["B2"].number_format = '0.0" m"'
    (found,) = [e.text for e in read(tmp_path, book).elements if e.kind == "table"]
    assert found.endswith("| 1250 EUR | 3.5 m |")


DRAWING = """<xdr:wsDr xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"
 xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><xdr:twoCellAnchor><xdr:sp>
<xdr:txBody><a:p><a:r><a:t>Marks close on 4 July.</a:t></a:r></a:p></xdr:txBody></xdr:sp>
</xdr:twoCellAnchor></xdr:wsDr>"""
RELATION = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="r1" Target="../drawings/drawing1.xml" Type="http://schemas.openxmlformats.org'
    '/officeDocument/2006/relationships/drawing"/></Relationships>'
)


def test_text_boxes_over_the_cells_are_read(tmp_path: Path) -> None:
    import zipfile

    sheet(("Task", "Points"), ("One", 3))[0].save(tmp_path / "b.xlsx")
    with zipfile.ZipFile(tmp_path / "b.xlsx") as packed:
        members = {name: packed.read(name) for name in packed.namelist()}
    members["xl/drawings/drawing1.xml"] = DRAWING.encode()
    members["xl/worksheets/_rels/sheet1.xml.rels"] = RELATION.encode()
    found = parse(archive(tmp_path / "a.xlsx", members)).elements
    assert found[-1].text == "Marks close on 4 July."


def grid(*rows: str) -> str:
    """A Markdown table of rows whose cells are parted by commas."""
    header, *body = (f"| {row.replace(',', ' | ')} |" for row in rows)
    return "\n".join((header, "|" + " --- |" * (rows[0].count(",") + 1), *body))


PLAN = (("Group", "Date", "Kind"), ("Teal", "2 June", "o"), ("Red", "3 June", "w"))
PLAN_SHOWN = grid("Group,Date,Kind", "Teal,2 June,o", "Red,3 June,w")
TITLE = "Exam plan 2031"


@pytest.mark.parametrize("merged", [(), ("A1:C1",)])
def test_a_legend_beside_the_title_is_in_no_row(tmp_path: Path, merged: Sequence[str]) -> None:
    rows = ((TITLE, None, None, None, "o = oral"), *PLAN)
    assert texts(tmp_path, *rows, merged=merged) == [TITLE, PLAN_SHOWN, "o = oral"]


def test_a_legend_right_beside_the_title_is_in_no_row(tmp_path: Path) -> None:
    rows = ((TITLE, None, None, "o = oral"), *PLAN)
    assert texts(tmp_path, *rows, merged=("A1:C1",)) == [TITLE, "o = oral", PLAN_SHOWN]


def test_a_legend_of_several_lines_is_in_no_row(tmp_path: Path) -> None:
    legend = ("Legend:", "o = oral", "w = written", None, None)
    rows = [
        [*(row + (None,) * 3)[:4], note]
        for row, note in zip(((TITLE,), (None,), *PLAN), legend, strict=True)
    ]
    assert texts(tmp_path, *rows) == [TITLE, PLAN_SHOWN, *legend[:3]]


def test_tables_side_by_side_are_two(tmp_path: Path) -> None:
    marks = (("Mark", "From"), ("A", 90), ("B", 80))
    rows = [(*row, None, None, *mark) for row, mark in zip(PLAN, marks, strict=True)]
    assert texts(tmp_path, *rows) == [PLAN_SHOWN, grid("Mark,From", "A,90", "B,80")]


def test_a_table_with_a_gap_stays_one(tmp_path: Path) -> None:
    rows = [(*row, None, room) for row, room in zip(PLAN, ("Room", "K1", "K2"), strict=True)]
    shown = grid("Group,Date,Kind,Room", "Teal,2 June,o,K1", "Red,3 June,w,K2")
    assert texts(tmp_path, *rows) == [shown]


def test_a_legend_beside_a_long_table(tmp_path: Path) -> None:
    rows: list[Sequence[object]] = [(f"Student {n}", n) for n in range(1, 251)]
    rows = [("Name", "Points", None, None, "20 points pass."), *rows]
    parsed = read(tmp_path, sheet(*rows)[0])
    legend, first, *_ = (e for e in parsed.elements if e.kind != "heading")
    assert legend.text == "20 points pass."
    assert first.text.startswith("| Name | Points |\n| --- | --- |\n| Student 1 | 1 |")
    assert sum("| Student 250 | 250 |" in element.text for element in parsed.elements) == 1


SHOWN = {  # value and format, as Excel shows them
    (7, "00000"): "00007",
    (4915112345, "000-000-0000"): "491-511-2345",
    (timedelta(hours=25, minutes=30), "[h]:mm"): "25:30",
    (49.5, '[>=50]"pass";"fail"'): "fail",
    (50, '[>=50]"pass";"fail"'): "pass",
    (0, '"yes";;"no"'): "no",
    (1_234_567, '#,##0,"k"'): "1234.567k",
    (-3, '"£"#,##0;[Red]("£"#,##0)'): "£-3",
    (0.125, "0.0%"): "12.5%",
    (3, '"Week "0'): "Week 3",
    (1234.5, '#,##0.00 "€"'): "1234.5 €",
    (12.5, "General"): "12.5",
}


@pytest.mark.parametrize(("value", "form"), SHOWN)
def test_numbers_are_shown_with_their_format(tmp_path: Path, value: object, form: str) -> None:
    book, made = sheet(("Name", "Value"), ("a", value))
    made["B2"].number_format = form
    (_, table) = read(tmp_path, book).elements
    assert table.text.endswith(f"| a | {SHOWN[value, form]} |")


RICH = (
    '<si><r><t>10</t></r><r><rPr><vertAlign val="superscript"/></rPr><t>6</t></r>'
    '<r><t xml:space="preserve"> m</t></r></si>'
)
STRINGS = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"


def test_raised_digits_in_a_cell(tmp_path: Path) -> None:
    plain = tmp_path / "plain.xlsx"
    sheet(("Name", "Depth"), ("a", "SHARED"))[0].save(plain)
    with zipfile.ZipFile(plain) as packed:
        parts = {name: packed.read(name).decode() for name in packed.namelist()}
    written, types = "xl/worksheets/sheet1.xml", "[Content_Types].xml"
    inline = ' t="inlineStr"><is><t>SHARED</t></is>'
    parts[written] = parts[written].replace(inline, ' t="s"><v>0</v>')
    override = f'<Override PartName="/xl/sharedStrings.xml" ContentType="{STRINGS}"/></Types>'
    parts[types] = parts[types].replace("</Types>", override)
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    parts["xl/sharedStrings.xml"] = f'<sst xmlns="{main}">{RICH}</sst>'
    (_, table) = parse(archive(tmp_path / "a.xlsx", parts)).elements
    assert table.text.endswith("| a | 10⁶ m |")


def test_a_line_of_totals_below_an_empty_row_is_of_the_table(tmp_path: Path) -> None:
    rows = (("Week", "Topic", "Hours"), (1, "Tides", 2.5), (2, "Locks", 3), (), ("Total", None, 5))
    assert texts(tmp_path, *rows) == [
        grid("Week,Topic,Hours", "1,Tides,2.5", "2,Locks,3", "Total,,5")
    ]
