"""PDFs as they are shown: turned text, boxes of slides, forms, attachments, letters without
Unicode, pages of ink, labels of figures."""

from __future__ import annotations

from pathlib import Path

import pytest

from agent.errors import NeedsProgram, Unreadable
from ingestion.elements import Element
from ingestion.parsers import parse
from ingestion.parsers.programs import TESSERACT
from tests.ingestion.parsers.files import Show, joined, lines, pdf
from tests.ingestion.parsers.makers.pdf_pages import (
    SAFETY,
    attached,
    form,
    ink,
    ligatures,
    one_page,
    raised,
    shown,
    sideways_table,
    stream,
    turned,
    two_boxes,
)

PROSE = """The tide tables of the harbour are printed every January, and the lock keeper changes
the plan of the week when the wind blows from the north for more than a day."""
BENCHES = (
    "| Bench | Morning | Afternoon |\n| --- | --- | --- |\n"
    "| Laser bench | Group Kestrel | Group Merlin |\n| Wind bench | Group Hobby | closed |"
)


def said(file: Path) -> list[str]:
    return [element.text for element in parse(file).elements if element.text]


@pytest.mark.parametrize(
    ("turn", "rotate"), [(1, 90), (1, 0), (2, 180), (3, 270), (3, 0), (0, 0), (0, 90)]
)
def test_lines_run_along_the_direction_of_their_text(
    tmp_path: Path, turn: int, rotate: int
) -> None:
    (text,) = said(turned(tmp_path / "a.pdf", turn, rotate))
    assert text.split() == " ".join(SAFETY).split()


def test_a_table_on_its_side(tmp_path: Path) -> None:
    assert said(sideways_table(tmp_path / "a.pdf")) == [BENCHES]


def test_a_table_on_its_side_beside_upright_text(tmp_path: Path) -> None:
    prose, table = said(sideways_table(tmp_path / "a.pdf", PROSE))
    assert prose == PROSE.replace("\n", " ")
    assert table == BENCHES


def test_what_is_printed_along_every_edge_is_left_out(tmp_path: Path) -> None:
    stamp = shown([(20, 100, "Downloaded from the library of Tarn")], 1)
    pages = [
        one_page(tmp_path / f"{n}.pdf", shown([(72, 700, f"Page {word} of the book.")]) + stamp)
        for n, word in enumerate(("one", "two", "three", "four"))
    ]
    assert not any("Downloaded" in text for text in said(joined(tmp_path / "all.pdf", *pages)))


def test_boxes_of_a_slide_are_read_one_after_the_other(tmp_path: Path) -> None:
    assert said(two_boxes(tmp_path / "a.pdf")) == [
        "Two shortest path methods",
        "Dijkstra",
        "- Greedy choice by distance",
        "- Needs a priority queue",
        "Breadth first",
        "- Cost: linear in the edges",
        "- Needs a plain queue",
    ]


def test_a_table_of_a_slide_stays_one(tmp_path: Path) -> None:
    rows = (("Method", "Cost"), ("Dijkstra", "m log n"), ("Breadth first", "m"))
    texts = [
        (60 + 300 * c, 300 - 30 * r, text)
        for r, row in enumerate(rows)
        for c, text in enumerate(row)
    ]
    made = one_page(tmp_path / "a.pdf", shown(texts, size=14), size=(720, 540))
    (table,) = said(made)
    assert "| Dijkstra | m log n |" in table


def test_a_sideways_page_among_upright_ones_is_no_slide(tmp_path: Path) -> None:
    heading = Show(72, 760, "3.1 Benches", 16, "bold")
    text = pdf(tmp_path / "text.pdf", [[heading, *lines(PROSE)], [*lines(PROSE)]])
    table = sideways_table(tmp_path / "table.pdf")
    parsed = parse(joined(tmp_path / "all.pdf", text, table, text))
    headings = [e.text for e in parsed.elements if e.kind == "heading"]
    assert headings == ["3.1 Benches", "3.1 Benches"]


def test_what_is_filled_in_is_read_where_it_stands(tmp_path: Path) -> None:
    parsed = parse(form(tmp_path / "a.pdf"))
    assert [e.text for e in parsed.elements] == [
        "Office hours: Tuesdays at four", "Lab coat needed: ☒", "Group: Teal", "Bring a lamp.",
    ]  # fmt: skip
    assert parsed.notes == (
        "Not read: 1 drawing by hand (page 1).",
        "Left out: 1 comment (page 1).",
    )


def test_attachments_are_named(tmp_path: Path) -> None:
    assert parse(attached(tmp_path / "a.pdf")).notes == (
        "Not read: 2 attachments (data.csv, key.docx).",
    )


@pytest.mark.parametrize("gives", ["0000", "FFFD", "fffd", ""])
def test_letters_without_unicode_are_read_by_their_names(tmp_path: Path, gives: str) -> None:
    parsed = parse(ligatures(tmp_path / "a.pdf", gives))
    text = " ".join(e.text for e in parsed.elements)
    assert "The spam filter uses a classification threshold of 0.73." in text
    assert "The workflow helps the efficiency of the staff." in text
    assert parsed.notes == ()


def test_letters_without_unicode_or_names_are_noted(tmp_path: Path) -> None:
    parsed = parse(ligatures(tmp_path / "a.pdf", names="/g1 /g2 /g3 /g4"))
    assert "The spam \ufffdlter" in parsed.elements[0].text
    (note,) = parsed.notes
    assert note.startswith("5 letters have no meaning in the file and cannot be read (page 1)")


def test_pages_of_ink_are_said_to_be_that(tmp_path: Path) -> None:
    if TESSERACT.find() is None:
        with pytest.raises(NeedsProgram, match="drawings or handwriting"):
            parse(ink(tmp_path / "a.pdf"))
        return
    with pytest.raises(Unreadable, match="Page 1 is a drawing or handwriting that cannot be read"):
        parse(ink(tmp_path / "a.pdf"))


