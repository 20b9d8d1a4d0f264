"""PDFs: what a reader sees on a page comes out as the elements of that page."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from pypdfium2 import PdfDocument

from agent.errors import NeedsProgram, Unreadable
from ingestion.elements import Element, Parsed
from ingestion.parsers import parse
from ingestion.parsers.pdf import words as pdf_words
from tests.ingestion.parsers.files import SLIDE, Show, joined, lines, pdf, scan

PROSE = """A tuple is an ordered sequence of values that cannot be changed after it was made, and
that is what makes it useful as a key of a dictionary, where a list would not be accepted."""


def of(parsed: Parsed, kind: str) -> list[Element]:
    return [element for element in parsed.elements if element.kind == kind]


def test_sections_pages_and_paragraphs(tmp_path: Path) -> None:
    first = [
        Show(72, 760, "Sequences in Python", 22, "bold"),
        Show(72, 725, "1 Tuples", 16, "bold"),
    ]
    second = [Show(72, 760, "1.1 Unpacking", 13, "bold"), *lines("Both sides match.", top=740)]
    parsed = parse(pdf(tmp_path / "a.pdf", [first + lines(PROSE), second], title="Sequences"))
    assert (parsed.title, parsed.pages) == ("Sequences", 2)
    assert [(h.level, h.text, h.page) for h in of(parsed, "heading")] == [
        (1, "Sequences in Python", 1),
        (2, "1 Tuples", 1),
        (3, "1.1 Unpacking", 2),
    ]
    assert of(parsed, "paragraph") == [
        Element("paragraph", PROSE.replace("\n", " "), page=1),
        Element("paragraph", "Both sides match.", page=2),
    ]


def test_without_a_title_of_its_own_the_largest_heading_is_it(tmp_path: Path) -> None:
    page = [Show(72, 760, "Sequences", 22, "bold"), *lines(PROSE)]
    assert parse(pdf(tmp_path / "a.pdf", [page], title="scan0001.doc")).title == "Sequences"


def test_a_numbered_bold_line_of_body_size_is_a_heading(tmp_path: Path) -> None:
    page = [*lines(PROSE), Show(72, 640, "3.2 Tuple unpacking", 11, "bold")]
    (heading,) = of(parse(pdf(tmp_path / "a.pdf", [page])), "heading")
    assert heading.text == "3.2 Tuple unpacking"


def test_words_parted_by_a_hyphen_are_whole_again(tmp_path: Path) -> None:
    text = "The values of a tuple stay as they are, because it is immu-\n"
    text += "table; a well-known rule follows from this, and it is a well-\nknown one."
    page = lines(text, leading=13)
    (paragraph,) = of(parse(pdf(tmp_path / "a.pdf", [page])), "paragraph")
    assert "it is immutable; a" in paragraph.text
    assert paragraph.text.endswith("is a well-known one.")


def test_code_keeps_its_lines_and_columns(tmp_path: Path) -> None:
    program = "def f(x):\n    if x:\n        return 1   # one\n\n    return 2"
    shown = [
        Show(72 + 6 * (len(line) - len(line.lstrip())), 600 - 12 * n, line.lstrip(), 10, "code")
        for n, line in enumerate(program.splitlines())
        if line
    ]
    (code,) = of(parse(pdf(tmp_path / "a.pdf", [lines(PROSE) + shown])), "code")
    assert code.text == program


def test_a_table_becomes_rows(tmp_path: Path) -> None:
    rows = [("Name", "Meaning"), ("tuple", "cannot be changed"), ("-", "list of"), ("set", "no")]
    shown = [
        Show(x, 600 - 20 * n, cell, 10)
        for n, row in enumerate(rows)
        for x, cell in zip((72, 200), row, strict=True)
    ]
    wrapped = Show(200, 600 - 20 * 2 - 12, "values", 10)  # below "list of"
    page = [*lines(PROSE), *shown[:6], wrapped, *shown[6:]]
    (table,) = of(parse(pdf(tmp_path / "a.pdf", [page])), "table")
    assert table.text.splitlines() == [
        "| Name | Meaning |",
        "| --- | --- |",
        "| tuple | cannot be changed |",
        "| - | list of values |",
        "| set | no |",
    ]


def test_list_items_keep_bullet_and_number(tmp_path: Path) -> None:
    page = [
        *lines(PROSE),
        Show(72, 650, "•"),
        Show(90, 650, "made once,"),
        Show(90, 636, "never changed"),
        Show(72, 620, "2."),
        Show(90, 620, "read often"),
    ]
    items = of(parse(pdf(tmp_path / "a.pdf", [page])), "list_item")
    assert [item.text for item in items] == ["- made once, never changed", "2. read often"]


def test_running_headers_and_page_numbers_are_left_out(tmp_path: Path) -> None:
    pages = [
        [
            Show(72, 805, "CS 101 Lecture Notes", 9),
            *lines(f"Only page {number} says word{number}. {PROSE}"),
            Show(290, 30, f"Page {number}", 9),
        ]
        for number in range(1, 5)
    ]
    text = "\n".join(e.text for e in parse(pdf(tmp_path / "a.pdf", pages)).elements)
    assert "CS 101" not in text
    assert "Page 2" not in text
    assert "page 2 says word2" in text


def test_a_slide_is_a_section_of_its_own(tmp_path: Path) -> None:
    slides = [
        [Show(80, 480, "Lists", 44), *lines("A list grows.", top=300, size=24)],
        lines("Nothing large here.", top=300, size=24) + lines("Nor here.", top=100, size=24),
    ]
    parsed = parse(pdf(tmp_path / "a.pdf", slides, size=SLIDE))
    assert [(e.kind, e.text, e.page) for e in parsed.elements] == [
        ("heading", "Lists", 1),
        ("paragraph", "A list grows.", 1),
        ("heading", "", 2),
        ("paragraph", "Nothing large here.", 2),
        ("paragraph", "Nor here.", 2),
    ]


@pytest.fixture
def without_programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))


@pytest.mark.usefixtures("without_programs")
def test_pictures_of_pages_need_ocr(tmp_path: Path) -> None:
    with pytest.raises(NeedsProgram, match=r"needs OCR .*: apt install tesseract-ocr"):
        parse(scan(tmp_path / "a.pdf", "A tuple is fixed."))


@pytest.mark.usefixtures("without_programs")
def test_single_pages_that_are_pictures_are_named(tmp_path: Path) -> None:
    written = pdf(tmp_path / "w.pdf", [lines(PROSE)])
    scanned = scan(tmp_path / "s.pdf", "A tuple is fixed.")
    parsed = parse(joined(tmp_path / "a.pdf", written, scanned, scanned, written, scanned))
    assert (parsed.pages, {element.page for element in parsed.elements}) == (5, {1, 4})
    (note,) = parsed.notes
    assert note.startswith("Pages 2-3, 5 are pictures without text, which needs OCR")


@pytest.mark.skipif(not shutil.which("tesseract"), reason="tesseract is not installed")
def test_single_pages_that_are_pictures_are_recognised(tmp_path: Path) -> None:
    written = pdf(tmp_path / "w.pdf", [lines(PROSE)])
    scanned = scan(tmp_path / "s.pdf", "A tuple is fixed.")
    parsed = parse(joined(tmp_path / "a.pdf", written, scanned, written))
    assert [element.page for element in parsed.elements] == [1, 2, 3]
    assert (parsed.elements[1].text, parsed.notes) == ("A tuple is fixed.", ())


def test_a_page_keeps_the_label_that_it_gives_itself(tmp_path: Path) -> None:
    labels = "/PageLabels << /Nums [0 << /S /r >> 2 << /S /D /St 1 >>] >>"
    parsed = parse(pdf(tmp_path / "a.pdf", [lines(PROSE)] * 3, catalog=labels))
    assert parsed.page_labels == {1: "i", 2: "ii", 3: "1"}
    assert parse(pdf(tmp_path / "b.pdf", [lines(PROSE)] * 3)).page_labels == {}


LEFT = """A tuple is an ordered sequence of values
that cannot be changed after it was made,
which makes it useful as a key of a large
dictionary, where lists are not accepted.
It is written with commas between values,
and mostly with parentheses around them;
a single value needs a comma after it so
that it is not taken for a number alone.
Unpacking gives each value a name of own,"""
RIGHT = """as long as there are as many names as
values on both sides of the equals sign.
A list is a sequence that can be changed
at any time by adding or by removing one
of its values, at its end or anywhere in
the middle; that makes it the first tool
for gathering what a program has found
while it is running through larger data
from a file, a form or another program."""


@pytest.mark.parametrize("order", ["by column", "by row", "by shifted row"])
def test_two_columns_are_read_one_after_the_other(tmp_path: Path, order: str) -> None:
    left = lines(LEFT, x=60, top=700, leading=13)
    right = lines(RIGHT, x=320, top=705 if order == "by shifted row" else 700, leading=13)
    title = Show(60, 760, "Sequences of values in the language, and how they differ", 18, "bold")
    below = lines(
        "The table on the next page compares all sequences of the language by what they allow.",
        x=60,
        top=560,
    )
    rows = [line for row in zip(left, right, strict=True) for line in row]
    body = [*left, *right] if order == "by column" else rows
    parsed = parse(pdf(tmp_path / "a.pdf", [[title, *body, *below]]))
    told = " ".join(" ".join(e.text for e in of(parsed, "paragraph")).split())
    assert told.startswith(" ".join(f"{LEFT}\n{RIGHT}".split()))
    assert told.endswith("by what they allow.")
    assert of(parsed, "table") == []


def test_a_formula_stays_as_it_is(tmp_path: Path) -> None:
    page = [*lines(PROSE), Show(72, 640, "f(x) = 3x² - 2·x ± ½"), *lines(PROSE, top=600)]
    texts = [e.text for e in parse(pdf(tmp_path / "a.pdf", [page])).elements]
    assert "f(x) = 3x² - 2·x ± ½" in texts


def test_a_locked_file_says_so(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="password"):
        parse(pdf(tmp_path / "a.pdf", [lines(PROSE)], locked=True))


@pytest.mark.parametrize("content", [b"%PDF-1.4\nnothing more", b"not a PDF at all"])
def test_a_broken_file_says_so(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.pdf").write_bytes(content)
    with pytest.raises(Unreadable, match="damaged"):
        parse(tmp_path / "a.pdf")


def test_a_line_is_read_whole_and_by_its_words(tmp_path: Path) -> None:
    words = [Show(72, 700, "plain"), Show(104, 700, "bold", font="bold"), Show(300, 700, "f(x)", 9)]
    code = Show(330, 700, "x = 1", font="code")
    document = PdfDocument(pdf(tmp_path / "a.pdf", [[*words, code, Show(72, 680, "Next line")]]))
    first, second = pdf_words.lines(document[0].get_textpage(), (595, 842))
    assert [(w.text, w.x0, w.y, w.size, w.mono, w.bold) for w in first.words[:4]] == [
        ("plain", 72, 700, 11, False, False),
        ("bold", 104, 700, 11, False, True),
        ("f(x)", 300, 700, 9, False, False),
        ("x", 330, 700, 11, True, False),
    ]
    assert (first.text, first.mono, first.bold) == ("plain bold f(x) x = 1", False, False)
    assert (first.gap, first.head) == (first.words[2].x0 - first.words[1].x1, first.words[0].x1)
    assert first.cells[0].text == "plain bold"
    assert (second.text, second.y, second.parted) == ("Next line", 680, False)
