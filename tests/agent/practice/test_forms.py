"""Questions made from a passage, with the words that answer them."""

from __future__ import annotations

import pytest

from agent.practice.exercise import Exercise
from agent.practice.forms import exercises
from agent.types import Passage


def passage(text: str, section: str = "3 Loops") -> Passage:
    return Passage(
        id="d:v:0", document_id="d", source="c/notes.md", course="c", title="Notes",
        section=section, page=None, text=text, score=1.0, dense=None, bm25=None, relevant=None,
    )  # fmt: skip


def key(exercise: Exercise) -> str:
    return " ".join(exercise.passage["text"][start:end] for start, end in exercise.key)


MADE = [
    (
        "A tuple is an ordered sequence of values that cannot be changed.",
        "What is a tuple?",
        "an ordered sequence of values that cannot be changed.",
    ),
    ("3. What is 7 // 2? Answer: 3.", "What is 7 // 2?", "3."),
    (
        "| Term | Meaning |\n| --- | --- |\n| base case | a call that needs no further one |",
        "What does the term “base case” mean?",
        "a call that needs no further one",
    ),
    (
        "| Method | Worst |\n| --- | --- |\n| merge sort | O(n log n) |",
        "In the table under “Loops”, what is in the column “Worst” for “merge sort”?",
        "O(n log n)",
    ),
    (
        "```python\nn = 3\nprint(n * 2)\n```\n\n```output\n6\n```",
        "What does this code print?\n\n```python\nn = 3\nprint(n * 2)\n```\n\n",
        "6",
    ),
    (
        "There are two kinds of loops in Python:\n\n- the for loop\n- the while loop",
        "On “Loops” the materials list 2 points: “There are two kinds of loops in Python …” "
        "Which are they?",
        "- the for loop - the while loop",
    ),
    (
        "A loop repeats its block. The loop ends when its condition is false.",
        "What do the materials say about “Loops”? Explain it in your own words.",
        "A loop repeats its block. The loop ends when its condition is false.",
    ),
]


@pytest.mark.parametrize(("text", "question", "answer"), MADE)
def test_a_question_and_its_answer(text: str, question: str, answer: str) -> None:
    made = exercises(passage(text))
    assert [(one.question, key(one)) for one in made] == [(question, answer)]


@pytest.mark.parametrize(("text", "question", "answer"), MADE)
def test_what_is_quoted_beside_a_question_does_not_hold_its_answer(
    text: str, question: str, answer: str
) -> None:
    [made] = exercises(passage(text))
    quoted = text[slice(*made.cue)]
    assert answer not in quoted
    assert quoted in question or quoted.lower() in question.lower()


def test_a_heading_that_asks_is_a_question() -> None:
    made = exercises(passage("Indentation marks a block.", "FAQ > Why does Python indent?"))
    assert [one.question for one in made] == ["Why does Python indent?"]


@pytest.mark.parametrize(
    "text",
    [
        "It is a sequence.",
        "The second call is a mistake that many students make in the exam.",
        "```python\nprint(sorted(counts))\nprint(len(counts))\n```\n\n```output\n[]\n0\n```",
    ],
)
def test_what_cannot_be_asked_by_itself_is_no_question(text: str) -> None:
    assert exercises(passage(text)) == []


def test_an_answer_that_needs_its_own_questions_makes_no_question() -> None:
    text = "Do I look things up by key? Then a dict. Is it a fixed record? Then a tuple."
    assert not exercises(passage(text, "Which collection shall I use?"))


def test_an_answer_does_not_go_on_from_a_sentence_that_is_not_shown() -> None:
    text = (
        "In this case, that output is the loop's. A loop repeats its body. It ends with its test. "
        "The body of a loop is indented."
    )
    asked = exercises(passage(text, "Repeating with a loop"))
    assert asked
    assert not any(key(exercise).startswith("In this case") for exercise in asked)
