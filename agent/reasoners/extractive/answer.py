"""An answer made of quotes, laid out for reading."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from agent.reasoner import Cite
from agent.reasoners.extractive.choose import choose
from agent.reasoners.extractive.question import Question
from agent.reasoners.extractive.reading import MARKER, Unit, read
from agent.types import Passage

_CODE_OR_MARK = re.compile(
    r"(?P<code>`+[^`\n]+`+)|(?<![\w\]\\])(?P<marks>!(?=\[)|(?:\[\d{1,3}(?:, ?\d{1,3})*\])+)"
)


def quotes(questions: Sequence[Question], passages: Sequence[Passage]) -> Iterator[str | Cite]:
    """The fewest units that answer, in reading order, each run followed by its citation."""
    chosen = [taken for question in questions for taken in choose(question, passages)]
    between = ""
    for place in dict.fromkeys(place for place, _ in chosen):
        units = read(passages[place - 1]).units
        picked = sorted({at for other, ats in chosen if other == place for at in ats})
        for run in runs(units, picked):
            yield between + quoted(passages[place - 1]["text"], [units[at] for at in run])
            yield Cite(place)
            between = "\n\n"


def quoted(text: str, run: Sequence[Unit]) -> str:
    """A run of units to the letter; a table is closed, so that its citation stays outside.

    A list item that stands alone is shown as a sentence, without its bullet. What would show as a
    citation or as an image is written so that it does not.
    """
    table = [unit for unit in run if unit.kind in ("head", "row")]
    prose = [unit for unit in run if unit.kind not in ("head", "row")]
    said = _said(text, prose)
    if prose and prose[0].kind == "item" and MARKER.match(said) and not _is_list(text, prose):
        said = MARKER.sub("", said, count=1)
    rows = "\n".join(_inert(text[unit.start : unit.end]) for unit in table)
    return "\n\n".join(part for part in (said, rows) if part) + ("\n\n" if rows else "")


def _said(text: str, units: Sequence[Unit]) -> str:
    """Units that stand next to each other, with what stands between them."""
    said = ""
    for at, unit in enumerate(units):
        between = text[units[at - 1].end : unit.start] if at else ""
        part = text[unit.start : unit.end]
        said += between + (part if unit.kind == "code" else _inert(part))
    return said


def _inert(text: str) -> str:
    """Text whose own `[3]` is no citation and whose images are none."""
    return _CODE_OR_MARK.sub(
        lambda found: found["code"] or re.sub(r"[\[!]", r"\\\g<0>", found["marks"]), text
    )


def _is_list(text: str, units: Sequence[Unit]) -> bool:
    """Whether there is more than one item; the later sentences of an item have no bullet."""
    items = [unit for unit in units if unit.kind == "item"]
    return sum(bool(MARKER.match(text, unit.start)) for unit in items) > 1


def runs(units: Sequence[Unit], picked: Sequence[int]) -> Iterator[list[int]]:
    """Units that stand next to each other, and the rows of one table, together."""
    run: list[int] = []
    for at in picked:
        same_table = units[at].kind == "row" and run and units[run[-1]].kind in ("head", "row")
        if run and at != run[-1] + 1 and not same_table:
            yield run
            run = []
        run.append(at)
    if run:
        yield run
