"""What the kind of a passage says against its probability: a teaser is no answer, whatever its
words; the entry on a pasted error is one."""

from __future__ import annotations

from collections.abc import Sequence

from agent.reasoner import Turn
from agent.reasoners.extractive.asides import is_teaser, is_wordless
from agent.reasoners.extractive.error_notes import is_entry, mentions
from agent.reasoners.extractive.lacking import meets_condition
from agent.reasoners.extractive.question import Question
from agent.reasoners.extractive.same_code import asked_code, has_code
from agent.search.neighbours import answer_of, explained_by
from agent.understanding.pasted_error import pasted_error


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
        or bool(code and has_code(code, passage["text"]))
        for passage, kept in pairs
    ]
