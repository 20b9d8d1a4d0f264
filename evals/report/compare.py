"""Comparison of two runs on the same cases: figures, regressions and fixes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from evals.figure import Values
from evals.metrics import MEASURES
from evals.report.interval import Difference, paired

COSTS = ("ms", "mean")  # units of figures that vary from run to run
NOTABLE = 0.1  # notable relative change of such a figure


@dataclass(frozen=True, slots=True)
class Changed:
    """A case with a new problem, or without an old one."""

    id: str
    question: str
    what: list[str]


@dataclass(frozen=True, slots=True)
class Comparison:
    """The changes of a run against another."""

    base: str
    differences: list[Difference]
    broken: list[Changed]
    mended: list[Changed]
    only_here: int
    only_there: int

    def packed(self) -> dict[str, Any]:
        """Ready for JSON."""
        rows = [asdict(each) | {"sure": each.sure} for each in self.differences]
        return asdict(self) | {"differences": rows}


def compare(before: Mapping[str, Any], after: Mapping[str, Any], seed: int) -> Comparison:
    """Compare two reports (the JSON of `report.document`) over cases with equal id and turns."""
    old = {case["id"]: case for case in before["cases"]}
    new = {case["id"]: case for case in after["cases"]}
    both = [id_ for id_ in new if id_ in old and old[id_]["turns"] == new[id_]["turns"]]
    differences = [
        found
        for name, measure in MEASURES.items()
        if (found := paired(measure, _values(old, both, name), _values(new, both, name), seed))
    ]
    pairs = [(old[id_], new[id_]) for id_ in both]
    return Comparison(
        base=str(before["run_id"]),
        differences=differences,
        broken=_changed(pairs),
        mended=_changed([(there, here) for here, there in pairs]),
        only_here=len(new) - len(both),
        only_there=len(old) - len(both),
    )


def notable(differences: Sequence[Difference]) -> list[Difference]:
    """The figures that moved."""
    return [each for each in differences if moved(asdict(each) | {"sure": each.sure})]


def moved(difference: Mapping[str, Any]) -> bool:
    """Whether a figure moved; time and cost must change significantly and by 10%."""
    if MEASURES[difference["name"]].unit not in COSTS:
        return bool(difference["delta"])
    enough = abs(difference["delta"]) >= NOTABLE * abs(difference["before"] or 0.0)
    return bool(difference["sure"] and enough and abs(difference["delta"]) >= 1)


def _values(cases: Mapping[str, Any], ids: Sequence[str], name: str) -> dict[str, Values]:
    return {id_: cases[id_]["values"].get(name, []) for id_ in ids}


def _changed(pairs: Sequence[tuple[Mapping[str, Any], Mapping[str, Any]]]) -> list[Changed]:
    found = []
    for before, after in pairs:
        fresh = [
            each for each in after["wrong"] if _label(each) not in map(_label, before["wrong"])
        ]
        if fresh:
            found.append(Changed(after["id"], after["turns"][-1], fresh))
    return found


def _label(problem: str) -> str:
    return problem.split(": ")[0]
