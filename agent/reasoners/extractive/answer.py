"""Lays out an answer made of quotes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from agent.reasoner import Cite
from agent.reasoners.extractive.choose import choose
from agent.reasoners.extractive.question import Question
from agent.reasoners.extractive.reading import MARKER, Unit, read
from agent.types import Passage

_CODE_OR_MARK = re.compile(
    r"(?P<code>`+[^`\n]+`+)|(?<![\w\]\\])(?P<marks>!(?=\[)|(?:\[\d{1,3}(?:, ?\d{1,3})*\])+)"
)


def quotes(questions: Sequence[Question], passages: Sequence[Passage]) -> Iterator[str | Cite]:
    """The fewest units that answer, in reading order, each run followed by its citation.

    If an answer from each of several courses is wanted, each is below its course's name.
    """
    chosen = [taken for question in questions for taken in choose(question, passages)]
    places = list(dict.fromkeys(place for place, _ in chosen))
    courses = dict.fromkeys(passages[place - 1]["course"] for place in places)
    grouped = len(courses) > 1 and any(question.each_course for question in questions)
    if grouped:
        places.sort(key=lambda place: [*courses].index(passages[place - 1]["course"]))
    between, above = "", ""
    for place in places:
        units, course = read(passages[place - 1]).units, passages[place - 1]["course"]
        if grouped and course != above:
            yield f"{between}**{course}**"
            between, above = "\n\n", course
        picked = sorted({at for other, ats in chosen if other == place for at in ats})
        for run in runs(units, picked):
            yield between + quoted(passages[place - 1]["text"], [units[at] for at in run])
            yield Cite(place)
            between = "\n\n"


def quoted(text: str, run: Sequence[Unit]) -> str:
    """A run of units, verbatim and in order; a table at its end is closed, so that its citation
    stays outside.

    A single list item is shown as a sentence, without its bullet. Text that would render as a
    citation or an image is escaped.
    """
    parts = [
        _rows(text, list(units)) if is_table else _prose(text, list(units))
        for is_table, units in groupby(run, _in_table)
    ]
    return "\n\n".join(filter(None, parts)) + ("\n\n" if _in_table(run[-1]) else "")


def _in_table(unit: Unit) -> bool:
    return unit.kind in ("head", "row")


def _rows(text: str, units: Sequence[Unit]) -> str:
    return "\n".join(_inert(text[unit.start : unit.end]) for unit in units)


def _prose(text: str, units: Sequence[Unit]) -> str:
    result = _joined(text, units)
    if units[0].kind == "item" and MARKER.match(result) and not _is_list(text, units):
        return MARKER.sub("", result, count=1)
    return result


def _joined(text: str, units: Sequence[Unit]) -> str:
    """Adjacent units with the text between them."""
    result = ""
    for at, unit in enumerate(units):
        between = text[units[at - 1].end : unit.start] if at else ""
        part = text[unit.start : unit.end]
        result += between + (part if unit.kind == "code" else _inert(part))
    return result


def _inert(text: str) -> str:
    """Text with its own `[3]` and images escaped."""
    return _CODE_OR_MARK.sub(
        lambda found: found["code"] or re.sub(r"[\[!]", r"\\\g<0>", found["marks"]), text
    )


def _is_list(text: str, units: Sequence[Unit]) -> bool:
    """Whether there is more than one item; the later sentences of an item have no bullet."""
    items = [unit for unit in units if unit.kind == "item"]
    return sum(bool(MARKER.match(text, unit.start)) for unit in items) > 1


def runs(units: Sequence[Unit], picked: Sequence[int]) -> Iterator[list[int]]:
    """Groups adjacent units, and the rows of one table."""
    run: list[int] = []
    for at in picked:
        same_table = units[at].kind == "row" and run and units[run[-1]].kind in ("head", "row")
        if run and at != run[-1] + 1 and not same_table:
            yield run
            run = []
        run.append(at)
    if run:
        yield run
