"""The report in a terminal: figures, thresholds, changes, failures."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import replace
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from evals.bars import Judged
from evals.case_outcome import Outcome
from evals.figure import Figure, Problem
from evals.metrics import MEASURES
from evals.metrics.refusal import ENDINGS, confusion
from evals.metrics.verdict import verdict
from evals.report.arms_table import Row
from evals.report.compare import Comparison, notable
from evals.report.kind_table import SPLITS, WANTED, halves_of, kind_tables, listed
from evals.report.showing import number, signed, value
from evals.report.summary import ALL, Figures, problems
from evals.running import Ran

MOST_LINES = 15  # about what failed


def show(console: Console, ran: Ran, *, whole: bool = False) -> None:
    """Print tables of figures, a list of failures, and the path of the full report.

    `whole`: every failure with its answer, not just a few lines.
    """
    run, outcomes = ran.run, ran.outcomes
    named = {
        group: {name: Figure(**figure) for name, figure in some.items()}
        for group, some in ran.report["figures"].items()
    }
    model = f" ({run.model})" if run.model else ""
    console.print(
        f"\n{len(outcomes)} questions from {run.cases_file}, answered in mode {run.mode}{model} "
        f"from {run.documents} documents ({run.chunks} chunks) in {run.seconds:.0f} s\n",
        highlight=False,
        soft_wrap=True,
    )
    tables = (
        *by_kind(ran.report["kinds"]),
        _quality(named, outcomes),
        _confusion(outcomes),
        _waiting(named),
    )
    for table in tables:
        console.print(table, "")
    if ran.bars:
        console.print(_bars(ran.bars), "")
    names = listed(ran.report["cases"])
    shown = [outcome for outcome in outcomes if outcome.case.id in names]
    lines = [*(whole_failures(shown) if whole else failures(shown)), *_unlisted(outcomes, shown)]
    if ran.comparison:
        lines += _changes(ran.comparison, names)
    for line in lines:
        if whole:
            console.print(line, markup=False, highlight=False, soft_wrap=True)
        else:
            console.print(line, markup=False, highlight=False, overflow="ellipsis", no_wrap=True)
    console.print(f"Full report: {ran.path}", highlight=False, soft_wrap=True)


def show_arms(console: Console, headings: Sequence[str], rows: Sequence[Row]) -> None:
    """Print a table of several arms, with their changes against the first."""
    table = _table("Arms, compared with the first on the same questions", "", *headings)
    for row in rows:
        table.add_row(*row.cells())
    console.print(table)
    console.print("Change by case with its 95% interval; * if that excludes 0.", "")


def whole_failures(outcomes: Sequence[Outcome]) -> list[str]:
    """Each question with problems, with the reason, the expected content, and the answer."""
    lines = []
    for outcome in outcomes:
        if not (wrong := problems(outcome)):
            continue
        case = outcome.case
        asked = " / ".join(case.turns)
        lines.append(f"\n{case.id} [{case.kind}, {verdict(outcome)}] {asked}")
        lines += [f"  - {problem}" for problem in wrong]
        lines += [f"  = {' | '.join(forms)}" for forms in case.facts]
        lines += [f"  > {line}" for line in outcome.answer.split("\n")]
    return lines


def failures(outcomes: Sequence[Outcome]) -> list[str]:
    """Counts of problems, gravest first, with as many examples as fit."""
    sorts: dict[tuple[int, str], list[str]] = {}
    for outcome in outcomes:
        for problem in problems(outcome)[:1]:
            sort = sorts.setdefault((problem.gravity, problem.label), [])
            sort.append(_example(outcome, problem))
    if not sorts:
        return ["No problems."]
    examples = max(MOST_LINES // len(sorts) - 1, 1)
    return [
        line
        for (_, label), found in sorted(sorts.items())
        for line in (f"{label}: {len(found)}", *found[:examples])
    ]


def _example(outcome: Outcome, problem: Problem) -> str:
    detail = f"  ({problem.detail})" if problem.detail else ""
    return f"  {outcome.case.id}  {' '.join(outcome.case.question.split())}{detail}"


def _unlisted(outcomes: Sequence[Outcome], shown: Sequence[Outcome]) -> list[str]:
    held_out = len(outcomes) - len(shown)
    if not held_out:
        return []
    return [f"For the {held_out} held-out questions only figures are printed."]


def _changes(found: Comparison, shown: Container[str]) -> list[str]:
    """Regressions, fixes and changed figures; names only the cases in `shown`."""
    lines = [f"Compared with {found.base}: {len(found.broken)} worse, {len(found.mended)} fixed"]
    for name, some in (("broken", found.broken), ("mended", found.mended)):
        named = [changed for changed in some if changed.id in shown]
        lines += [f"  {name}: {c.id}  {c.question}  ({'; '.join(c.what)})" for c in named[:5]]
    for each in notable(found.differences):
        unit = MEASURES[each.name].unit
        values = f"{number(each.before, unit)} -> {number(each.after, unit)}"
        ends = f"[{signed(each.low, unit)}, {signed(each.high, unit)}]"
        change = f"{signed(each.delta, unit)}{'*' if each.sure else ''}"
        lines.append(f"  {each.name}: {values}  {change} {ends}")
    return lines


def _quality(named: Figures, outcomes: Sequence[Outcome]) -> Table:
    sets = dict.fromkeys(outcome.set for outcome in outcomes)
    several = len(sets) > 1
    wanted = [f"{name} {split}" for name in sets for split in SPLITS] if several else [ALL, *SPLITS]
    groups = [group for group in wanted if group in named]
    headings = [_heading(group) for group in groups]
    table = _table("Figures", "figure", *headings, *([] if several else ["95% interval", "of"]))
    for name, figure in named[ALL].items():
        empty = figure.value is None or (figure.unit == "mean" and not figure.value)
        if figure.unit != "ms" and not empty:
            cells = [value(named[group].get(name)) for group in groups]
            more = [] if several else [_interval(figure), str(figure.of)]
            table.add_row(name, *cells, *more)
    return table


def _heading(group: str) -> str:
    """The last word of a set's name, to keep the table narrow: "real train"."""
    name, _, split = group.rpartition(" ")
    return f"{name.split('-')[-1]} {split}".strip()


