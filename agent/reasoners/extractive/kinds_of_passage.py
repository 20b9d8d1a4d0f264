"""What the kind of a passage says against its probability: a teaser is no answer, whatever its
words; the entry on a pasted error is one."""

from __future__ import annotations

import re
from collections.abc import Sequence

from agent.reasoner import Turn
from agent.reasoners.extractive.asides import is_teaser, is_wordless
from agent.reasoners.extractive.error_notes import NAME, is_entry, is_on, mentions
from agent.reasoners.extractive.features import Credits
from agent.reasoners.extractive.lacking import meets_condition
from agent.reasoners.extractive.question import Question
from agent.reasoners.extractive.reading import read
from agent.reasoners.extractive.same_code import asked_code, has_code
from agent.search.neighbours import answer_of, explained_by
from agent.types import Passage
from agent.understanding.pasted_error import pasted_error

SYMPTOM = 0.5  # of the weight of a message that a sentence must have
FEWEST = 3  # of its words
_REPORTS = re.compile(
    r"\b(?:says?|said|g[ei]ves?|gave|gets?|got|getting|shows?|throws?|raises?|reports?|crash\w*|ends?"
    r"|stops?|keeps?|have|having|complains?)\b",
    re.IGNORECASE,
)
_ASKS = re.compile(r"\b(?:what|which|how|why|when|where|who)\b", re.IGNORECASE)


def states_symptom(question: Question, passage: Passage) -> bool:
    """Whether a sentence tells what a message tells: "PowerShell says that scripts are disabled".

    Only of a message that asks nothing; what is behind such a sentence is its cure.
    """
    asks = question.shape != "other" or question.decides or _ASKS.search(question.text)
    if asks or question.context:
        return False
    credits = Credits(question, read(passage))
    own = [term.stem for term in question.terms if not term.framing]
    units = read(passage).units
    for at, unit in enumerate(units):
        behind = units[at + 1 : at + 2]  # the cure may repeat a word of it
        told = unit.bag.union(*(one.bag for one in behind if not one.opens))
        if (
            unit.kind in ("sentence", "item")
            and len(unit.bag.intersection(own)) >= FEWEST
            and credits.share(told) >= SYMPTOM
        ):
            return True
    return False


def is_on_reported_error(question: Question, passage: Passage) -> bool:
    """Whether a section is on the error that a message reports: "my script says KeyError, what
    now"."""
    named = NAME.search(question.text)
    reports = question.shape == "other" and not question.decides and _REPORTS.search(question.text)
    return bool(named and reports and is_on(passage, named[0]))


def relevant_by_kind(question: Question, turn: Turn, likely: Sequence[bool]) -> list[bool]:
    """The verdicts on the turn's passages; `likely` are those by probability.

    What stands right before relevant code explains it, and the answer behind a question answers it.
    """
    pairs = list(zip(turn.passages, likely, strict=True))
    answers = {answer_of(passage) for passage, kept in pairs if kept}
    explaining = {(explained_by(passage), passage["section"]) for passage, kept in pairs if kept}
    error = pasted_error(turn.question) if turn.kind == "error" else None
    code = asked_code(turn.question)
    named = [bool(error and mentions(passage, error)) for passage in turn.passages]
    if any(named):  # what does not mention the error is about another one
        at_all = any(kept and one for kept, one in zip(likely, named, strict=True))
        pairs = [
            (passage, one and (kept or not at_all))
            for (passage, kept), one in zip(pairs, named, strict=True)
        ]
    return [
        (
            (kept or passage["id"] in answers or (passage["id"], passage["section"]) in explaining)
            and meets_condition(question, passage)
            and not (is_teaser(question.text, passage) or is_wordless(passage))
        )
        or bool(error and is_entry(passage, error))
        or states_symptom(question, passage)
        or is_on_reported_error(question, passage)
        or bool(code and has_code(code, passage["text"]))
        for passage, kept in pairs
    ]
