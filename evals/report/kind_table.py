"""The verdicts by kind of question, set and half: the first table of a report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from evals.case_outcome import Outcome
from evals.golden.cases import NATURAL, NATURAL_REAL, SAMPLE, Split, Wanted
from evals.metrics.verdict import VERDICTS, Verdict, verdict

SPLITS: tuple[Split, ...] = ("train", "held-out")
OURS = frozenset(path.stem for path in (SAMPLE, NATURAL, NATURAL_REAL))
WANTED: dict[str, Wanted] = {
    "to answer": "answer",
    "to refuse": "refusal",
    "to reply to": "reply",
    "to quiz or hint": "exercise",
}
"""The names in reports of what a student should get."""


@dataclass(frozen=True, slots=True)
class Row:
    """The verdicts on the questions of one kind, set and half."""

    set: str
    kind: str  # of question, or a key of WANTED
    split: Split
    whole: bool  # whether it is the sum of all kinds with the same wanted result
    cases: int
    verdicts: dict[Verdict, int]

    def packed(self) -> dict[str, Any]:
        """JSON-ready."""
        return asdict(self)


def rows(outcomes: Sequence[Outcome]) -> list[Row]:
    """By set, first the sums and then each kind, in the order of the questions."""
    found = []
    for name in dict.fromkeys(outcome.set for outcome in outcomes):
        members = [outcome for outcome in outcomes if outcome.set == name]
        sums = {name: [o for o in members if o.case.wanted == w] for name, w in WANTED.items()}
        kinds = {
            kind: [o for o in members if o.case.kind == kind]
            for kind in dict.fromkeys(o.case.kind for o in members)
        }
        for whole, groups in ((True, sums), (False, kinds)):
            for group, some in groups.items():
                found += [_row(name, group, split, whole, some) for split in SPLITS]
    return [row for row in found if row.cases]


Table = list[tuple[str, bool, list[str]]]
"""Rows of a kind, whether it is a sum, and the cells of each half."""


def kind_tables(packed: Sequence[Mapping[str, Any]]) -> list[tuple[str, Table]]:
    """Each set's name and table, from packed rows."""
    halves = halves_of(packed)
    tables: dict[str, Table] = {}
    for row in packed:
        table = tables.setdefault(row["set"], [])
        if not any((kind, whole) == (row["kind"], row["whole"]) for kind, whole, _ in table):
            like = {name: row[name] for name in ("set", "kind", "whole")}
            same = [each for each in packed if like.items() <= each.items()]
            cells = [_cells(same, split) for split in halves]
            table.append((row["kind"], row["whole"], [cell for half in cells for cell in half]))
    return list(tables.items())


def halves_of(packed: Sequence[Mapping[str, Any]]) -> list[Split]:
    """The halves that occur in rows."""
    return [split for split in SPLITS if any(row["split"] == split for row in packed)]


def listed(cases: Sequence[Mapping[str, Any]]) -> set[str]:
    """The ids of the cases that lists may name: the train half, or all of a file without halves.

    For the held-out half only figures are shown, so that nothing is fitted to its questions. In our
    own sets it stays hidden even if nothing else was asked.
    """
    train = {case["id"] for case in cases if case["split"] == "train"}
    return train or {case["id"] for case in cases if case["set"] not in OURS}


def _cells(rows: Sequence[Mapping[str, Any]], split: Split) -> list[str]:
    """The number of questions, and the share of each verdict; failed turns are the rest to 100%."""
    row = next((row for row in rows if row["split"] == split), None)
    if row is None:
        return ["-"] * len(VERDICTS)
    of = row["cases"]
    counted = [row["verdicts"][name] for name in VERDICTS if name != "failed"]
    return [str(of), *(f"{count / of:.0%}" if count else "-" for count in counted)]


def _row(name: str, group: str, split: Split, whole: bool, some: Sequence[Outcome]) -> Row:
    found = [verdict(outcome) for outcome in some if outcome.case.split == split]
    counted = {each: found.count(each) for each in VERDICTS}
    return Row(name, group, split, whole, len(found), counted)
