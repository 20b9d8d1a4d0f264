"""The context quoted along with a unit, so that it can be understood.

A paragraph, a short list and a small table stay whole; an explanation brings its code, and code
its explanation and its output; a short slide or section is quoted whole.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from agent.reasoners.extractive.answer_shape import AnswerShape
from agent.reasoners.extractive.blocks import Block, block_at, length
from agent.reasoners.extractive.defining import defines
from agent.reasoners.extractive.question import Question
from agent.reasoners.extractive.question_shape import Shape
from agent.reasoners.extractive.reading import Unit
from agent.reasoners.extractive.scoring import LOOKED_UP, named_by

LIST_WORDS = 160  # of a list that is quoted as a whole
LIST_ITEMS = 9
TABLE_ROWS = 9  # of a table that is quoted as a whole
WHOLE = 60  # words of a passage that is quoted whole
EXPLAINED = 95  # words of the paragraph around a sentence
WINDOW: Mapping[Shape, int] = {
    "number": 55,
    "when": 55,
    "person": 55,
    "place": 55,
    "definition": 75,
}
"""The same, for questions with shorter answers."""
EXACT = frozenset(WINDOW) - {"definition"}
NAMED = 0.9  # of a row's label, from which the row alone is the answer
DEFINED = 45  # words around a sentence that defines what is asked for
INTRODUCED = 80  # words of the paragraph that is quoted before a list
TALKED_LINES = 10  # of the code that a quoted paragraph talks about
BETWEEN_LINES = 8  # of the code between code and its explanation, which are quoted along
CODE_LINES = 24  # of a block of code that is quoted along with its explanation


def with_context(
    question: Question,
    wanted: AnswerShape,
    units: Sequence[Unit],
    at: int,
    *,
    clear: bool = False,
) -> list[int]:
    """The places of a unit and its context, in order.

    `clear`: the unit is a row far better than the others of its table.
    """
    unit = units[at]
    if question.shape not in EXACT and (whole := _whole(question, units)):
        return whole
    if unit.kind == "row":
        return sorted(_table(units, at, alone=clear or _alone(question, wanted, unit)))
    if unit.kind == "item":
        taken = _list(units, at)
    elif unit.kind == "code":
        taken = {at} | _explained(units, at)
    else:
        taken = paragraph(units, at, _room(question, unit), back=question.shape not in EXACT)
        if question.shape not in EXACT:
            taken |= _talked_of(units, min(taken))
        taken |= _announced(units, max(taken))
    return sorted(taken | code_after(wanted, units, taken))


def _alone(question: Question, wanted: AnswerShape, unit: Unit) -> bool:
    """Whether a single row is asked for: "office hours" among the course's facts."""
    named = len(unit.label) > 1 and named_by(question, unit.label) >= NAMED
    return question.shape in LOOKED_UP and (named or not wanted.many)


def _room(question: Question, unit: Unit) -> int:
    """Number of words that may be quoted around a sentence; few around a definition."""
    if question.effect:
        return EXPLAINED
    if question.shape == "definition" and defines(question.subjects, unit) == 1:
        return DEFINED
    return WINDOW.get(question.shape, EXPLAINED)


def introduction(units: Sequence[Unit], block: Block) -> set[int]:
    """The paragraph right before a list, if it is short: the rule that the items detail."""
    if block.before is None or units[block.members[0]].kind != "item":
        return set()
    first = block.before
    while not units[first].opens:
        first -= 1
    places = range(first, block.before + 1)
    return set(places) if length(units, places) <= INTRODUCED else set()


def _whole(question: Question, units: Sequence[Unit]) -> list[int]:
    """All of a short passage except stray labels; for a definition, only of a slide."""
    places = [at for at, unit in enumerate(units) if unit.kind != "heading"]
    prose = any(unit.kind == "sentence" and not unit.fragment for unit in units)
    if prose and question.shape == "definition":
        return []
    code = sum(units[at].lines for at in places if units[at].kind == "code")
    if length(units, places) > WHOLE or code > CODE_LINES:
        return []
    return [at for at in places if not units[at].fragment] or places


def _table(units: Sequence[Unit], at: int, *, alone: bool) -> set[int]:
    """The whole table of a row if it is small and not `alone`; else the header and the row."""
    block = block_at(units, at)
    if not alone and len(block.members) <= TABLE_ROWS:
        return {*block.all}
    return {at} if block.head is None else {block.head, at}


