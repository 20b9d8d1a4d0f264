"""A Word document is read as its reader sees it."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingestion.elements import Element
from ingestion.parsers import parse
from tests.ingestion.parsers.makers.charts import chart, diagram
from tests.ingestion.parsers.makers.word import (
    HEADINGS,
    SPACES,
    box,
    cell,
    docx,
    field,
    graphic,
    level,
    math,
    notes,
    numbers,
    p,
    part,
    run,
    table,
)

INS, DEL = '<w:ins w:id="1" w:author="T">{}</w:ins>', '<w:del w:id="2" w:author="T">{}</w:del>'
GONE = "<w:r><w:delText>{}</w:delText></w:r>"


def seen(folder: Path, body: str, numbering: str = "", **parts: str) -> list[str]:
    """The texts of a document's elements."""
    return [element.text for element in read(folder, body, numbering, **parts)]


def read(folder: Path, body: str, numbering: str = "", **parts: str) -> list[Element]:
    return list(parse(docx(folder / "a.docx", body, numbering, **parts)).elements)


def test_tracked_insertions_are_shown_and_deletions_are_not(tmp_path: Path) -> None:
    body = p(
        "Late homework loses ", DEL.format(GONE.format("25")), INS.format(run("8")), " percent."
    ) + p(INS.format(run("Extensions are granted by Ottoline Pike only.")))
    assert seen(tmp_path, body) == [
        "Late homework loses 8 percent.",
        "Extensions are granted by Ottoline Pike only.",
    ]


def test_moved_text_is_shown_where_it_went(tmp_path: Path) -> None:
    moved = p(f'<w:moveFrom w:id="1">{run("The quay opens at six.")}</w:moveFrom>')
    there = p(f'<w:moveTo w:id="2">{run("The quay opens at six.")}</w:moveTo>')
    assert seen(tmp_path, moved + p("First.") + there) == ["First.", "The quay opens at six."]


def test_deleted_rows_and_deleted_line_ends(tmp_path: Path) -> None:
    ended = '<w:rPr><w:del w:id="1" w:author="T"/></w:rPr>'
    rows = table(("Day", "Room"), ("Mon", "K-77"), ("Tue", "K-78"))
    rows = rows.replace("<w:tr><w:tc><w:tcPr></w:tcPr><w:p><w:pPr></w:pPr><w:r><w:rPr></w:rPr>"
                        '<w:t xml:space="preserve">Tue', '<w:tr><w:trPr><w:del w:id="3"/></w:trPr>'
                        "<w:tc><w:tcPr></w:tcPr><w:p><w:pPr></w:pPr><w:r><w:rPr></w:rPr>"
                        '<w:t xml:space="preserve">Tue')  # fmt: skip
    assert seen(tmp_path, p("The ferry ", more=ended) + p("sails at noon.") + rows) == [
        "The ferry sails at noon.",
        "| Day | Room |\n| --- | --- |\n| Mon | K-77 |",
    ]


def test_content_controls(tmp_path: Path) -> None:
    control = "<w:sdt><w:sdtContent>{}</w:sdtContent></w:sdt>"
    prompt = (
        f"<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{run('Click here.')}"
        "</w:sdtContent></w:sdt>"
    )
    rows = table(("Part", "Details"), ("Lab", "two hours")).replace(
        "<w:tr><w:tc><w:tcPr></w:tcPr><w:p><w:pPr></w:pPr><w:r><w:rPr></w:rPr>"
        '<w:t xml:space="preserve">Lab',
        "<w:sdt><w:sdtContent><w:tr><w:tc><w:tcPr></w:tcPr><w:p><w:pPr></w:pPr><w:r><w:rPr></w:rPr>"
        '<w:t xml:space="preserve">Lab',
    )
    rows = rows.replace("</w:tr></w:tbl>", "</w:tr></w:sdtContent></w:sdt></w:tbl>")
    body = (
        control.format(p("The module code is ZQ-5512."))
        + p("Lecturer: ", control.format(run("Dr Imre Halloran")), prompt)
        + rows
    )
    assert seen(tmp_path, body) == [
        "The module code is ZQ-5512.",
        "Lecturer: Dr Imre Halloran",
        "| Part | Details |\n| --- | --- |\n| Lab | two hours |",
    ]


