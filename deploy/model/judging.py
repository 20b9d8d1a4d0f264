"""Measures whether a model tells texts that answer a question from those that do not.

Each text is put to it with its question as in a conversation, and the odds of its word are read.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from itertools import zip_longest
from statistics import mean
from typing import Any

MOST = 2  # texts of each kind for a question
EARLY = 16  # texts after which a model that guesses is given up
GUESSING = 0.6
"""Area under the curve below which a model is given up early."""

Odds = Callable[[str, Sequence[str], str], float | None]
"""That a question is answered, for a text, its headings and the question; None if the server does
not tell them."""


def judging(
    questions: Sequence[dict[str, Any]],
    odds: Odds,
    seconds: float | None = None,
    clock: Callable[[], float] = time.monotonic,
) -> dict[str, float] | None:
    """The scale of the model's odds and the area under the curve; None if there are no odds.

    `beside` and `answering`: the means of both kinds; `area`: how often a text that answers has
    higher odds than one that does not. After `seconds` no more than `EARLY` texts are read.
    """
    answering, beside = list[float](), list[float]()
    begun = clock()
    for text, answers in _pairs(questions):
        found = odds(text["text"], [text["heading"]], text["question"])
        if found is None:
            return None
        (answering if answers else beside).append(found)
        read = len(answering) + len(beside)
        if read == EARLY and area(answering, beside) < GUESSING:
            break
        if seconds is not None and read >= EARLY and clock() - begun > seconds:
            break
    return {
        "beside": round(mean(beside), 3),
        "answering": round(mean(answering), 3),
        "area": round(area(answering, beside), 3),
        "texts": read,
    }


def area(high: Sequence[float], low: Sequence[float]) -> float:
    """The share of pairs in which the first is higher; half for a draw."""
    wins = sum((a > b) + 0.5 * (a == b) for a in high for b in low)
    return wins / (len(high) * len(low))


def _pairs(questions: Sequence[dict[str, Any]]) -> Iterator[tuple[dict[str, str], bool]]:
    """Texts with their questions, those that answer and those that do not in turn.

    Of the others those come first that are taken for answers without a model.
    """
    both = [list(_texts(questions, answers=answers)) for answers in (True, False)]
    for answering, beside in zip_longest(*both):
        if answering:
            yield answering, True
        if beside:
            yield beside, False


def _texts(questions: Sequence[dict[str, Any]], *, answers: bool) -> Iterator[dict[str, str]]:
    from agent.reasoners.llm.judging import heading  # takes a second

    for row in questions:
        some = [passage for passage in row["passages"] if passage["helps"] is answers]
        some.sort(key=lambda passage: not passage["computed"])
        for passage in some[:MOST]:
            yield {
                "question": row["question"],
                "heading": heading(passage["title"], passage["section"]),
                "text": passage["text"],
            }
