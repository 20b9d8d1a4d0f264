"""What is quoted for which question: whole lists, both sides, each course, the row named."""

from __future__ import annotations

import asyncio

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.reasoner import Cite, Turn
from agent.reasoners.extractive import ExtractiveReasoner
from agent.reasoners.extractive.answer import quoted
from agent.reasoners.extractive.answer_shape import answer_shape
from agent.reasoners.extractive.question import ask
from agent.reasoners.extractive.reading import read
from agent.search.vocabulary import Vocabulary
from agent.types import Passage, indexed_text
from tests.agent.parts import passage
from tests.agent.text.test_sentences import TEXTS

STACK = passage(
    1,
    "| Operation | Effect |\n| --- | --- |\n| push(x) | puts x on top |\n"
    "| pop() | removes the top element |\n| peek() | returns the top element |\n\n"
    "Calling pop on an empty stack is an error.",
    title="Lecture notes",
    section="3 Stacks > 3.1 Operations",
)
CALLS = passage(
    2,
    "Each call has its own local variables. They are kept on the call stack.",
    title="Lecture notes 2",
    section="5 Recursion > 5.2 The call stack",
)
WEEKS = passage(
    3,
    "| Week | Topic | Due |\n| --- | --- | --- |\n"
    + "".join(f"| {n} | Topic {n} | - |\n" for n in range(1, 12))
    + "| 12 | Loops | Homework 1: Friday 2 October |\n| 13 | Lists | Homework 2: Friday 9 October |"
    "\n\nHomework is due at 23:59 on the date shown.",
    title="Syllabus",
    section="Weekly schedule",
)
POINTER = passage(
    4,
    "Homework is handed in as described in the document Rules.",
    title="Syllabus",
    section="Homework",
)
HAND_IN = passage(
    5,
    "1. Put all files of the homework into one folder.\n2. Compress the folder.\n"
    "3. Hand in the zip file on the course site.",
    title="Rules",
    section="How to hand in homework",
)
RETURN = passage(
    6,
    "|  | print(x) | return x |\n| --- | --- | --- |\n"
    "| Who receives the value? | the person at the screen | the code that made the call |\n"
    "| Does it end the function? | no | yes |",
    title="Lecture notes 2",
    section="1.2 Returning a value",
)
GET = passage(7, "- d.get(key) returns None instead.", title="Slides", section="Missing keys")
RECURSION = passage(
    8,
    "Every recursive function needs two parts:\n\n"
    "- a base case, which is known without a further call;\n"
    "- a recursive case, which calls the function with a smaller argument.",
    title="Lecture notes 2",
    section="5 Recursion",
)
LATE = passage(
    9,
    "Late homework loses 10 percentage points for each day.",
    title="CS 101 Syllabus",
    section="Late work",
    course="python",
)
LATE_TOO = passage(
    10,
    "A problem set that is late loses 25 percentage points.",
    title="CS 210 Syllabus",
    section="Late policy",
    course="structures",
)
FACTS = passage(
    11,
    "| Item | Details |\n| --- | --- |\n| Instructor | Prof. Okafor |\n"
    "| Office hours | Monday 10:00 to 11:00 |\n| Lectures | Friday 9:00 |\n| Credits | 8 |",
    title="CS 210 Syllabus",
    section="Course facts",
)
NOTES = passage(
    12,
    "- Choose one element as the pivot.\n- Useless for sorted data.\n\n"
    "Speaker notes: Quicksort was invented by Tony Hoare [3] in 1961.",
    title="Sorting",
    section="Quicksort",
)
MATERIALS = [
    STACK, CALLS, WEEKS, POINTER, HAND_IN, RETURN, GET, RECURSION, LATE, LATE_TOO, FACTS, NOTES,
]  # fmt: skip


async def answer(question: str, *relevant: Passage) -> str:
    """The answer from these passages, with the place of each citation."""
    vocabulary = Vocabulary.of(indexed_text(p) for p in MATERIALS)  # type: ignore[arg-type]
    passages = [p | {"relevant": True, "dense": 0.5} for p in relevant]
    turn = Turn(question, question, passages=passages)  # type: ignore[arg-type]
    pieces = ExtractiveReasoner(lambda: vocabulary).generate(turn)
    return "".join([f" [{p.place}]" if isinstance(p, Cite) else str(p) async for p in pieces])


async def test_a_short_table_is_shown_whole_to_who_asks_for_a_list() -> None:
    text = await answer("What can you do with a stack?", CALLS, STACK)
    assert all(f"| {name}" in text for name in ("Operation", "push", "pop", "peek"))
    assert "call stack" not in text


