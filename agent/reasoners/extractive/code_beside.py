"""Adds code and its explanation to each other if they are in different passages."""

from __future__ import annotations

from collections.abc import Sequence

from agent.passage_id import beside
from agent.reasoners.extractive.answer_shape import AnswerShape
from agent.reasoners.extractive.candidates import Taken
from agent.reasoners.extractive.context import CODE_LINES, EXPLAINED, paragraph
from agent.reasoners.extractive.question import Question
from agent.reasoners.extractive.reading import Unit, read
from agent.text.english_words import word_set
from agent.types import Passage

SHOWN_LINES = 12  # of code that is added from another passage
_DOING = word_set("write find show")
"""Stems of verbs that frame a question, but also name a method."""


def with_code(
    question: Question, wanted: AnswerShape, taken: Sequence[Taken], passages: Sequence[Passage]
) -> list[Taken]:
    """The chosen units, with the code of the next passage, or the words of the previous one.

    Code is added if the question asks how or for code and none was chosen; its explanation if only
    code was chosen.
    """
    units = {place: read(passages[place - 1]).units for place, _ in taken}
    chosen = [(place, units[place][at]) for place, ats in taken for at in ats]
    coded = [unit.kind == "code" for _, unit in chosen]
    if not chosen:
        return list(taken)
    if all(coded):
        before = _explanation(taken[0], passages)
        if not before and (question.asks_how or question.effect):
            before = _sentence_on(question, taken[0], passages)
        return [*before, *taken]
    found = []
    if (wanted.steps or wanted.code) and not coded[-1]:
        found = _code(taken[-1], units[taken[-1][0]], passages)
    if any(coded) or not (wanted.steps or wanted.code):
        before = _explanation(taken[0], passages) if coded[0] else []
        return [*before, *_code_before(chosen[0][1], taken[0], passages), *taken, *found]
    if not found and question.asks_how:
        found = _shown(question, taken[0], passages)
    return [*([] if found else _code_before(chosen[0][1], taken[0], passages)), *taken, *found]


def _code_before(unit: Unit, first: Taken, passages: Sequence[Passage]) -> list[Taken]:
    """The code that the passage before ends with, if what was chosen begins its own passage and
    talks about it: "The second line sorts ..."."""
    place, ats = first
    before = _neighbour(passages[place - 1], passages, -1)
    if min(ats) > 0 or not unit.leans or before is None:
        return []
    units = read(passages[before - 1]).units
    at = len(units)
    while at and units[at - 1].kind == "code" and (at == len(units) or units[at].output):
        at -= 1
    lines = sum(one.lines for one in units[at:])
    return [(before, [*range(at, len(units))])] if 0 < lines <= CODE_LINES else []


def _shown(question: Question, first: Taken, passages: Sequence[Passage]) -> list[Taken]:
    """Short code elsewhere in the same chapter that has all that is asked for."""
    asked = _asked(question)
    for place in _chapter(passages[first[0] - 1], passages):
        for at, unit in enumerate(read(passages[place - 1]).units):
            code = unit.kind == "code" and not unit.output and unit.lines <= SHOWN_LINES
            if code and asked and asked <= unit.bag:
                return [(place, [at])]
    return []


def _sentence_on(question: Question, first: Taken, passages: Sequence[Passage]) -> list[Taken]:
    """A sentence in the same chapter about all that is asked for."""
    asked = _asked(question) - question.meant
    for place in _chapter(passages[first[0] - 1], passages):
        units = read(passages[place - 1]).units
        for at, unit in enumerate(units):
            plain = unit.kind == "sentence" and not (unit.fragment or unit.leans or unit.asks)
            if plain and not unit.announces and asked and asked <= unit.bag:
                return [(place, sorted(paragraph(units, at, EXPLAINED)))]
    return []


def _asked(question: Question) -> frozenset[str]:
    """The stems of all that is asked for, with the course's words for it."""
    doing = {term.stem for term in question.terms if term.stem in _DOING}
    return question.subjects | question.meant | doing


def _chapter(own: Passage, passages: Sequence[Passage]) -> list[int]:
    """The places of the relevant passages in the same chapter of a document."""
    chapter = own["document_id"], own["section"].split(" > ")[0]
    return [
        place
        for place, other in enumerate(passages, start=1)
        if other["relevant"] and (other["document_id"], other["section"].split(" > ")[0]) == chapter
    ]


def _code(last: Taken, units: Sequence[Unit], passages: Sequence[Passage]) -> list[Taken]:
    """The code that the next passage begins with, with its output, if what was chosen ends its
    own passage."""
    place, ats = last
    following = _neighbour(passages[place - 1], passages, 1)
    if max(ats) < len(units) - 1 or following is None:
        return []
    code = read(passages[following - 1]).units
    count = 0
    while count < len(code) and code[count].kind == "code" and (not count or code[count].output):
        count += 1
    if not count or code[0].output or sum(unit.lines for unit in code[:count]) > CODE_LINES:
        return []
    return [(following, list(range(count)))]


def _explanation(first: Taken, passages: Sequence[Passage]) -> list[Taken]:
    """The end of the passage before, if code was chosen that begins its own passage."""
    place, ats = first
    before = _neighbour(passages[place - 1], passages, -1)
    if min(ats) > 0 or before is None:
        return []
    units = read(passages[before - 1]).units
    if not units or units[-1].kind != "sentence" or units[-1].fragment:
        return []
    return [(before, sorted(paragraph(units, len(units) - 1, EXPLAINED)))]


def _neighbour(passage: Passage, passages: Sequence[Passage], step: int) -> int | None:
    """The place of the passage right before or after it in its section, if it is relevant."""
    wanted = beside(passage["id"], step)
    return next(
        (
            place
            for place, other in enumerate(passages, start=1)
            if other["relevant"]  # others cannot be cited
            and other["id"] == wanted
            and other["section"] == passage["section"]
        ),
        None,
    )
