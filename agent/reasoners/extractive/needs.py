"""What has to be quoted along with a unit, so that it is understood and shows what it says."""

from __future__ import annotations

from collections.abc import Sequence

from agent.reasoners.extractive.question import Question
from agent.reasoners.extractive.reading import Unit

LIST_WORDS = 150  # of a list that is quoted as a whole
TABLE_ROWS = 8


def with_needed(question: Question, units: Sequence[Unit], at: int) -> list[int]:
    """The places of a unit and of those that it needs, in order."""
    taken = {at}
    unit = units[at]
    if unit.kind == "row":
        taken |= _header(units, at)
    elif unit.kind == "item":
        taken |= _list_around(question, units, at)
    elif unit.leans and at and units[at - 1].kind in ("sentence", "item"):
        taken.add(at - 1)
    return sorted(taken | _shown(question, units, max(taken)))


def _header(units: Sequence[Unit], at: int) -> set[int]:
    """The header of the table that a row belongs to."""
    first = at
    while first and units[first - 1].kind == "row":
        first -= 1
    return {first - 1} if first and units[first - 1].kind == "head" else set()


def _list_around(question: Question, units: Sequence[Unit], at: int) -> set[int]:
    """What introduces a list item, and its fellows where the question wants them all."""
    first, last = _list_bounds(units, at)
    lead = first and units[first - 1].kind == "sentence" and units[first - 1].announces
    words = sum(len(unit.order) for unit in units[first : last + 1])
    whole = question.shape in ("list", "howto") and words <= LIST_WORDS
    return ({first - 1} if lead else set()) | (set(range(first, last + 1)) if whole else set())


def _shown(question: Question, units: Sequence[Unit], at: int) -> set[int]:
    """The code, list or table that follows a unit, where it is announced or asked for."""
    if at + 1 >= len(units) or units[at].kind not in ("sentence", "item"):
        return set()
    following, announces = units[at + 1].kind, units[at].announces
    if following == "code" and (announces or question.shape == "howto"):
        return {at + 1}
    if question.shape == "howto" and _announces_code(units, at + 1):
        return {at + 1, at + 2}
    if not announces:
        return set()
    if following == "item":
        first, last = _list_bounds(units, at + 1)
        words = sum(len(unit.order) for unit in units[first : last + 1])
        return set(range(first, last + 1)) if words <= LIST_WORDS else set()
    if following == "head":
        last = at + 1
        while last + 1 < len(units) and units[last + 1].kind == "row":
            last += 1
        return set(range(at + 1, last + 1)) if last - at - 1 <= TABLE_ROWS else set()
    return set()


def _announces_code(units: Sequence[Unit], at: int) -> bool:
    return units[at].announces and at + 1 < len(units) and units[at + 1].kind == "code"


def _list_bounds(units: Sequence[Unit], at: int) -> tuple[int, int]:
    """The first and the last unit of the list around an item."""
    first = last = at
    while first and units[first - 1].kind == "item":
        first -= 1
    while last + 1 < len(units) and units[last + 1].kind == "item":
        last += 1
    return first, last
