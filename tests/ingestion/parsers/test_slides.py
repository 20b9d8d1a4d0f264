"""A deck is read as its audience sees it."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml import etree  # type: ignore[import-untyped]
from PIL import Image
from pptx.util import Inches

from agent.errors import Unreadable
from ingestion.parsers import parse
from tests.ingestion.parsers.makers.slides import (
    DRAWN,
    bars,
    cloud,
    deck,
    equation,
    hide,
    saved,
    slide,
    smart_art,
)


def test_a_chart_is_its_title_and_a_table(tmp_path: Path) -> None:
    made = deck()
    bars(slide(made, "Figures"), "Enrolment", Students_in_2029=(41, 17, 63), Beds=(0.5, 2, 3))
    texts = [e.text for e in parse(saved(made, tmp_path / "a.pptx")).elements]
    assert texts == [
        "Figures",
        "Enrolment (chart):",
        "|  | Students in 2029 | Beds |\n| --- | --- | --- |\n| Hydrology | 41 | 0.5 |\n"
        "| Glaciology | 17 | 2 |\n| Limnology | 63 | 3 |",
    ]


def test_a_scatter_chart(tmp_path: Path) -> None:
    made = deck()
    cloud(slide(made, "Melt"), "Melt by day", [(1, 2.5), (4, 9)])
    texts = [e.text for e in parse(saved(made, tmp_path / "a.pptx")).elements]
    assert texts[-1] == "| x | Melt by day |\n| --- | --- |\n| 1 | 2.5 |\n| 4 | 9 |"


def test_smart_art_is_a_list(tmp_path: Path) -> None:
    made = deck()
    smart_art(slide(made, "Cycle"), "Plan the sprint", "Build it")
    smart_art(slide(made, "Tree"), "Harbour", "Crane", "Pilot", lines=[("top", "1"), ("1", "3")])
    texts = [e.text for e in parse(saved(made, tmp_path / "a.pptx")).elements]
    assert texts == [
        *("Cycle", "- Plan the sprint", "- Build it"),
        *("Tree", "- Harbour", "  - Pilot", "- Crane"),
    ]


def test_an_equation_stands_in_its_sentence(tmp_path: Path) -> None:
    made = deck()
    equation(slide(made, "Entropy"), "The mixing entropy is ", "S=-R(x ln x + y ln y)")
    texts = [e.text for e in parse(saved(made, tmp_path / "a.pptx")).elements]
    assert texts == ["Entropy", "The mixing entropy is $S=-R(x ln x + y ln y)$"]


def test_what_is_parked_beside_a_slide_is_left_out_with_a_note(tmp_path: Path) -> None:
    made = deck()
    for side in (-6.5, 20):
        parked = slide(made, "Quiz", "The answer is delta.").shapes[1]
        parked.left = Inches(side)
    slide(made, "For screen readers", "Shown.").shapes.title.top = Inches(-3)
    parsed = parse(saved(made, tmp_path / "a.pptx"))
    assert [e.text for e in parsed.elements] == ["Quiz", "Quiz", "For screen readers", "Shown."]
    assert parsed.notes == ("Left out: 2 shapes beside the slide (slides 1, 2).",)


def test_hidden_slides_are_left_out_and_named(tmp_path: Path) -> None:
    made = deck()
    for number in range(1, 6):
        shown = slide(made, f"Topic {number}", f"This is said on slide {number}.")
        if number in (2, 4):
            hide(shown)
    parsed = parse(saved(made, tmp_path / "a.pptx"))
    assert {e.page for e in parsed.elements} == {1, 3, 5}
    assert parsed.pages == 5
    assert parsed.notes == ("Hidden slides were left out: 2, 4.",)


def test_a_deck_of_hidden_slides_says_so(tmp_path: Path) -> None:
    made = deck()
    hide(slide(made, "Answers", "Option delta."))
    with pytest.raises(Unreadable, match="All slides are hidden"):
        parse(saved(made, tmp_path / "a.pptx"))


def test_what_is_grouped_stays_together(tmp_path: Path) -> None:
    made = deck()
    shapes = slide(made, "Refinery").shapes
    group = shapes.add_group_shape()
    inner = group.shapes.add_group_shape()
    for at, shape, text in ((2, group, "Crude oil intake at the gate"), (5, inner, "Flare stack")):
        box = shape.shapes.add_textbox(Inches(1), Inches(at), Inches(2), Inches(1))
        box.text_frame.text = text
    beside = shapes.add_textbox(Inches(4), Inches(3), Inches(2), Inches(1))
    beside.text_frame.text = "This stands beside the group."
    texts = [e.text for e in parse(saved(made, tmp_path / "a.pptx")).elements]
    assert texts[1:] == [
        "Crude oil intake at the gate",
        "Flare stack",
        "This stands beside the group.",
    ]


def test_numbered_lists_and_raised_digits(tmp_path: Path) -> None:
    made = deck()
    frame = slide(made, "Steps", "Heat it.", "Hold it.", "10").shapes[1].text_frame
    for paragraph in frame.paragraphs[:2]:
        mark = etree.fromstring(f'<a:buAutoNum {DRAWN} type="alphaLcParenR"/>')
        paragraph._p.get_or_add_pPr().append(mark)
    up = frame.paragraphs[2].add_run()
    up.text = "6"
    up._r.get_or_add_rPr().set("baseline", "30000")
    texts = [e.text for e in parse(saved(made, tmp_path / "a.pptx")).elements]
    assert texts == ["Steps", "a) Heat it.", "b) Hold it.", "10⁶"]


def test_a_table_with_merged_cells(tmp_path: Path) -> None:
    made = deck()
    table = slide(made, "Plan").shapes.add_table(3, 3, 0, Inches(2), Inches(6), Inches(1)).table
    for place, text in {(0, 0): "Group", (0, 1): "Exam", (1, 1): "Date", (1, 2): "Room"}.items():
        table.cell(*place).text = text
    for column, text in enumerate(("Teal", "2 June", "H12")):
        table.cell(2, column).text = text
    table.cell(0, 1).merge(table.cell(0, 2))
    table.cell(0, 0).merge(table.cell(1, 0))
    texts = [e.text for e in parse(saved(made, tmp_path / "a.pptx")).elements]
    assert texts[-1] == (
        "| Group | Exam / Date | Exam / Room |\n| --- | --- | --- |\n| Teal | 2 June | H12 |"
    )


def test_pictures_are_noted_unless_they_are_described(tmp_path: Path) -> None:
    Image.new("L", (300, 300)).save(tmp_path / "p.png")
    made = deck()
    for number in range(3):
        picture = slide(made, f"Slide {number}").shapes.add_picture(str(tmp_path / "p.png"), 0, 0)
        if number == 1:
            picture._element.nvPicPr.cNvPr.set("descr", "The quay at low tide")
    parsed = parse(saved(made, tmp_path / "a.pptx"))
    assert "Picture: The quay at low tide" in [e.text for e in parsed.elements]
    assert parsed.notes == ("Not read: 2 pictures (slides 1, 3).",)