def test_equations_are_tex_within_their_sentence(tmp_path: Path) -> None:
    rate = math("v=", part("f", num="V[S]", den="K+[S]"))
    alone = f"<m:oMathPara>{math('1/v=1/V+K/(V[S])')}</m:oMathPara>"
    assert seen(tmp_path, p("The rate law is ", rate, " here.") + p(alone)) == [
        r"The rate law is $v=\frac{V[S]}{K+[S]}$ here.",
        "$$\n1/v=1/V+K/(V[S])\n$$",
    ]


SUM = (
    '<m:nary><m:naryPr><m:chr m:val="∑"/></m:naryPr><m:sub><m:r><m:t>i=1</m:t></m:r></m:sub>'
    "<m:sup><m:r><m:t>n</m:t></m:r></m:sup><m:e>"
    f"{part('sSup', e='x', sup='2')}</m:e></m:nary>"
)
MATRIX = (
    '<m:d><m:dPr><m:begChr m:val="["/><m:endChr m:val="]"/></m:dPr><m:e><m:m><m:mr><m:e>'
    "<m:r><m:t>1</m:t></m:r></m:e><m:e><m:r><m:t>0</m:t></m:r></m:e></m:mr></m:m></m:e></m:d>"
)


@pytest.mark.parametrize(
    ("omml", "tex"),
    [
        (SUM, r"\sum_{i=1}^n x^2"),
        (MATRIX, r"\left[ \begin{matrix} 1 & 0 \end{matrix} \right]"),
        (part("rad", deg="3", e="x"), r"\sqrt[3]{x}"),
        (part("sSubSup", e="a", sub="ij", sup="2"), "a_{ij}^2"),
        (part("func", fName="sin", e="θ"), r"\sin \theta"),
        (part("d", e="α≤5%"), r"(\alpha \leq 5\%)"),
        (part("acc", e="x"), r"\hat{x}"),
    ],
)
def test_the_parts_of_equations(tmp_path: Path, omml: str, tex: str) -> None:
    (row,) = seen(tmp_path, table(("Formula", "Use"), (p(math(omml)), "today")))
    assert row.endswith(f"| ${tex}$ | today |")


def test_the_numbers_of_headings_are_part_of_them(tmp_path: Path) -> None:
    body = (
        p("Aims", style="heading1")
        + p("Grading", style="heading1")
        + p("Essay", style="heading2")
        + p("The essay has 1800 words.")
        + p("Oral exam", style="heading2")
        + p("Excursion", style="heading1")
    )
    found = read(tmp_path, body, HEADINGS)
    headings = [(e.level, e.text) for e in found if e.kind == "heading"]
    assert headings == [
        (1, "1 Aims"),
        (1, "2 Grading"),
        (2, "2.1 Essay"),
        (2, "2.2 Oral exam"),
        (1, "3 Excursion"),
    ]


