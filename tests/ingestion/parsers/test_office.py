"""Word and PowerPoint files."""

from __future__ import annotations

from pathlib import Path

import docx
import pptx
import pytest
from docx.document import Document
from pptx.presentation import Presentation
from pptx.util import Inches

from agent.errors import Unreadable, Unsupported
from ingestion.elements import Element
from ingestion.parsers import parse

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


@pytest.fixture
def syllabus() -> Document:
    document = docx.Document()
    document.add_heading("CS 101: Syllabus", 0)
    document.add_heading("Grading", 1)
    document.add_paragraph("Your grade has two parts.")
    table = document.add_table(2, 2)
    for cell, text in zip(table._cells, ("Part", "Weight", "Exam", "60%"), strict=True):
        cell.text = text
    document.add_heading("Late work", 2)
    document.add_paragraph("Ten points a day.", style="List Bullet")
    document.add_paragraph("Ask first.", style="List Number")
    for line in ("def late(days):", "    return 10 * days"):
        document.add_paragraph().add_run(line).font.name = "Consolas"
    return document


def test_word_headings_tables_lists_and_code(tmp_path: Path, syllabus: Document) -> None:
    syllabus.save(str(tmp_path / "a.docx"))
    parsed = parse(tmp_path / "a.docx")
    assert (parsed.title, parsed.pages) == ("CS 101: Syllabus", None)
    assert parsed.elements[1:] == [
        Element("heading", "Grading", level=1),
        Element("paragraph", "Your grade has two parts."),
        Element("table", "| Part | Weight |\n| --- | --- |\n| Exam | 60% |"),
        Element("heading", "Late work", level=2),
        Element("list_item", "- Ten points a day."),
        Element("list_item", "1. Ask first."),
        Element("code", "def late(days):\n    return 10 * days"),
    ]


def test_word_without_styles_takes_bold_lines_as_headings(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph().add_run("Office hours").bold = True
    document.add_paragraph("On Monday at ten.")
    document.save(str(tmp_path / "a.docx"))
    assert parse(tmp_path / "a.docx").elements == [
        Element("heading", "Office hours", level=1),
        Element("paragraph", "On Monday at ten."),
    ]


@pytest.fixture
def deck() -> Presentation:
    deck = pptx.Presentation()
    first = deck.slides.add_slide(deck.slide_layouts[0])
    first.shapes.title.text = "Collections"
    second = deck.slides.add_slide(deck.slide_layouts[1])
    second.shapes.title.text = "Lists"
    second.placeholders[1].text_frame.text = "A list is ordered."
    deeper = second.placeholders[1].text_frame.add_paragraph()
    deeper.text, deeper.level = "It can be changed.", 1
    box = second.shapes.add_textbox(Inches(1), Inches(6), Inches(4), Inches(1)).text_frame
    for number, line in enumerate(("for x in xs:", "    print(x)")):
        paragraph = box.paragraphs[0] if number == 0 else box.add_paragraph()
        run = paragraph.add_run()
        run.text, run.font.name = line, "Courier New"
    second.notes_slide.notes_text_frame.text = "Mention slices."
    third = deck.slides.add_slide(deck.slide_layouts[6])
    table = third.shapes.add_table(2, 2, 0, 0, Inches(4), Inches(1)).table
    for number, text in enumerate(("Type", "Order", "set", "none")):
        table.cell(number // 2, number % 2).text = text
    return deck


def test_slides_one_by_one(tmp_path: Path, deck: Presentation) -> None:
    deck.save(str(tmp_path / "a.pptx"))
    parsed = parse(tmp_path / "a.pptx")
    assert (parsed.title, parsed.pages) == ("Collections", 3)
    assert parsed.elements == [
        Element("heading", "Collections", level=1, page=1),
        Element("heading", "Lists", level=1, page=2),
        Element("list_item", "- A list is ordered.", page=2),
        Element("list_item", "  - It can be changed.", page=2),
        Element("code", "for x in xs:\n    print(x)", page=2),
        Element("notes", "Mention slices.", page=2),
        Element("heading", "", level=1, page=3),
        Element("table", "| Type | Order |\n| --- | --- |\n| set | none |", page=3),
    ]


def test_a_footer_on_every_slide_is_left_out(tmp_path: Path) -> None:
    deck = pptx.Presentation()
    for number in range(1, 5):
        slide = deck.slides.add_slide(deck.slide_layouts[1])
        slide.shapes.title.text = f"Topic {number}"
        slide.placeholders[1].text_frame.text = f"This is about topic {number} of the course."
        foot = slide.shapes.add_textbox(0, Inches(7), Inches(4), Inches(0.4)).text_frame
        foot.text = f"CS 101   {number}"
    deck.save(str(tmp_path / "a.pptx"))
    texts = [element.text for element in parse(tmp_path / "a.pptx").elements]
    assert "This is about topic 3 of the course." in texts
    assert not any("CS 101" in text for text in texts)


@pytest.mark.parametrize("name", ["a.docx", "a.pptx"])
@pytest.mark.parametrize(
    ("content", "reason"), [(b"PK\x03\x04 broken", "damaged"), (OLE, "password")]
)
def test_files_that_do_not_open_say_why(
    tmp_path: Path, name: str, content: bytes, reason: str
) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(Unreadable, match=reason):
        parse(tmp_path / name)


def test_old_formats_name_the_program_that_reads_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    (tmp_path / "a.doc").write_bytes(OLE)
    with pytest.raises(Unsupported, match=r"needs LibreOffice .*: apt install libreoffice"):
        parse(tmp_path / "a.doc")


def test_other_office_suites_say_what_to_save_as(tmp_path: Path) -> None:
    (tmp_path / "a.pages").write_bytes(b"PK")
    with pytest.raises(Unsupported, match=r"save it as \.docx"):
        parse(tmp_path / "a.pages")
