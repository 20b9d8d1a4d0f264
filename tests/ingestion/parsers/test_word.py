"""A Word document is read as its reader sees it."""

from __future__ import annotations

from pathlib import Path

from ingestion.elements import Element
from ingestion.parsers import parse
from tests.ingestion.parsers.makers.charts import chart, diagram
from tests.ingestion.parsers.makers.word import (
    SPACES,
    box,
    cell,
    docx,
    field,
    graphic,
    notes,
    p,
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


WHITE = '<w:color w:val="FFFFFF"/>'
DARK = '<w:shd w:val="clear" w:fill="1F3864"/>'
LOOKS = f"""<w:styles {SPACES}>
<w:style w:type="paragraph" w:styleId="Key"><w:name w:val="Key"/><w:rPr><w:vanish/></w:rPr>
</w:style>
<w:style w:type="character" w:styleId="Pale"><w:name w:val="Pale"/><w:rPr>{WHITE}</w:rPr></w:style>
<w:style w:type="table" w:styleId="Grid"><w:name w:val="Grid"/><w:tblStylePr w:type="firstRow">
<w:tcPr>{DARK}</w:tcPr></w:tblStylePr></w:style></w:styles>"""


def test_white_text_on_white_is_left_out_with_a_note(tmp_path: Path) -> None:
    pale = run("Key of quiz two: delta.", '<w:rStyle w:val="Pale"/>')
    shown = run("Not white.", '<w:rStyle w:val="Pale"/><w:color w:val="auto"/>')
    white = table(("Group", cell(p(run("C", WHITE)), '<w:shd w:val="clear" w:fill="auto"/>')))
    body = p("Shown.", run("It is C.", WHITE)) + p(pale) + p(shown) + white
    parsed = parse(docx(tmp_path / "a.docx", body, styles=LOOKS))
    assert [e.text for e in parsed.elements] == [
        "Shown.",
        "Not white.",
        "| Group |  |\n| --- | --- |",
    ]
    assert parsed.notes == ("Left out: 3 stretches of white text.",)


def test_white_text_on_something_darker_is_read(tmp_path: Path) -> None:
    styled = table((p(run("Room", WHITE)), "Day")).replace(
        "<w:tbl>", '<w:tbl><w:tblPr><w:tblStyle w:val="Grid"/></w:tblPr>'
    )
    body = (
        p(run("On a line.", WHITE), more=DARK)
        + p(run("Marked.", WHITE + '<w:highlight w:val="blue"/>'))
        + p(run("Shaded.", WHITE + DARK))
        + table((cell(p(run("Exam", WHITE)), DARK), "Date"))
        + styled
        + p(box(p(run("In a box.", WHITE))))
    )
    parsed = parse(docx(tmp_path / "a.docx", body, styles=LOOKS))
    read = " ".join(e.text for e in parsed.elements)
    assert all(word in read for word in ("line", "Marked", "Shaded", "Exam", "Room", "box"))
    assert parsed.notes == ()


def test_text_on_a_dark_page_is_read(tmp_path: Path) -> None:
    body = p(run("Seen?", WHITE)) + p("Surely.")
    for ground, texts in {"000000": ["Seen?", "Surely."], "FFFFFF": ["Surely."]}.items():
        found = parse(docx(tmp_path / "a.docx", body, ground=ground)).elements
        assert [e.text for e in found] == texts


def test_text_hidden_by_its_style_is_left_out(tmp_path: Path) -> None:
    shown = run("But this.", '<w:vanish w:val="0"/>')
    body = p("Shown.") + p("The key is B.", shown, style="Key")
    parsed = parse(docx(tmp_path / "a.docx", body, styles=LOOKS))
    assert [e.text for e in parsed.elements] == ["Shown.", "But this."]
    assert parsed.notes == ("Left out: 1 stretch of hidden text.",)


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