def listed(text: str, number: int, depth: int = 0) -> str:
    return p(text, more=f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{number}"/></w:numPr>')


def test_list_items_have_the_numbers_that_are_shown(tmp_path: Path) -> None:
    lists = numbers(
        1, level(0, "decimal", "Exercise %1:"), level(1, "lowerLetter", "(%2)")
    ) + numbers(2, level(0, "bullet", "•"))
    body = "".join(
        listed(text, number, depth)
        for text, number, depth in (
            ("Sort.", 1, 0),
            ("by hand", 1, 1),
            ("by name", 1, 1),
            ("Merge.", 1, 0),
            ("in place", 1, 1),
            ("Bring paper.", 2, 0),
        )
    )
    assert seen(tmp_path, body, lists) == [
        "Exercise 1: Sort.",
        "  (a) by hand",
        "  (b) by name",
        "Exercise 2: Merge.",
        "  (a) in place",
        "- Bring paper.",
    ]


def test_a_list_that_begins_anew_and_one_in_roman_numbers(tmp_path: Path) -> None:
    again = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>'
    lists = (
        f'<w:abstractNum w:abstractNumId="1">{level(0, "upperRoman", "%1.")}</w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num>'
        f'<w:num w:numId="2"><w:abstractNumId w:val="1"/>{again}</w:num>'
    )
    body = listed("a", 1) + listed("b", 1) + listed("c", 2) + listed("d", 2)
    assert seen(tmp_path, body, lists) == ["I. a", "II. b", "I. c", "II. d"]


def test_a_text_box_is_read_once(tmp_path: Path) -> None:
    found = read(tmp_path, p("Beside it.", box(p("The kiln is at 1240 degrees."))))
    assert [(e.kind, e.text) for e in found] == [
        ("paragraph", "Beside it."),
        ("paragraph", "The kiln is at 1240 degrees."),
    ]


def test_footnotes_stand_below_their_paragraph(tmp_path: Path) -> None:
    mark = '<w:r><w:{}Reference w:id="1"/></w:r>'
    body = p("Glass is cooled.", mark.format("footnote")) + p("Slowly.", mark.format("endnote"))
    found = seen(
        tmp_path,
        body,
        footnotes=notes("footnote", "Over nine hours."),
        endnotes=notes("endnote", "See Harrow, 2031."),
    )
    assert found == [
        "Glass is cooled.",
        "Footnote 1: Over nine hours.",
        "Slowly.",
        "Endnote 1: See Harrow, 2031.",
    ]


def test_what_no_reader_sees_is_left_out_with_a_note(tmp_path: Path) -> None:
    comments = (
        f'<w:comments {SPACES}><w:comment w:id="1">{p("Check this!")}</w:comment></w:comments>'
    )
    path = docx(
        tmp_path / "a.docx",
        p("Shown.", run("The key is hidden.", "<w:vanish/>")),
        comments=comments,
    )
    parsed = parse(path)
    assert [e.text for e in parsed.elements] == ["Shown."]
    assert parsed.notes == ("Left out: 1 stretch of hidden text, 1 comment.",)


def test_a_table_within_a_table_and_merged_cells(tmp_path: Path) -> None:
    inner = table(("Group", "Room"), ("Green", "K-77")) + p("")
    body = table(("Part", "Details"), ("Practical", inner)) + p("Then:")
    down, on = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    body += table(("Week", "Day"), (cell("Week 2", down), "Mon"), (cell("", on), "Wed"))
    assert seen(tmp_path, body) == [
        "| Part | Details |\n| --- | --- |\n| Practical | Group: Green, Room: K-77 |",
        "Then:",
        "| Week | Day |\n| --- | --- |\n| Week 2 | Mon |\n| Week 2 | Wed |",
    ]


def test_a_header_of_two_lines_is_joined(tmp_path: Path) -> None:
    wide = '<w:gridSpan w:val="2"/>'
    body = table(
        ("Group", cell("Exam", wide), cell("Project", wide)),
        ("", "Date", "Room", "Date", "Room"),
        ("Teal", "2 June", "H12", "9 June", "H44"),
    )
    assert seen(tmp_path, body) == [
        "| Group | Exam / Date | Exam / Room | Project / Date | Project / Room |\n"
        "| --- | --- | --- | --- | --- |\n| Teal | 2 June | H12 | 9 June | H44 |"
    ]


def test_fields_show_their_results(tmp_path: Path) -> None:
    contents = p(field('TOC \\o "1-3"', "Kilns 4"), style="toc1")
    body = contents + p("See section ", field("REF _Ref1", "2.4"), " on page ", field("PAGE", "7"))
    assert seen(tmp_path, body) == ["See section 2.4 on page"]


def test_headers_that_say_something_are_read_once_at_the_end(tmp_path: Path) -> None:
    header = f"<w:hdr {SPACES}>{p('Kiln course, Dr Pike, office K-77')}</w:hdr>"
    footer = f"<w:ftr {SPACES}>{p('Page ', field('PAGE', '3'))}</w:ftr>"
    both = (
        '<w:sectPr><w:headerReference w:type="default" r:id="header1"/>'
        '<w:headerReference w:type="first" r:id="header2"/>'
        '<w:footerReference w:type="default" r:id="footer1"/></w:sectPr>'
    )
    unseen = header.replace("K-77", "never")  # there is no first page of its own
    found = read(
        tmp_path,
        p("Body.") + both,
        header1=header,
        header2=unseen,
        footer1=footer,
    )
    assert [(e.kind, e.text) for e in found] == [
        ("paragraph", "Body."),
        ("heading", ""),
        ("paragraph", "Kiln course, Dr Pike, office K-77"),
    ]


def test_charts_and_diagrams(tmp_path: Path) -> None:
    body = p(graphic('<c:chart r:id="chart1"/>')) + p(graphic('<dgm:relIds r:dm="diagramData1"/>'))
    found = seen(
        tmp_path,
        body,
        chart1=chart("Firing", ["Monday", "Friday"], {"Ovens": [41, 17], "Kilns": [3, 5]}),
        diagramData1=diagram({"a": "Plan", "b": "Glaze", "c": "Fire"}, [("top", "a"), ("a", "b")]),
    )
    assert found == [
        "Firing (chart, axes: Hours):",
        "|  | Ovens | Kilns |\n| --- | --- | --- |\n| Monday | 41 | 3 |\n| Friday | 17 | 5 |",
        "- Plan",
        "  - Glaze",
        "- Fire",
    ]


def test_raised_digits_and_signs_of_symbol_fonts(tmp_path: Path) -> None:
    up = '<w:vertAlign w:val="superscript"/>'
    symbol = '<w:r><w:sym w:font="Symbol" w:char="F061"/></w:r>'
    assert seen(tmp_path, p("10", run("6", up), " units of ", symbol)) == ["10⁶ units of α"]


def test_what_cannot_be_read_is_noted(tmp_path: Path) -> None:
    pictures = (
        "<w:r><w:drawing><wp:inline><wp:extent cx='2000000' cy='2000000'/><wp:docPr {}/>"
        "<a:graphic><a:graphicData><pic:pic/></a:graphicData></a:graphic></wp:inline></w:drawing>"
        "</w:r>"
    )
    thing = '<w:r><w:object><o:OLEObject ProgID="Equation.3"/></w:object></w:r>'
    body = p("Text.", pictures.format('descr="The kiln door, open"'), pictures.format(""), thing)
    parsed = parse(docx(tmp_path / "a.docx", body + '<w:altChunk r:id="x"/>'))
    assert [e.text for e in parsed.elements] == ["Text.", "Picture: The kiln door, open"]
    assert parsed.notes == ("Not read: 1 picture, 1 equation of an old kind, 1 embedded document.",)


def test_one_heading_above_all_is_the_title_and_several_are_none(tmp_path: Path) -> None:
    plain = {"styles": f"<w:styles {SPACES}>{STYLES_WITHOUT_NUMBERS}</w:styles>"}
    one = p("Kilns", style="heading1") + p("Heat", style="heading2") + p("Up.")
    two = p("Kilns", style="heading1") + p("Heat", style="heading1") + p("Up.")
    assert parse(docx(tmp_path / "a.docx", one, **plain)).title == "Kilns"
    assert parse(docx(tmp_path / "b.docx", two, **plain)).title == ""


STYLES_WITHOUT_NUMBERS = "".join(
    f'<w:style w:type="paragraph" w:styleId="heading{n}"><w:name w:val="heading {n}"/></w:style>'
    for n in (1, 2)
)