def _interval(figure: Figure) -> str:
    if figure.low is None:
        return ""
    if figure.unit == "share":
        return f"{figure.low:.0%}-{figure.high:.0%}"
    return f"{number(figure.low, figure.unit)}-{number(figure.high, figure.unit)}"


def by_kind(kinds: Sequence[Mapping[str, Any]]) -> list[Table]:
    """A table per set with the outcomes of each kind of question, by half."""
    halves = halves_of(kinds)
    tables = []
    for name, rows in kind_tables(kinds):
        title = f"{name}: {' | '.join(halves)}".removeprefix(": ")
        table = _table(title, "kind", *(["n", "right", "part", "wrong", "refused"] * len(halves)))
        for kind, whole, cells in rows:
            table.add_row(kind, *cells, style="bold" if whole else None)
        tables.append(table)
    return tables


def _confusion(outcomes: Sequence[Outcome]) -> Table:
    table = _table("Answered or refused", "", *ENDINGS)
    for name, wanted in WANTED.items():
        counted = confusion(outcomes, wanted)
        table.add_row(name, *(str(counted[ending]) for ending in ENDINGS))
    return table


def _bars(judged: Sequence[Judged]) -> Table:
    """Thresholds and goals; a goal that is not reached is not a failure."""
    table = _table("Thresholds", "metric", "result", "threshold", "", "goal", "", "of")
    verdicts = {True: "met", False: "MISSED", None: "-"}
    reached = {True: "reached", False: "not yet", None: "-"}
    for each in judged:
        bar, figure = each.bar, each.figure
        limits = [value(replace(figure, value=limit)) for limit in (bar.bar, bar.goal)]
        table.add_row(
            bar.name,
            value(figure),
            f"{each.sign}{limits[0]}",
            verdicts[each.holds],
            limits[1],
            reached[each.reaches_goal],
            str(figure.of),
        )
    table.columns[0].no_wrap = False
    for column in table.columns[1:]:
        column.no_wrap = True
    return table


def _waiting(named: Figures) -> Table:
    """Latencies: p50 and p95 per row."""
    table = _table("Milliseconds", "", "p50", "p95", "of")
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
        padding=(0, 0),
        show_edge=False,
    )
    table.add_column(first, no_wrap=True)
    for heading in rest:
        table.add_column(heading, justify="right")
    return table
