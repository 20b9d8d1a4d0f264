"""The rules of a PDF page: thin lines, across and up, as tables are drawn with."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from ingestion.parsers.pdf.inventory import MOST
from ingestion.parsers.pdf.places import Path

THIN, SHORT = 2.5, 5.0  # points: at most as thick, at least as long
NEAR = 2.0  # points by which the edges of one rule may differ
MOST_LINES = 500  # of a direction; a page with more is a drawing
FEWEST = 6  # rules of the smallest table: two rows of two cells, without an edge


class Rule(NamedTuple):
    """A line at a place, from one point to another along its direction."""

    at: float
    start: float
    end: float

    def covers(self, place: float) -> bool:
        """Whether it goes past a place along its direction."""
        return self.start - NEAR <= place <= self.end + NEAR


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules of a page in both directions."""

    across: Sequence[Rule]
    up: Sequence[Rule]

    @property
    def regular(self) -> bool:
        """Whether all rules of a direction begin and end together: one table without merged
        cells."""
        return all(
            abs(rule.start - some[0].start) <= NEAR and abs(rule.end - some[0].end) <= NEAR
            for some in (self.across, self.up)
            for rule in some
        )

    def joined(self) -> Rules | None:
        """The rules, those that go on in each other as one; None for too many."""
        found = Rules(_joined(self.across), _joined(self.up))
        return found if max(len(found.across), len(found.up)) <= MOST_LINES else None


def rules(paths: Sequence[Path]) -> Rules | None:
    """The rules among the paths of a page; None where there are too few for a table."""
    if len(paths) < FEWEST:
        return None
    across: list[Rule] = []
    up: list[Rule] = []
    for left, low, right, high, _ in paths[:MOST]:
        if high - low <= THIN and right - left >= SHORT:
            across.append(Rule((low + high) / 2, left, right))
        elif right - left <= THIN and high - low >= SHORT:
            up.append(Rule((left + right) / 2, low, high))
    if len(across) + len(up) < FEWEST or not (across and up):
        return None
    return Rules(across, up)


def _joined(found: Sequence[Rule]) -> list[Rule]:
    """The rules, those that go on in each other as one."""
    lines: list[list[Rule]] = []
    for rule in sorted(found, key=lambda rule: rule.at):
        if lines and rule.at - lines[-1][0].at <= NEAR:
            lines[-1].append(rule)
        else:
            lines.append([rule])
    return [rule for line in lines for rule in _along(line)]


def _along(line: Sequence[Rule]) -> Iterable[Rule]:
    at = sum(rule.at for rule in line) / len(line)
    start = end = None
    for rule in sorted(line, key=lambda rule: rule.start):
        if start is None or end is None or rule.start > end + NEAR:
            if start is not None and end is not None:
                yield Rule(at, start, end)
            start, end = rule.start, rule.end
        else:
            end = max(end, rule.end)
    if start is not None and end is not None:
        yield Rule(at, start, end)
