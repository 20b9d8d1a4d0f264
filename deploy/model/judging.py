"""Measures whether a model tells texts apart by the odds of its one-word reply.

Two kinds of texts are put to it as in a conversation: those of which one word is true, and others.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import zip_longest
from pathlib import Path
from statistics import mean
from typing import Any

import httpx
from langchain_core.messages import BaseMessage

from agent.llm.decisions import TELLS_APART
from deploy.model.asking import odds, read_rows

QUESTIONS = Path(__file__).with_name("calibration.jsonl")
STATEMENTS = Path(__file__).with_name("statements.jsonl")
APART = {"judging": "the text that answers", "confirming": "the statement that a text says"}
"""What the model is measured to tell apart, by the name in its profile."""
MOST = 2  # texts of each kind for a question
EARLY = 16  # texts after which a model that guesses is given up
GUESSING = 0.6
"""Area under the curve below which a model is given up early."""

Asked = tuple[list[BaseMessage], bool]
"""What is put to the model, and whether the first word is true."""
Odds = Callable[[list[BaseMessage]], float | None]
"""The log odds of the first word against the second; None if the server does not tell them."""


def telling_all_apart(
    client: httpx.Client, seconds: float | None
) -> dict[str, dict[str, float] | None]:
    """Each of `APART`, in about `seconds` at most."""
    from agent.reasoners.llm.confirming import WORDS as SAID  # takes a second
    from agent.reasoners.llm.judging import WORDS as ANSWERED

    texts = judged_texts(read_rows(QUESTIONS))
    statements = confirmed_statements(read_rows(STATEMENTS))
    return {
        "judging": telling_apart(texts, partial(odds, client, ANSWERED), seconds),
        "confirming": telling_apart(statements, partial(odds, client, SAID), seconds),
    }


def told(what: str, found: dict[str, float] | None) -> str:
    """The result for people."""
    if found is None:
        return f"does not tell how sure it is of {what}"
    return (
        f"finds {what} in {found['area']:.0%} of pairs ({found['texts']} texts; half is guessing, "
        f"from {TELLS_APART:.0%} it is asked)"
    )


def telling_apart(
    asked: Iterable[Asked],
    odds: Odds,
    seconds: float | None = None,
    clock: Callable[[], float] = time.monotonic,
) -> dict[str, float] | None:
    """The scale of the model's odds and the area under the curve; None if there are no odds.

    `beside` and `answering`: the means where the word is false, and where it is true; `area`: how
    often the odds are higher where it is true. After `seconds` no more than `EARLY` are put to it.
    """
    true, false = list[float](), list[float]()
    begun = clock()
    for messages, holds in asked:
        found = odds(messages)
        if found is None:
            return None
        (true if holds else false).append(found)
        read = len(true) + len(false)
        if read == EARLY and area(true, false) < GUESSING:
            break
        if seconds is not None and read >= EARLY and clock() - begun > seconds:
            break
    return {
        "beside": round(mean(false), 3),
        "answering": round(mean(true), 3),
        "area": round(area(true, false), 3),
        "texts": read,
    }


def area(high: Sequence[float], low: Sequence[float]) -> float:
    """The share of pairs in which the first is higher; half for a draw."""
    wins = sum((a > b) + 0.5 * (a == b) for a in high for b in low)
    return wins / (len(high) * len(low))


def judged_texts(questions: Sequence[dict[str, Any]]) -> Iterator[Asked]:
    """Texts with their questions, those that answer and those that do not in turn.

    Of the others those come first that are taken for answers without a model.
    """
    both = [list(_texts(questions, answers=answers)) for answers in (True, False)]
    for answering, beside in zip_longest(*both):
        if answering:
            yield answering, True
        if beside:
            yield beside, False


def confirmed_statements(rows: Sequence[dict[str, Any]]) -> Iterator[Asked]:
    """Statements with a text each, those that it says and those that it does not in turn."""
    from agent.reasoners.llm.confirming import question_on

    for row in rows:
        yield question_on(row["text"], row["statement"]), row["said"]


def _texts(questions: Sequence[dict[str, Any]], *, answers: bool) -> Iterator[list[BaseMessage]]:
    from agent.reasoners.llm.judging import heading, question_on  # takes a second

    for row in questions:
        some = [passage for passage in row["passages"] if passage["helps"] is answers]
        some.sort(key=lambda passage: not passage["computed"])
        for passage in some[:MOST]:
            headings = [heading(passage["title"], passage["section"])]
            yield question_on(passage["text"], headings, row["question"])
