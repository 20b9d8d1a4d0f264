"""The outcomes as a JSON document, the source of all other reports."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from agent.types import Mode, Passage
from evals.bars import Bar, Judged, judged, missed
from evals.case_outcome import Outcome
from evals.figure import Figure, Problem, Values
from evals.metrics import MEASURES, METRICS
from evals.metrics.facts import missing
from evals.metrics.path import paths
from evals.metrics.refusal import confusion
from evals.metrics.support import unsupported
from evals.metrics.verdict import verdict
from evals.report.interval import with_interval
from evals.report.kind_table import WANTED, rows

ALL = "all"
SNIPPET = 320  # characters shown of a passage


@dataclass(frozen=True, slots=True)
class Run:
    """The conditions of one evaluation."""

    run_id: str
    cases_file: str
    mode: Mode
    model: str | None
    embedding: str
    documents: int
    chunks: int
    parallel: int
    seed: int
    started_at: datetime
    seconds: float
    arm: str = ""  # the configuration, in a comparison of several


Figures = dict[str, dict[str, Figure]]
"""Figures by group ("all", a split, a set, a set's half, a kind) and by name."""


Added = Mapping[str, Values]
"""The values of an outcome by measure."""


def added(outcome: Outcome) -> Added:
    """See `Added`."""
    return {name: measure.values(outcome) for name, measure in MEASURES.items()}


def figures(outcomes: Sequence[Outcome], values: Sequence[Added], seed: int = 0) -> Figures:
    """All figures over all outcomes, splits, sets, halves of sets, and kinds.

    All have intervals except those of kinds, which are small. `values`: of each outcome.
    """
    groups: dict[str, list[Added]] = {ALL: list(values)}
    kinds: dict[str, list[Added]] = {}
    several = len({outcome.set for outcome in outcomes}) > 1
    for outcome, some in zip(outcomes, values, strict=True):
        split, name = outcome.case.split, outcome.set
        for group in (split, *((name, f"{name} {split}") if several else ())):
            groups.setdefault(group, []).append(some)
        kinds.setdefault(outcome.case.kind, []).append(some)
    found = {group: _measured(members, seed) for group, members in groups.items()}
    return found | {kind: _measured(members, None) for kind, members in kinds.items()}


def _measured(values: Sequence[Added], seed: int | None) -> dict[str, Figure]:
    """The figures of some outcomes, with intervals if a seed is given."""
    samples = {name: [each[name] for each in values] for name in MEASURES}
    return {
        name: measure.summed(samples[name])
        if seed is None
        else with_interval(measure, samples[name], seed)
        for name, measure in MEASURES.items()
    }


def problems(outcome: Outcome) -> list[Problem]:
    """The problems of an outcome, gravest first."""
    found = [problem for metric in METRICS.values() for problem in metric.problems(outcome)]
    return sorted(found, key=lambda problem: problem.gravity)


def document(run: Run, outcomes: Sequence[Outcome], bars: Sequence[Bar] = ()) -> dict[str, Any]:
    """The complete report, ready for JSON."""
    found = judged(bars, outcomes, run.mode)
    values = [added(outcome) for outcome in outcomes]
    return {
        **asdict(run),
        "started_at": run.started_at.isoformat(timespec="seconds"),
        "confusion": {name: confusion(outcomes, wanted) for name, wanted in WANTED.items()},
        "paths": [{"path": path, "turns": turns} for path, turns in paths(outcomes)],
        "figures": {
            group: {name: asdict(figure) for name, figure in named.items()}
            for group, named in figures(outcomes, values, run.seed).items()
        },
        "kinds": [row.packed() for row in rows(outcomes)],
        "bars": [_bar(each) for each in found],
        "missed": missed(found),
        "comparison": None,  # with another run, if there is one
        "cases": [_case(*each) for each in zip(outcomes, values, strict=True)],
    }


def quality(report: Mapping[str, Any]) -> dict[str, Any]:
    """The reproducible part of a report: everything except times."""
    timed = [name for name, measure in MEASURES.items() if measure.unit == "ms"]
    named = {group: dict(found) for group, found in report["figures"].items()}
    for found in named.values():
        for name in timed:
            found.pop(name, None)
    answers = [(case["id"], case["status"], case["answer"]) for case in report["cases"]]
    return {"figures": named, "answers": answers, "confusion": report["confusion"]}


def _bar(each: Judged) -> dict[str, Any]:
    return {
        "name": each.bar.name,
        "figure": each.bar.figure,
        "split": each.bar.split,
        "sets": list(each.bar.sets),
        "kinds": list(each.bar.kinds),
        "value": each.figure.value,
        "of": each.figure.of,
        "unit": each.figure.unit,
        "sign": each.sign,
        "at most" if each.sign == "<=" else "at least": each.bar.bar,
        "bar": each.bar.bar,
        "goal": each.bar.goal,
        "holds": each.holds,
        "reaches_goal": each.reaches_goal,
    }


def _case(outcome: Outcome, values: Added) -> dict[str, Any]:
    first = outcome.first_token
    return {
        **outcome.case.model_dump(),
        "set": outcome.set,
        "wanted": outcome.case.wanted,
        "status": outcome.status,
        "verdict": verdict(outcome),
        "wrong": [str(problem) for problem in problems(outcome)],
        "missing": missing(outcome) if outcome.answered else [],
        "unsupported": unsupported(outcome),
        "answer": outcome.answer,
        "citations": list(outcome.citations),
        "rank": outcome.rank,
        "found": _shown(outcome.found, text=not outcome.graded),
        "graded": _shown(outcome.graded, text=True),
        "ms": round(outcome.seconds * 1000, 1),
        "first_token_ms": None if first is None else round(first * 1000, 1),
        "usage": outcome.usage,
        "trace": list(outcome.trace),
        "error": outcome.error,
        "values": {name: list(some) for name, some in values.items() if some},
    }


def _shown(passages: Sequence[Passage], *, text: bool) -> list[dict[str, Any]]:
    """Passages by rank, with the beginning of their text unless it is shown elsewhere."""
    kept = ("id", "source", "title", "section", "page", "score", "relevant")
    return [
        {"rank": rank}
        | {name: passage[name] for name in kept}  # type: ignore[literal-required]
        | ({"text": _beginning(passage["text"])} if text else {})
        for rank, passage in enumerate(passages, start=1)
    ]


def _beginning(text: str) -> str:
    return text if len(text) <= SNIPPET else text[:SNIPPET].rstrip() + " …"
