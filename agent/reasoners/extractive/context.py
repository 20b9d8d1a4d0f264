"""What has to be quoted along with a unit, so that it is understood and shows what it says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from agent.reasoners.extractive.answer_shape import AnswerShape
from agent.reasoners.extractive.blocks import Block, block_at, length
from agent.reasoners.extractive.question import Question, Shape
from agent.reasoners.extractive.reading import Unit
from agent.reasoners.extractive.scoring import defines

LIST_WORDS = 150  # of a list that is quoted as a whole
SHORT_LIST = 80  # words of a list that is quoted for the sake of one item
TABLE_ROWS = 10  # of a table that is quoted as a whole
EXPLAINED = 90  # words of the paragraph around a sentence
WINDOW: Mapping[Shape, int] = {
    "number": 30,
    "when": 30,
    "person": 30,
    "place": 30,
    "definition": 40,
}
"""The same, for questions that ask for less."""
INTRODUCED = 80  # words of the paragraph that is quoted before a list
CODE_WITHIN = 2  # units after a step, within which its code stands


def with_context(
    question: Question, wanted: AnswerShape, units: Sequence[Unit], at: int
) -> list[int]:
    """The places of a unit and of those that it needs, in order."""
    taken = {at}
    unit = units[at]
    if unit.kind == "row":
        head = block_at(units, at).head
        taken |= {head} if head is not None else set()
    elif unit.kind == "item":
        taken |= _item(units, at) | _list_around(wanted, units, at)
    elif unit.kind == "sentence":
        taken |= _paragraph(units, at, _room(question, unit))
    elif _labelled(units, at):
        taken.add(at - 1)
    return sorted(taken | _shown(wanted, units, max(taken)))


def _room(question: Question, unit: Unit) -> int:
    """Words that may be quoted around a sentence; a definition stands by itself."""
    if question.shape == "definition" and defines(question.subjects, unit) == 1:
        return 0
    return WINDOW.get(question.shape, EXPLAINED)


def introduction(units: Sequence[Unit], block: Block) -> set[int]:
    """The paragraph right before a list, where it is short: the rule that the items spell out."""
    if block.before is None or units[block.members[0]].kind != "item":
        return set()
    first = block.before
    while not units[first].opens:
        first -= 1
    places = range(first, block.before + 1)
    return set(places) if length(units, places) <= INTRODUCED else set()


def _paragraph(units: Sequence[Unit], at: int, most: int) -> set[int]:
    """The sentences around one in its paragraph: what follows; in explanations, what precedes.

    What it leans on is always among them.
    """
    first = last = at
    if units[at].leans and not units[at].opens:
        first, most = at - 1, EXPLAINED
    while _follows(units, last + 1) and length(units, range(first, last + 2)) <= most:
        last += 1
    while (
        most == EXPLAINED
        and not units[first].opens
        and length(units, range(first - 1, last + 1)) <= most
    ):
        first -= 1
    return set(range(first, last + 1))


def _follows(units: Sequence[Unit], at: int) -> bool:
    return at < len(units) and units[at].kind == "sentence" and not units[at].opens


def _item(units: Sequence[Unit], at: int) -> set[int]:
    """All sentences of a list item."""
    first = last = at
    while first and not units[first].opens:
        first -= 1
    while last + 1 < len(units) and units[last + 1].kind == "item" and not units[last + 1].opens:
        last += 1
    return set(range(first, last + 1))


def _labelled(units: Sequence[Unit], at: int) -> bool:
    return units[at].kind == "code" and at > 0 and units[at - 1].kind == "sentence"


def _list_around(wanted: AnswerShape, units: Sequence[Unit], at: int) -> set[int]:
    """The whole list where it is short or asked for, with what introduces it."""
    block = block_at(units, at)
    most = LIST_WORDS if wanted.many or wanted.steps else SHORT_LIST
    if length(units, block.all) <= most:
        return set(block.all) | introduction(units, block)
    return set()


def _shown(wanted: AnswerShape, units: Sequence[Unit], at: int) -> set[int]:
    """The code, list or table that follows a unit, where it is announced or asked for."""
    if at + 1 >= len(units) or units[at].kind not in ("sentence", "item"):
        return set()
    if wanted.steps:
        near = range(at + 1, min(at + 1 + CODE_WITHIN, len(units)))
        code = next((place for place in near if units[place].kind == "code"), None)
        if code is not None:
            return set(range(at + 1, code + 1))
    following = units[at + 1].kind
    if not units[at].announces:
        return set()
    if following == "code":
        return {at + 1}
    if following in ("item", "head", "row"):
        block = block_at(units, at + 1)
        most = LIST_WORDS if following == "item" else 10 * LIST_WORDS
        fits = length(units, block.members) <= most and len(block.members) <= TABLE_ROWS
        return set(block.all) if fits else set()
    return set()
