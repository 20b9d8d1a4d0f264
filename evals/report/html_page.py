"""The report as a self-contained HTML page: charts, tables, each case with its trace."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup

from evals.metrics import MEANINGS, MEASURES
from evals.metrics.verdict import Verdict
from evals.report import charts
from evals.report.compare import moved
from evals.report.kind_table import kind_tables, listed
from evals.report.showing import interval, number, signed

VERDICTS: dict[Verdict, str] = {
    "right": "right",
    "partial": "lacks a fact",
    "wrong": "wrong",
    "refused": "wrongly refused",
    "failed": "ended with an error",
}
"""Outcomes of cases from good to bad, with their labels."""
TILES = {
    "right and complete": "right and complete",
    "wrong": "wrong answers",
    "false refusals": "wrongly refused",
    "quotes that answer": "quotes that answer the question",
    "first token p50": "until the first word, median",
}
RANKS = 8
NOT_FOUND = "not found"


def render(report: Mapping[str, Any]) -> str:
    """The page of a report made by `summary.document`."""
    cases = report["cases"]
    return _template().render(
        report=report,
        cases=cases,
        counts=Counter(case["verdict"] for case in cases),
        verdicts=VERDICTS,
        kinds=list(dict.fromkeys(case["kind"] for case in cases)),
        tiles=_tiles(report["figures"]["all"]),
        figures=_shown(report["figures"]["all"]),
        halves=[group for group in ("train", "held-out") if group in report["figures"]],
        moved=_moved(report.get("comparison")),
        sets=list(dict.fromkeys(case["set"] for case in cases)),
        listed=listed(cases),
        kind_tables=kind_tables(report["kinds"]),
        by_kind=Markup(_by_kind(cases)),
        ranks=Markup(_ranks(cases)),
        waiting=Markup(_waiting(report["figures"]["all"])),
        dial=_dial,
        plain=lambda detail: json.dumps(detail, ensure_ascii=False),
        meanings=MEANINGS,
        measures=MEASURES,
        number=number,
        signed=signed,
        interval=interval,
    )


def as_json(report: object) -> str:
    """The JSON file's text."""
    return json.dumps(report, indent=1, ensure_ascii=False) + "\n"


@cache
def _template() -> Template:
    loader = FileSystemLoader(Path(__file__).parent)
    environment = Environment(
        loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True,
    )  # fmt: skip
    return environment.get_template("page.html")


def _tiles(named: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """Label, figure and interval."""
    return [
        (
            label,
            number(named[name]["value"], unit) + (" ms" if unit == "ms" else ""),
            interval(named[name]),
        )
        for name, label in TILES.items()
        for unit in [named[name]["unit"]]
    ]


def _shown(named: Mapping[str, Any]) -> dict[str, Any]:
    """The figures of the table; times have their own chart."""
    return {
        name: figure
        for name, figure in named.items()
        if figure["value"] is not None
        and figure["unit"] != "ms"
        and not (figure["unit"] == "mean" and not figure["value"])
    }


def _moved(comparison: Mapping[str, Any] | None) -> list[Mapping[str, Any]]:
    return [each for each in comparison["differences"] if moved(each)] if comparison else []


def _by_kind(cases: Sequence[Mapping[str, Any]]) -> str:
    rows = []
    for kind in dict.fromkeys(case["kind"] for case in cases):
        counted = Counter(case["verdict"] for case in cases if case["kind"] == kind)
        rows.append((kind, [(name, counted[name]) for name in VERDICTS]))
    return charts.stacked(rows, "Outcomes by kind of question")


def _ranks(cases: Sequence[Mapping[str, Any]]) -> str:
    counts = dict.fromkeys([*map(str, range(1, RANKS + 1)), NOT_FOUND], 0)
    for case in cases:
        if case["answerable"]:
            rank = case["rank"]
            counts[str(rank) if rank and rank <= RANKS else NOT_FOUND] += 1
    return charts.columns(counts, "Rank of the evidence in the first search", NOT_FOUND)


def _waiting(named: Mapping[str, Any]) -> str:
    names = [name.removesuffix(" p50") for name in named if name.endswith(" p50")]
    rows = [
        (name.replace("_", " "), named[f"{name} p50"]["value"], named[f"{name} p95"]["value"])
        for name in names
        if named[f"{name} p50"]["value"] is not None
    ]
    return charts.spans(rows, "ms", "Milliseconds, median and 95th percentile")


def _dial(bar: Mapping[str, Any]) -> Markup:
    if bar["value"] is None:
        return Markup("")
    ends = [bar["value"], bar["bar"], *([] if bar["goal"] is None else [bar["goal"]])]
    high = 1.0 if bar["unit"] in ("share", "score") else max(ends) * 1.1
    low = 0.0 if bar["sign"] == "<=" else max(0.0, min(ends) - 0.1)
    if bar["sign"] == "<=":
        high = min(high, max(ends) * 1.4 or 1.0)
    return Markup(charts.dial(bar["value"], bar["bar"], bar["goal"], low, high))
