"""Questions that take something for granted: what the materials deny is never agreed with."""

from __future__ import annotations

import pytest

from agent.reasoner import Turn
from agent.reasoners.extractive import ExtractiveReasoner
from agent.reasoners.extractive.premise import denial
from agent.search.vocabulary import Vocabulary
from tests.agent.parts import passage

SORTING = passage(
    1,
    "Quicksort chooses a pivot. Quicksort is not stable: equal elements may change places."
    " Merge sort is stable.",
    title="Sorting",
    section="Quicksort",
)
SEARCH = passage(
    2,
    "Breadth-first search, BFS for short, visits the nearest nodes first. It uses a queue.",
    title="Graphs",
    section="BFS",
)


@pytest.mark.parametrize(
    ("question", "denied"),
    [
        (
            "since quicksort is stable, may I rely on the order?",
            "Quicksort is not stable: equal elements may change places.",
        ),
        (
            "Why is quicksort stable?",
            "Quicksort is not stable: equal elements may change places.",
        ),
        ("As BFS uses a stack, how large does it get?", "It uses a queue."),
        ("Given that merge sort isn't stable, what else can I take?", "Merge sort is stable."),
    ],
)
def test_what_the_materials_deny_is_found(question: str, denied: str) -> None:
    assert denial(question, [SORTING, SEARCH]) == denied


@pytest.mark.parametrize(
    "question",
    [
        "Since quicksort is not stable, what else can I take?",
        "Why is quicksort not stable?",
        "Why is merge sort stable?",
        "As BFS uses a queue, how large does it get?",
        "Is quicksort stable?",
        "How does quicksort work?",
        "Since it is late, can you help me?",
    ],
)
def test_a_question_that_is_right_or_supposes_nothing_is_answered_as_ever(question: str) -> None:
    assert denial(question, [SORTING, SEARCH]) is None


async def test_a_false_premise_leaves_nothing_to_answer_from_and_no_other_words_to_try() -> None:
    vocabulary = Vocabulary.of([SORTING["text"], SEARCH["text"]])
    reasoner = ExtractiveReasoner(lambda: vocabulary)
    question = "Since quicksort is stable, may I rely on the order of equal elements?"
    turn = Turn(question, question, passages=[SORTING, SEARCH])

    grades = await reasoner.grade(turn)

    assert not any(grades.relevant)
    assert "Quicksort is not stable" in grades.reasons[0]
    assert (await reasoner.rewrite(turn)).query is None
