"""What the held-out half has to reach: each figure with its bar, and whether it holds.

A bar that is missed changes nothing but what is printed: it says where answers need work.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from evals.cases import FALSE_PREMISE, Split
from evals.figure import Figure, share
from evals.metrics import citations, facts, refusal, retrieval
from evals.outcome import Outcome

SPLIT: Split = "held-out"
NEAR = ("near-miss", FALSE_PREMISE)
TOLERANCE = 1e-9  # of a share that is computed, not counted


@dataclass(frozen=True, slots=True)
class Bar:
    """A limit that a figure has to reach, or may not exceed."""

    name: str
    limit: float
    measure: Callable[[Sequence[Outcome]], Figure]
    at_most: bool = False


@dataclass(frozen=True, slots=True)
class Judged:
    """A bar with what was measured; `holds` is None where there was nothing to measure."""

    bar: Bar
    figure: Figure
    holds: bool | None


def judged(outcomes: Sequence[Outcome]) -> list[Judged]:
    """Every bar over the held-out half; none where no case is held out."""
    held_out = [outcome for outcome in outcomes if outcome.case.split == SPLIT]
    return [_judged(bar, bar.measure(held_out)) for bar in BARS] if held_out else []


def _judged(bar: Bar, figure: Figure) -> Judged:
    if figure.value is None:
        return Judged(bar, figure, None)
    over = figure.value - bar.limit
    return Judged(bar, figure, over <= TOLERANCE if bar.at_most else over >= -TOLERANCE)


def _of(
    measure: Callable[[Sequence[Outcome]], list[Figure]], name: str
) -> Callable[[Sequence[Outcome]], Figure]:
    """One figure of a metric."""
    return lambda outcomes: next(each for each in measure(outcomes) if each.name == name)


def _withstood(*kinds: str) -> Callable[[Sequence[Outcome]], Figure]:
    return lambda outcomes: share(
        "withstood", [refusal.withstood(o) for o in outcomes if o.case.kind in kinds]
    )


def _cited(right: citations.Check) -> Callable[[Sequence[Outcome]], Figure]:
    return lambda outcomes: share(
        "cited", [right(o, c) for o in outcomes if o.answered for c in o.citations]
    )


BARS: tuple[Bar, ...] = (
    Bar("evidence hit@5", 0.95, _of(retrieval.measure, "hit@5")),
    Bar("evidence MRR", 0.85, _of(retrieval.measure, "MRR")),
    Bar("off-topic refused", 0.98, _withstood("off-topic")),
    Bar("near-miss, false premise refused or corrected", 0.75, _withstood(*NEAR)),
    Bar("answerable wrongly refused", 0.08, _of(refusal.measure, "false refusals"), at_most=True),
    Bar("citations that resolve", 1.0, _cited(citations.resolves)),
    Bar("citations that quote to the letter", 1.0, _cited(citations.to_the_letter)),
    Bar("citations on the right page", 1.0, _cited(citations.in_its_place)),
    Bar("key facts complete, of answerable", 0.85, _of(facts.measure, "complete answers")),
)
"""In the order in which they are printed."""
