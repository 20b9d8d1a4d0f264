"""The report as Markdown, short enough for a message or a pull request."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from typing import Any

from evals.metrics import MEASURES
from evals.metrics.verdict import VERDICTS
from evals.report.compare import moved
from evals.report.kind_table import halves_of, kind_tables, listed
from evals.report.showing import interval, number, signed

MOST = 40  # cases per list


def render(report: Mapping[str, Any]) -> str:
    """Figures, thresholds, changes and problems."""
    model = f" ({report['model']})" if report["model"] else ""
    parts = [
        f"# Evaluation {report['run_id']}\n\n{len(report['cases'])} questions from "
        f"`{report['cases_file']}`, mode {report['mode']}{model}, {report['documents']} documents "
        f"({report['chunks']} chunks), {report['seconds']:.0f} s, seed {report['seed']}.\n"
    ]
    if report["bars"]:
        parts.append("## Bars\n\n" + table(*_bars(report["bars"])))
    for name, rows in kind_tables(report["kinds"]):
        parts.append(f"## {name or 'By kind'}\n\n" + table(*_kinds(rows, report["kinds"])))
    parts.append("## Answered or refused\n\n" + table(*_confusion(report["confusion"])))
    parts.append("## Figures\n\n" + table(*_figures(report["figures"])))
    names = listed(report["cases"])
    if report.get("comparison"):
        parts.append(_comparison(report["comparison"], names))
    wrong = [case for case in report["cases"] if case["wrong"] and case["id"] in names]
    lines = [f"- `{c['id']}` {c['turns'][-1]}: {'; '.join(c['wrong'])}" for c in wrong[:MOST]]
    more = [f"- and {len(wrong) - MOST} more"] if len(wrong) > MOST else []
    parts.append(f"## Problems: {len(wrong)}\n\n" + "\n".join([*lines, *more]) + "\n")
    return "\n".join(parts)


def table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table; all columns but the first are numbers."""
    lines = [headings, ["---", *["--:"] * (len(headings) - 1)], *rows]
    return "".join(f"| {' | '.join(_cell(cell) for cell in line)} |\n" for line in lines)


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def _bars(bars: Sequence[Mapping[str, Any]]) -> tuple[list[str], list[list[str]]]:
    verdicts = {True: "met", False: "**MISSED**", None: "-"}
    reached = {True: "reached", False: "not yet", None: "-"}
    rows = [
        [
            bar["name"],
            number(bar["value"], bar["unit"]),
            f"{bar['sign']} {number(bar['bar'], bar['unit'])}",
            verdicts[bar["holds"]],
            number(bar["goal"], bar["unit"]),
            reached[bar["reaches_goal"]],
            str(bar["of"]),
        ]
        for bar in bars
    ]
    return ["", "figure", "bar", "", "goal", "", "counted"], rows


def _kinds(
    rows: Sequence[tuple[str, bool, list[str]]], packed: Sequence[Mapping[str, Any]]
) -> tuple[list[str], list[list[str]]]:
    headings = [h for half in halves_of(packed) for h in (half, *VERDICTS[:-1])]
    return ["", *headings], [[f"**{k}**" if whole else k, *cells] for k, whole, cells in rows]


def _confusion(counted: Mapping[str, Any]) -> tuple[list[str], list[list[str]]]:
    endings = list(counted["to answer"])
    rows = [[ought, *(str(some[ending]) for ending in endings)] for ought, some in counted.items()]
    return ["", *endings], rows


def _figures(named: Mapping[str, Any]) -> tuple[list[str], list[list[str]]]:
    groups = [group for group in ("train", "held-out") if group in named]
    rows = []
    for name, figure in named["all"].items():
        if figure["value"] is None or (figure["unit"] == "mean" and not figure["value"]):
            continue
        halves = [number(named[group][name]["value"], figure["unit"]) for group in groups]
        shown = number(figure["value"], figure["unit"])
        rows.append([name, shown, interval(figure), *halves, str(figure["of"])])
    return ["", "all", "95% interval", *groups, "counted"], rows


def _comparison(found: Mapping[str, Any], names: Container[str]) -> str:
    rows = []
    for each in found["differences"]:
        unit = MEASURES[each["name"]].unit
        if not moved(each):
            continue
        rows.append(
            [
                each["name"],
                number(each["before"], unit),
                number(each["after"], unit),
                signed(each["delta"], unit) + ("*" if each["sure"] else ""),
                f"{signed(each['low'], unit)} – {signed(each['high'], unit)}",
                str(each["of"]),
            ]
        )
    headings = ["", "before", "now", "change", "95% interval", "pairs"]
    changed = table(headings, rows) if rows else "No figure changed.\n"
    lists = [
        f"\n{name}: {len(found[key])}\n\n"
        + "".join(
            f"- `{c['id']}` {c['question']}: {'; '.join(c['what'])}\n"
            for c in found[key]
            if c["id"] in names
        )
        for name, key in (("Broken", "broken"), ("Mended", "mended"))
    ]
    return f"## Compared with {found['base']}\n\n{changed}{''.join(lists)}"