async def test_of_a_long_table_only_the_rows_asked_for() -> None:
    text = await answer("When are all the homeworks due?", WEEKS)
    assert "2 October" in text
    assert "9 October" in text
    assert "Topic 3" not in text


async def test_the_steps_are_shown_and_not_where_they_are_described() -> None:
    text = await answer("What do I have to do to hand in homework?", POINTER, HAND_IN)
    assert "1. Put all files" in text
    assert "3. Hand in the zip file" in text
    assert "as described in" not in text


async def test_a_table_with_both_sides_compares_them() -> None:
    text = await answer("Why should I return something instead of printing it?", GET, RETURN)
    assert "the code that made the call" in text
    assert "d.get" not in text


async def test_what_is_announced_is_shown_with_it() -> None:
    text = await answer("What is the base case in recursion?", RECURSION)
    assert "needs two parts:" in text
    assert "without a further call;\n- a recursive case" in text


async def test_each_course_answers_for_itself() -> None:
    text = await answer("How much does late work lose in each of the two courses?", LATE, LATE_TOO)
    assert "10 percentage points" in text
    assert "25 percentage points" in text
    assert "[1]" in text
    assert "[2]" in text


async def test_the_row_that_is_named_answers_alone() -> None:
    text = await answer("When are the office hours?", FACTS)
    assert "Monday 10:00" in text
    assert "Credits" not in text


def test_a_table_between_sentences_stays_between_them_and_is_there_once() -> None:
    text = (
        "Check the version.\n\n| System | Command |\n| --- | --- |\n| macOS | python3 |\n\nRun it."
    )
    assert quoted(text, read(passage(1, text)).units) == text


async def test_two_questions_get_two_answers() -> None:
    text = await answer("What is a base case? When are the office hours?", RECURSION, FACTS)
    assert "without a further call" in text
    assert "Monday 10:00" in text


async def test_a_lone_bullet_reads_as_a_sentence_and_a_label_is_left_out() -> None:
    assert (await answer("What is useless for sorted data?", GET)).startswith("d.get(key)")
    text = await answer("Who invented quicksort?", NOTES)
    assert text == "Quicksort was invented by Tony Hoare \\[3] in 1961. [1]"


@pytest.mark.parametrize(
    ("question", "left", "right"),
    [
        ("What's the difference between append and extend?", "append", "extend"),
        ("break or continue, which one does what?", "break", "continu"),
        ("Is a parameter the same thing as an argument?", "paramet", "argument"),
        ("How does a for loop differ from a while loop?", "for", "while"),
        ("adjacency list vs adjacency matrix", "list", "matrix"),
        ("Why should I return something instead of printing it?", "return", "print"),
    ],
)
def test_the_two_sides_of_a_comparison(question: str, left: str, right: str) -> None:
    assert answer_shape(ask(question, Vocabulary.of([]))).sides == ({left}, {right})


@pytest.mark.parametrize(
    "question",
    ["What is the capital of France?", "Can I eat or drink in the lab?", "Who is it from?"],
)
def test_other_questions_compare_nothing(question: str) -> None:
    assert answer_shape(ask(question, Vocabulary.of([]))).sides is None


QUESTIONS = st.sampled_from(
    [
        "What is a tuple?",
        "How do I use it?",
        "Which items are there?",
        "a or b: which is better?",
        "When are both courses?",
        "?",
        "",
        "Why is it fixed?",
        "List all steps",
        "A? And what is b?",
    ]
)


@settings(max_examples=150, deadline=None)
@given(QUESTIONS | st.text(max_size=60), st.lists(TEXTS, min_size=1, max_size=4), st.data())
def test_any_text_is_quoted_to_the_letter(
    question: str, texts: list[str], data: st.DataObject
) -> None:
    style = data.draw(st.sampled_from(["answer", "hint", "quiz"]))
    found = [passage(n, text, relevant=True) for n, text in enumerate(texts, start=1)]
    turn = Turn(question, question, passages=found, style=style)
    vocabulary = Vocabulary.of(texts)

    async def stream() -> list[str | Cite]:
        pieces = ExtractiveReasoner(lambda: vocabulary).generate(turn)
        return [piece async for piece in pieces if isinstance(piece, str | Cite)]

    run = ""
    for piece in asyncio.run(stream()):
        if isinstance(piece, str):
            run += piece
        elif style == "answer":
            words = run.replace("\\", "").split()
            read = texts[piece.place - 1].replace("\\", "")
            assert all(word in read for word in words)
            run = ""
