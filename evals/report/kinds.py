"""What became of each kind of question, by set and half: the table that a reader looks at first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from evals.golden.cases import Split, Wanted
from evals.metrics.verdict import VERDICTS, Verdict, verdict
from evals.outcome import Outcome

SPLITS: tuple[Split, ...] = ("train", "held-out")
WANTED: dict[str, Wanted] = {
    "to answer": "answer",
    "to refuse": "refusal",
    "to reply to": "reply",
    "to quiz or hint": "exercise",
}
"""How reports name what a student should have got."""


@dataclass(frozen=True, slots=True)
class Row:
    """How many questions of one kind, set and half became what."""

    set: str
    kind: str  # of question, or what was wanted: a key of WANTED
    split: Split
    whole: bool  # whether it sums up all kinds of which the same was wanted
    cases: int
    verdicts: dict[Verdict, int]

    def packed(self) -> dict[str, Any]:
        """JSON-ready."""
        return asdict(self)


def rows(outcomes: Sequence[Outcome]) -> list[Row]:
    """Set by set, first the sums and then each kind, in the order in which they were asked."""
    found = []
    for name in dict.fromkeys(outcome.set for outcome in outcomes):
        members = [outcome for outcome in outcomes if outcome.set == name]
        sums = {said: [o for o in members if o.case.wanted == w] for said, w in WANTED.items()}
        kinds = {
            kind: [o for o in members if o.case.kind == kind]
            for kind in dict.fromkeys(o.case.kind for o in members)
        }
        for whole, groups in ((True, sums), (False, kinds)):
            for group, some in groups.items():
                found += [_row(name, group, split, whole, some) for split in SPLITS]
    return [row for row in found if row.cases]


def shares(row: Mapping[str, Any]) -> list[str]:
    """The cells of a packed row: how many questions, and the share of each verdict; a turn that
    failed shows by what is lacking to 100%."""
    counted = [row["verdicts"][name] for name in VERDICTS if name != "failed"]
    return [
        str(row["cases"]),
        *(f"{count / row['cases']:.0%}" if count else "-" for count in counted),
    ]


def _row(name: str, group: str, split: Split, whole: bool, some: Sequence[Outcome]) -> Row:
    found = [verdict(outcome) for outcome in some if outcome.case.split == split]
    counted = {each: found.count(each) for each in VERDICTS}
    return Row(name, group, split, whole, len(found), counted)
