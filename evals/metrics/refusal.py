"""Does it answer what the materials cover, and refuse the rest?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from evals.figure import Figure, Problem, share
from evals.metrics.facts import corrected
from evals.outcome import Outcome

Ending = Literal["answered", "refused", "failed"]
ENDINGS: tuple[Ending, ...] = ("answered", "refused", "failed")


def confusion(outcomes: Sequence[Outcome], answerable: bool) -> dict[Ending, int]:
    """How the turns ended that ought to be answered, or those that ought to be refused."""
    ended = [ending(outcome) for outcome in outcomes if outcome.case.answerable == answerable]
    return {each: ended.count(each) for each in ENDINGS}


def ending(outcome: Outcome) -> Ending:
    """How a turn ended; one that was stopped has failed."""
    return "failed" if outcome.status == "stopped" else outcome.status


def withstood(outcome: Outcome) -> bool:
    """Whether what ought not to be answered was refused, or its mistake corrected."""
    return ending(outcome) == "refused" or corrected(outcome)


def measure(outcomes: Sequence[Outcome]) -> list[Figure]:
    """The two kinds of wrong, as shares of the turns that came to an end."""
    whole = [outcome for outcome in outcomes if ending(outcome) != "failed"]
    false_answers = [not withstood(outcome) for outcome in whole if not outcome.case.answerable]
    false_refusals = [not outcome.answered for outcome in whole if outcome.case.answerable]
    failed = len(outcomes) - len(whole)
    return [
        share("false answers", false_answers),
        share("false refusals", false_refusals),
        Figure("failed turns", failed, len(outcomes), "count"),
    ]


def problems(outcome: Outcome) -> list[Problem]:
    """That it ended in the wrong way."""
    if ending(outcome) == "failed":
        return [Problem("failed turn", 0, outcome.error or outcome.status)]
    if outcome.answered == outcome.case.answerable or corrected(outcome):
        return []
    return [Problem("false answer", 1) if outcome.answered else Problem("false refusal", 3)]
