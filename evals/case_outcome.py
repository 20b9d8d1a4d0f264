"""The outcome of a case: the events of its scored turn, in the form needed by the metrics."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any

from agent.types import Citation, Passage, Status, Step, Usage, no_usage
from evals.golden.cases import Case, Place


@dataclass(frozen=True, slots=True)
class Outcome:
    """A scored turn. A failed one has only `error`, `found` and the times."""

    case: Case
    status: Status
    answer: str = ""
    citations: Sequence[Citation] = ()
    found: Sequence[Passage] = ()  # by the first retrieval, best first
    graded: Sequence[Passage] = ()  # by the last retrieval, each with the grader's verdict
    stored: Mapping[str, Passage] = field(default_factory=dict)  # cited passages, by id
    trace: Sequence[Step] = ()
    usage: Usage = field(default_factory=no_usage)
    unsupported: Sequence[str] = ()  # statements that the mentor could not support
    seconds: float = 0.0  # from the question to the last event
    first_token: float | None = None  # seconds to the first text; None without text
    error: str | None = None
    judged: Mapping[str, float] = field(default_factory=dict)  # by a language model, by name
    set: str = ""  # the set of questions that the case is from

    @property
    def answered(self) -> bool:
        """Whether it ended with an answer."""
        return self.status == "answered"

    @property
    def replied(self) -> bool:
        """Whether it ended with a reply in the mentor's own words, without search or citations."""
        return self.answered and not self.citations and "converse" in self.path

    @property
    def rank(self) -> int | None:
        """The number of first passages that contain the evidence; None if all do not."""
        firsts = [
            next((n for n, passage in enumerate(self.found, start=1) if place.holds(passage)), None)
            for place in self.case.expected
        ]
        seen = [first for first in firsts if first is not None]
        if self.case.all:
            return max(seen) if seen and len(seen) == len(firsts) else None
        return min(seen, default=None)

    @property
    def cites_evidence(self) -> bool:
        """Whether the citations include enough of the expected places."""
        named = [any(place.holds(c) for c in self.citations) for place in self.case.expected]
        return all(named) if self.case.all else any(named)

    @property
    def path(self) -> tuple[str, ...]:
        """The nodes of its path, in order."""
        return tuple(step["node"] for step in self.trace)


def places(expected: Sequence[Place]) -> str:
    """A description of expected places."""
    return " / ".join(
        f"{place.source}, {f'p. {place.page}' if place.page else place.section}"
        for place in expected
    )


def packed(outcome: Outcome) -> dict[str, Any]:
    """A complete outcome, ready for JSON."""
    values = {each.name: getattr(outcome, each.name) for each in fields(outcome)}
    return values | {"case": outcome.case.model_dump(exclude_none=True)}


def unpacked(row: Mapping[str, Any]) -> Outcome:
    """The outcome from the result of `packed`."""
    return Outcome(**{**row, "case": Case.model_validate(row["case"])})