def test_single_pages_of_ink_are_named(tmp_path: Path) -> None:
    text = pdf(tmp_path / "text.pdf", [lines(PROSE)])
    parsed = parse(joined(tmp_path / "all.pdf", text, ink(tmp_path / "ink.pdf"), text))
    (note,) = parsed.notes
    assert note.startswith("Page 2 is a drawing or handwriting")


def test_a_page_with_a_rule_or_a_frame_is_blank(tmp_path: Path) -> None:
    text = pdf(tmp_path / "text.pdf", [lines(PROSE)])
    rule = ink(tmp_path / "rule.pdf", "1 w 72 100 m 540 100 l S 0 0 612 792 re S")
    assert parse(joined(tmp_path / "all.pdf", text, rule)).notes == ()


def test_labels_of_a_figure_are_no_section_names(tmp_path: Path) -> None:
    page = [
        Show(72, 760, "2 Harbours", 16, "bold"),
        *lines(PROSE, top=740),
        Show(150, 640, "Lock gate", 14),
        Show(330, 640, "Outer basin", 14),
        Show(171, 600, "Tide gauge", 14, "bold"),
        Show(72, 560, "Figure 3: The harbour of Tarn", 13, "bold"),
        *lines(PROSE, top=520),
    ]
    parsed = parse(pdf(tmp_path / "a.pdf", [page]))
    assert [e.text for e in parsed.elements if e.kind == "heading"] == ["2 Harbours"]


def test_a_centred_title_is_still_a_heading(tmp_path: Path) -> None:
    page = [Show(200, 760, "Harbours of the north", 16, "bold"), *lines(PROSE, top=720)]
    parsed = parse(pdf(tmp_path / "a.pdf", [page]))
    assert parsed.elements[0] == Element("heading", "Harbours of the north", level=1, page=1)


def test_signs_of_symbol_fonts_in_a_line(tmp_path: Path) -> None:
    table = "/CIDInit /ProcSet findresource begin begincmap 1 begincodespacerange <00> <FF> "
    table += "endcodespacerange 1 beginbfchar <61> <F061> endbfchar endcmap end"
    font = "/Encoding /WinAnsiEncoding /ToUnicode 6 0 R"
    content = shown([(72, 700, "Angle a is small.")], font="F2") + shown([(72, 680, "It is a.")])
    parsed = parse(one_page(tmp_path / "a.pdf", content, objects=[stream(table)], font=font))
    assert "It is α." in " ".join(e.text for e in parsed.elements)


CURVE = "1 w 100 400 m 150 500 250 300 320 450 c S"
TREE = "1 w 200 500 m 120 420 l S 200 500 m 280 420 l S"
BARS = "".join(f"{x} 300 20 {tall} re f " for x, tall in ((100, 40), (130, 90), (160, 60)))
ROUND = "0.9 g 80 500 m 480 500 l 490 500 500 510 500 520 c 500 560 l 500 570 490 580 480 580 c "
ROUND += "80 580 l 70 580 60 570 60 560 c 60 520 l 60 510 70 500 80 500 c f 0 g"


@pytest.mark.parametrize("drawing", [CURVE, TREE, BARS])
def test_drawings_beside_text_are_noted(tmp_path: Path, drawing: str) -> None:
    text = shown([(72, 700, "The curve of the tide.")])
    parsed = parse(one_page(tmp_path / "a.pdf", f"{text} {drawing}"))
    assert parsed.notes == ("Not read: 1 drawing (page 1).",)


def test_a_drawing_from_another_file_is_noted(tmp_path: Path) -> None:
    figure = f"<< /Type /XObject /Subtype /Form /BBox [0 0 612 792] {stream(CURVE)[2:]}"
    content = shown([(72, 700, "The curve of the tide.")]) + " /Fig Do"
    path = one_page(tmp_path / "a.pdf", content, objects=[figure])
    path.write_bytes(
        path.read_bytes().replace(b"/Resources << ", b"/Resources << /XObject << /Fig 6 0 R >> ")
    )
    assert parse(path).notes == ("Not read: 1 drawing (page 1).",)


def test_rules_boxes_and_frames_are_no_drawings(tmp_path: Path) -> None:
    rules = "1 w 72 650 m 540 650 l S 72 600 100 20 re S 172 600 100 20 re S 0 0 612 792 re S"
    text = shown([(72, 700, "The table of the tide.")])
    assert parse(one_page(tmp_path / "a.pdf", f"{text} {rules} {ROUND}")).notes == ()


def test_what_is_drawn_on_every_page_is_decoration(tmp_path: Path) -> None:
    pages = [
        one_page(tmp_path / f"{word}.pdf", shown([(72, 700, f"The {word} is high.")]) + TREE)
        for word in ("tide", "moon", "quay")
    ]
    assert parse(joined(tmp_path / "all.pdf", *pages)).notes == ()


def test_raised_digits_are_no_part_of_the_number_or_word_before_them(tmp_path: Path) -> None:
    assert said(raised(tmp_path / "a.pdf")) == [
        "A bench of 10² m⁻³, see tides¹² on the 2nd of H2O, growth xⁿ⁺¹ "
        "The moon¹ pulls at the sea.",
        "¹See page 12 of it.",
    ]


def test_small_digits_elsewhere_are_not_raised(tmp_path: Path) -> None:
    content = shown([(72, 700, "Tides")]) + shown([(140, 704, "12"), (72, 660, "34")], size=7)
    found = " ".join(said(one_page(tmp_path / "a.pdf", content)))
    assert found.split() == ["Tides", "12", "34"]
