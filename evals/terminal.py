"""The report in a terminal: figures, then what failed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from evals.bars import SPLIT, judged
from evals.figure import Figure, Problem
from evals.metrics.refusal import ENDINGS, confusion
from evals.outcome import Outcome
from evals.report import ALL, Figures, Run, problems

SPLITS = ("train", "held-out")
BY_KIND = ("hit@5", "MRR", "false refusals", "false answers", "complete answers", "evidence cited")
MOST_LINES = 15  # about what failed


def show(
    console: Console, run: Run, named: Figures, outcomes: Sequence[Outcome], path: Path
) -> None:
    """Print tables of figures, a list of what failed, and where the whole report is."""
    model = f" ({run.model})" if run.model else ""
    console.print(
        f"\n{len(outcomes)} questions from {run.cases_file}, answered in mode {run.mode}{model} "
        f"from {run.documents} documents ({run.chunks} chunks) in {run.seconds:.0f} s\n",
        highlight=False,
        soft_wrap=True,
    )
    tables = (_quality(named), _by_kind(named, outcomes), _confusion(outcomes), _waiting(named))
    for table in tables:
        console.print(table, "")
    if any(outcome.case.split == SPLIT for outcome in outcomes):
        console.print(_bars(outcomes), "")
    for line in failures(outcomes):
        console.print(line, markup=False, highlight=False, overflow="ellipsis", no_wrap=True)
    console.print(f"Everything is in {path}", highlight=False, soft_wrap=True)


def failures(outcomes: Sequence[Outcome]) -> list[str]:
    """How many went wrong, by their gravest problem, with as many examples of each as fit."""
    sorts: dict[tuple[int, str], list[str]] = {}
    for outcome in outcomes:
        for problem in problems(outcome)[:1]:
            sort = sorts.setdefault((problem.gravity, problem.label), [])
            sort.append(_example(outcome, problem))
    if not sorts:
        return ["Nothing was wrong."]
    examples = max(MOST_LINES // len(sorts) - 1, 1)
    return [
        line
        for (_, label), found in sorted(sorts.items())
        for line in (f"{label}: {len(found)}", *found[:examples])
    ]


def _example(outcome: Outcome, problem: Problem) -> str:
    detail = f"  ({problem.detail})" if problem.detail else ""
    return f"  {outcome.case.id}  {outcome.case.question}{detail}"


def value(figure: Figure | None) -> str:
    """A figure as people read it; "-" where there was nothing to measure."""
    if figure is None or figure.value is None:
        return "-"
    forms = {"share": ".1%", "score": ".3f", "ms": ",.0f", "count": ".0f", "mean": ",.1f"}
    return format(figure.value, forms[figure.unit])


def _quality(named: Figures) -> Table:
    groups = [group for group in (ALL, *SPLITS) if group in named]
    table = _table("Figures", "figure", *groups, "counted over")
    for name, figure in named[ALL].items():
        untold = figure.value is None or (figure.unit == "mean" and not figure.value)
        if figure.unit != "ms" and not untold:
            cells = [value(named[group].get(name)) for group in groups]
            table.add_row(name, *cells, str(figure.of))
    return table


def _by_kind(named: Figures, outcomes: Sequence[Outcome]) -> Table:
    table = _table("By kind of question", "kind", "cases", *BY_KIND)
    for kind in dict.fromkeys(outcome.case.kind for outcome in outcomes):
        count = sum(outcome.case.kind == kind for outcome in outcomes)
        table.add_row(kind, str(count), *(value(named[kind].get(name)) for name in BY_KIND))
    return table


def _confusion(outcomes: Sequence[Outcome]) -> Table:
    table = _table("Answered or refused", "", *ENDINGS)
    for name, answerable in (("to answer", True), ("to refuse", False)):
        counted = confusion(outcomes, answerable)
        table.add_row(name, *(str(counted[ending]) for ending in ENDINGS))
    return table


def _bars(outcomes: Sequence[Outcome]) -> Table:
    """What the held-out half has to reach; a missed bar is no failure of the run."""
    table = _table("Bars, over the held-out half", "figure", "value", "bar", "", "of")
    told = {True: "holds", False: "MISSED", None: "-"}
    for each in judged(outcomes):
        bar, figure = each.bar, each.figure
        limit = value(replace(figure, value=bar.limit))
        sign = "<=" if bar.at_most else ">="
        table.add_row(bar.name, value(figure), f"{sign}{limit}", told[each.holds], str(figure.of))
    return table


def _waiting(named: Figures) -> Table:
    """The latencies, p50 and p95 of one thing in a row."""
    table = _table("Milliseconds", "", "p50", "p95", "counted over")
    times = {name: figure for name, figure in named[ALL].items() if figure.unit == "ms"}
    for name, figure in times.items():
        what, _, percent = name.rpartition(" ")
        if percent == "p50" and figure.of:
            table.add_row(what, value(figure), value(times[f"{what} p95"]), str(figure.of))
    return table


def _table(title: str, first: str, *rest: str) -> Table:
    table = Table(
        title=title,
        title_justify="left",
        box=SIMPLE_HEAD,
        pad_edge=False,
        collapse_padding=True,
        show_edge=False,
    )
    table.add_column(first, no_wrap=True)
    for heading in rest:
        table.add_column(heading, justify="right")
    return table
