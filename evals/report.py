"""The outcomes as one JSON document, in files and as the terminal reads it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from evals.bars import judged
from evals.figure import Figure, Problem
from evals.metrics import METRICS
from evals.metrics.refusal import confusion
from evals.outcome import Outcome

ALL = "all"


@dataclass(frozen=True, slots=True)
class Run:
    """The conditions of one evaluation."""

    cases_file: str
    mode: str
    model: str | None
    embedding: str
    documents: int
    chunks: int
    parallel: int
    started_at: datetime
    seconds: float


Figures = dict[str, dict[str, Figure]]
"""Figures by group ("all", a split, a kind) and by name."""


def figures(outcomes: Sequence[Outcome]) -> Figures:
    """All metrics' figures over all outcomes, over each split and over each kind."""
    groups: dict[str, list[Outcome]] = {ALL: list(outcomes)}
    for outcome in outcomes:
        groups.setdefault(outcome.case.split, []).append(outcome)
        groups.setdefault(outcome.case.kind, []).append(outcome)
    return {
        group: {
            figure.name: figure for metric in METRICS.values() for figure in metric.measure(members)
        }
        for group, members in groups.items()
    }


def problems(outcome: Outcome) -> list[Problem]:
    """What was wrong with an outcome, the gravest first."""
    found = [problem for metric in METRICS.values() for problem in metric.problems(outcome)]
    return sorted(found, key=lambda problem: problem.gravity)


def document(run: Run, outcomes: Sequence[Outcome]) -> dict[str, Any]:
    """The whole report, JSON-ready."""
    return {
        **asdict(run),
        "started_at": run.started_at.isoformat(timespec="seconds"),
        "confusion": {
            "to answer": confusion(outcomes, answerable=True),
            "to refuse": confusion(outcomes, answerable=False),
        },
        "figures": {
            group: {name: asdict(figure) for name, figure in named.items()}
            for group, named in figures(outcomes).items()
        },
        "bars": [
            {
                "name": each.bar.name,
                "value": each.figure.value,
                "of": each.figure.of,
                "at most" if each.bar.at_most else "at least": each.bar.limit,
                "holds": each.holds,
            }
            for each in judged(outcomes)
        ],
        "cases": [_case(outcome) for outcome in outcomes],
    }


def write(report: dict[str, Any], folder: Path) -> Path:
    """Write `<time>/report.json` and `latest.json` below the folder; the path of the former."""
    text = json.dumps(report, indent=1, ensure_ascii=False) + "\n"
    at = datetime.fromisoformat(report["started_at"]).astimezone(UTC)
    path = folder / at.strftime("%Y%m%dT%H%M%SZ") / "report.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    (folder / "latest.json").write_text(text, encoding="utf-8")
    return path


def _case(outcome: Outcome) -> dict[str, Any]:
    first = outcome.first_token
    return {
        **outcome.case.model_dump(exclude_none=True),
        "status": outcome.status,
        "wrong": [str(problem) for problem in problems(outcome)],
        "answer": outcome.answer,
        "citations": list(outcome.citations),
        "rank": outcome.rank,
        "found": [_found(n, passage) for n, passage in enumerate(outcome.found, start=1)],
        "ms": round(outcome.seconds * 1000, 1),
        "first_token_ms": None if first is None else round(first * 1000, 1),
        "usage": outcome.usage,
        "trace": list(outcome.trace),
        "error": outcome.error,
    }


def _found(rank: int, passage: Any) -> dict[str, Any]:
    kept = ("id", "source", "section", "page", "score")
    return {"rank": rank} | {name: passage[name] for name in kept}
