"""What teachers are warned of: text in the index that looks as if it was read badly."""

from __future__ import annotations

import time

import pytest

from agent.types import Chunk
from ingestion.lint import Lint


def chunk(text: str, section: str = "Grading", page: int | None = None) -> Chunk:
    return Chunk(
        id="d:v:0", document_id="d", version="v", ordinal=0, source="c/a.docx", course="c",
        title="Course", section=section, page=page, text=text,
    )  # fmt: skip


def warned(*chunks: Chunk, pages: int | None = None) -> list[str]:
    lint = Lint()
    assert list(lint.seen(iter(chunks))) == list(chunks)
    return lint.warnings(pages)


@pytest.mark.parametrize(
    "text",
    [
        "Late homework loses  percent a day.",
        "The rate law is , where V is the limit.",
        "The spam \ufffdlter has a threshold.",
        "It is called the .",
        "The cafÃ© by the lock is open.",
        "The wardenâ€™s hut is not.",
    ],
)
def test_a_sentence_with_a_gap(text: str) -> None:
    (sentence,) = warned(chunk(f"A whole sentence.\n\n{text}"))
    assert sentence.startswith("Sentences with gaps: “…")


def test_a_word_without_end_takes_linear_time() -> None:
    def seconds(length: int) -> float:
        began = time.process_time()
        assert warned(chunk("x" * length))
        return time.process_time() - began

    assert seconds(32_000) < 12 * seconds(8_000) + 0.5


@pytest.mark.parametrize(
    "text",
    [
        "list.sort() returns nothing. Late homework loses 8 percent.  The next one follows.",
        "The rate is $v = k$, and $$x$$ is what it is, made of.",
        "Call `f(a ,  b)`.\n\n```python\nif x  is  y: f( )\n```",
        "| a  b | is . |",
        "What is it made of? Of course.",
        "La tâche « âge » est finie.",
        "Call `thisIsTheNameOfAFunctionThatNobodyWouldEverTypeByHandAgain()`.",
        "See https://fens.example/thisIsTheNameOfAPageThatNobodyWouldEverTypeByHand.",
        "Das Bestimmtheitsmaß gibt an, welcher Anteil der Varianz durch das Modell erklärt wird.",
    ],
)
def test_what_looks_well(text: str) -> None:
    assert warned(chunk(text)) == []


def test_pages_with_little_text() -> None:
    whole = [chunk("A page with enough words on it.", page=n) for n in (1, 2, 4)]
    assert warned(*whole, pages=5) == ["Pages with little text: 3, 5."]
    assert warned(whole[0], pages=3) == []


def test_sections_that_are_noise() -> None:
    numbers = "0.12 0.31 -4.2 1e9 0.33 4.1 :: 88 99 10 " * 4
    assert warned(chunk(numbers, "Data"), chunk("Some words.", "A > 1.2")) == [
        "Sections that do not look like text: “Data”, “1.2”."
    ]


def test_words_without_spaces_are_noise() -> None:
    glued = "Thefenisdrainedeachyearandtheditchesareclearedbyhand, says the warden."
    assert warned(chunk(glued, "Fens")) == ["Sections that do not look like text: “Fens”."]


def test_a_slide_of_a_title_and_a_number_is_no_page_with_little_text() -> None:
    titles = ("Loops", "What is the largest number", "What is the largest number", "Sums", "Ends")
    slides = [chunk("41", title, page) for page, title in enumerate(titles, start=1)]
    slides[3]["text"] = slides[4]["text"] = slides[0]["text"] = "The loop goes on and on, and on."
    assert warned(*slides, pages=5) == []
    assert warned(*(chunk("41", "What is the largest number", n) for n in range(1, 6)), pages=5)
