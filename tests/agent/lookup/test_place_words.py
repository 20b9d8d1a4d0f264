"""Parts of the materials as messages name them, and documents as people call them."""

from __future__ import annotations

import pytest

from agent.lookup.document_names import missing_page, named_documents, page_of, ranges
from agent.lookup.place_words import Part, place_asked
from agent.understanding.places import names_place
from tests.agent.store.test_catalog import row

ROWS = [
    row("algo/lecture-notes.pdf", title="Algorithms: Lecture Notes", format="pdf", pages=9),
    row("algo/slides-sorting.pptx", title="Sorting", format="pptx", pages=12),
    row("python/lecture-notes-2.pdf", title="Lecture Notes 2: Functions", format="pdf", pages=4),
    row("python/HW1.md", title="First steps", format="md"),
    row("python/hw2.md", title="Loops", format="md"),
    row("python/style-guide.md", title="Style Guide", format="md"),
    row("python/08-lists.pptx", title="Python Lists", format="pptx", pages=9),
]
LABELLED = row("a/reader.pdf", title="Reader", pages=6, page_labels=["i", "ii", "1", "2", "3", "4"])


@pytest.mark.parametrize(
    ("message", "unit", "number", "sources"),
    [
        ("what is on page 7 of the algorithms lecture notes", "page", "7", "lecture-notes.pdf"),
        ("slide 3 of sorting", "slide", "3", "slides-sorting.pptx"),
        ("whats on slide 20 of the sorting slides", "slide", "20", "slides-sorting.pptx"),
        ("what is on slide 7 of the lists slides", "slide", "7", "08-lists.pptx"),
        ("Problem 1 of homework 1", "problem", "1", "HW1.md"),
        ("hw2 task 4", "task", "4", "hw2.md"),
        ("section 5 of the style guide", "section", "5", "style-guide.md"),
        ("the last page of lecture notes 2", "page", "last", "lecture-notes-2.pdf"),
        ("first page of the functoins notes", "page", "1", "lecture-notes-2.pdf"),
        ("what does section 3.2 say", "section", "3.2", ""),
        ("week 3", "week", "3", ""),
        ("page iv", "page", "iv", ""),
        ("what is on page A-4 of the algorithms notes", "page", "a-4", "lecture-notes.pdf"),
        ("page B.12", "page", "b.12", ""),
    ],
)
def test_a_part_and_its_document(message: str, unit: str, number: str, sources: str) -> None:
    asked = place_asked(message)
    assert asked.part == Part(unit, number)
    found = named_documents(asked.document, ROWS) if asked.document else []
    assert [row["source"].rsplit("/", 1)[1] for row in found] == sources.split()


def test_a_name_that_fits_several_documents_names_them_all() -> None:
    found = named_documents(place_asked("page 1 of the lecture notes").document, ROWS)
    assert [row["source"] for row in found] == [
        "algo/lecture-notes.pdf",
        "python/lecture-notes-2.pdf",
    ]


def test_a_name_that_nothing_has_names_nothing() -> None:
    assert named_documents(place_asked("page 3 of the quantum notes").document, ROWS) == []
    assert named_documents(place_asked("problem 1 of homework 7").document, ROWS) == []


def test_a_page_is_found_by_its_label_first() -> None:
    page = page_of(LABELLED, "page", "2")
    assert page
    assert (page.number, page.called) == (4, "page 2 (the 4th of the file)")
    roman = page_of(LABELLED, "page", "II")
    assert roman
    assert roman.number == 2
    assert page_of(LABELLED, "page", "5") is None
    assert page_of(ROWS[0], "page", "9") is not None
    assert page_of(ROWS[0], "page", "10") is None


APPENDIX = row("a/fens.pdf", title="Fens", pages=4, page_labels=["A-3", "A-4", "a", "Cover"])


def test_a_label_with_a_letter_before_its_number() -> None:
    page = page_of(APPENDIX, "page", "a-4")
    assert page
    assert (page.number, page.called) == (2, "page A-4 (the 2nd of the file)")
    assert "it has pages A-3 to A-4, a and Cover." in missing_page(APPENDIX, "page", "9")


@pytest.mark.parametrize(
    ("message", "named"),
    [
        ("What is on page A-4 of the fen reader?", "page a 4"),
        ("page B.12", "page b 12"),
        ("What is on page 7 of the notes?", "page 7"),
        ("What is on a page?", None),
    ],
)
def test_a_message_that_names_a_page(message: str, named: str | None) -> None:
    assert names_place(message) == named


def test_a_missing_page_is_named_with_the_existing_ones() -> None:
    assert missing_page(LABELLED, "page", "5") == (
        "“Reader” has no page labelled 5; it has pages i-ii and 1-4. "
        "The 5th page of the file is labelled 3."
    )
    assert missing_page(ROWS[1], "slide", "99") == "“Sorting” has no slide 99; it has 12 slides."
    assert "has no pages" in missing_page(ROWS[3], "page", "2")


def test_labels_are_shown_as_ranges() -> None:
    assert ranges(["i", "ii", "iii", "1", "2", "A-1"]) == "i-iii, 1-2 and A-1"
    assert ranges(["1"]) == "1"
