"""A table of several arms on the same cases, with differences to the first one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from evals.figure import Figure
from evals.metrics import MEASURES
from evals.report.compare import compare
from evals.report.html_page import as_json
from evals.report.interval import Difference
from evals.report.markdown import table
from evals.report.showing import signed, value

REPORTED = (
    "hit@1 hit@5 MRR recall@5 nDCG@5 false_answers false_refusals right_and_complete partial wrong "
    "key-fact_recall citation_precision statements_quoted_or_supported quotes_that_answer "
    "turn_p50 first_token_p50 prompt_tokens"
).split()
"""The figures of the table, with _ for a space."""


@dataclass(frozen=True, slots=True)
class Row:
    """A figure of all arms; the first arm has no difference."""

    name: str
    figures: list[Figure]
    differences: list[Difference | None]

    def cells(self) -> list[str]:
        """The formatted figures, each with its change; * marks significant ones."""
        return [self.name, *map(self._cell, self.figures, self.differences)]

    def _cell(self, figure: Figure, difference: Difference | None) -> str:
        shown = value(figure)
        if difference is None:
            return shown
        sure = "*" if difference.sure else ""
        low, high = (signed(end, figure.unit) for end in (difference.low, difference.high))
        return f"{shown}  {signed(difference.delta, figure.unit)}{sure} [{low}, {high}]"


def rows(reports: Sequence[Mapping[str, Any]]) -> list[Row]:
    """The table of some reports, without figures that none has."""
    differences = [
        {each.name: each for each in compare(reports[0], report, report["seed"]).differences}
        for report in reports[1:]
    ]
    found = []
    for name in (name.replace("_", " ") for name in REPORTED):
        figures = [Figure(**report["figures"]["all"][name]) for report in reports]
        if any(figure.value for figure in figures):
            found.append(Row(name, figures, [None, *(each.get(name) for each in differences)]))
    return found


def written_table(root: Path, reports: Sequence[Mapping[str, Any]]) -> tuple[list[str], list[Row]]:
    """The headings and rows, written to `arms.json` and `arms.md` in the last arm's folder."""
    headings = [str(report["arm"]) for report in reports]
    found = rows(reports)
    folder = root / reports[-1]["run_id"]
    whole = {
        "arms": headings,
        "runs": [report["run_id"] for report in reports],
        "rows": [asdict(row) for row in found],
        "measures": {row.name: MEASURES[row.name].better for row in found},
    }
    (folder / "arms.json").write_text(as_json(whole), encoding="utf-8")
    text = table(["", *headings], [row.cells() for row in found])
    (folder / "arms.md").write_text(
        f"# {' vs '.join(headings)}\n\n{text}\nEach figure is followed by its change against"
        f" {headings[0]}, case by case, with the 95% interval; * if that excludes 0.\n",
        encoding="utf-8",
    )
    return headings, found