def _list(units: Sequence[Unit], at: int) -> set[int]:
    """The whole list of an item with its introduction, if it is short; else the item."""
    block = block_at(units, at)
    items = sum(units[member].opens for member in block.members)
    if items <= LIST_ITEMS and length(units, block.all) <= LIST_WORDS:
        return {*block.all} | introduction(units, block)
    first = last = at
    while first and not units[first].opens:
        first -= 1
    while last + 1 < len(units) and units[last + 1].kind == "item" and not units[last + 1].opens:
        last += 1
    return set(range(first, last + 1))


def paragraph(units: Sequence[Unit], at: int, most: int, *, back: bool = True) -> set[int]:
    """The paragraph of a sentence, up to `most` words: the sentences that it refers to, then
    those that follow, then (`back`) those before."""
    first = last = at
    while units[first].leans and not units[first].opens:
        first -= 1
    if units[first].leans and first and units[first - 1].kind == "sentence":
        first -= 1
        while not units[first].opens:
            first -= 1
    while _follows(units, last + 1) and length(units, range(first, last + 2)) <= most:
        last += 1
    while back and not units[first].opens and length(units, range(first - 1, last + 1)) <= most:
        first -= 1
    return set(range(first, last + 1))


def _follows(units: Sequence[Unit], at: int) -> bool:
    return at < len(units) and units[at].kind == "sentence" and not units[at].opens


def _explained(units: Sequence[Unit], at: int) -> set[int]:
    """The explanation before a block of code, even before other code; for an output, its code,
    too."""
    first = at
    while first and units[first].output and units[first - 1].kind == "code":
        first -= 1
    found = set(range(first, at))
    above = first - 1
    while above > 0 and units[above].kind == "code":
        above -= 1
    if above >= 0 and units[above].kind == "sentence":
        between = range(above + 1, first)
        if sum(units[each].lines for each in between) <= BETWEEN_LINES:
            found |= set(between)
        found |= paragraph(units, above, EXPLAINED)
    return found


def _talked_of(units: Sequence[Unit], first: int) -> set[int]:
    """The code before a paragraph that talks about it ("This prints ..."), with its explanation."""
    if not first or not units[first].leans or units[first - 1].kind != "code":
        return set()
    code = {first - 1} | _explained(units, first - 1)
    lines = sum(units[at].lines for at in code)
    return code if lines <= TALKED_LINES and length(units, sorted(code)) <= INTRODUCED else set()


def _announced(units: Sequence[Unit], at: int) -> set[int]:
    """The list or table that a sentence announces, if it is short, or a line of code or a formula
    among the text."""
    if at + 1 >= len(units) or not units[at].announces:
        return set()
    if units[at + 1].kind == "sentence" and units[at + 1].fragment:
        return {at + 1}
    if units[at + 1].kind not in ("item", "head", "row"):
        return set()
    block = block_at(units, at + 1)
    if units[at + 1].kind == "item":
        return set(block.all) if length(units, block.members) <= LIST_WORDS else set()
    return set(block.all) if len(block.members) <= TABLE_ROWS else set()


def code_after(wanted: AnswerShape, units: Sequence[Unit], taken: Iterable[int]) -> set[int]:
    """The code right after the quoted units, with its output, if it is wanted."""
    last = max(taken)
    found: set[int] = set()
    if units[last].kind != "code":
        following = next(iter(range(last + 1, len(units))), None)
        if following is None or units[following].kind != "code":
            return set()
        asked = wanted.steps or units[last].announces or wanted.code
        if not asked or units[following].lines > CODE_LINES:
            return set()
        found.add(following)
        last = following
    while last + 1 < len(units) and (units[last + 1].output or _goes_on(units, found, last + 1)):
        last += 1
        found.add(last)
    return found


def _goes_on(units: Sequence[Unit], found: set[int], at: int) -> bool:
    """Whether code goes on in the next block, as in notebooks that show what code prints: none of
    it has printed anything so far."""
    printed = any(units[each].output for each in found)
    if not found or printed or units[at].kind != "code" or not any(u.output for u in units[at:]):
        return False
    return sum(units[each].lines for each in {*found, at}) <= TALKED_LINES
