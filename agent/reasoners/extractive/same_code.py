"""Finds the code that a question asks the result of: the materials show its output beside it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from agent.reasoners.extractive.answer_shape import AnswerShape
from agent.reasoners.extractive.candidates import Candidate, Choice
from agent.reasoners.extractive.context import with_context
from agent.reasoners.extractive.question import Question
from agent.understanding.inline_code import code_spans
from agent.understanding.pasted_code import pasted_code

_RESULT = re.compile(
    r"\bwhat(?:'?s| is| are| does| do| will| would| comes?| did| happens)\b.*?\b(?:get|gives?"
    r"|returns?|prints?|output|results?|out|evaluates?|value|happens?|shows?|be|come)\b"
    r"|\b(?:output|result)\s*(?:of\b|\?|$)|\bwhat (?:comes out|happens)\b",
    re.IGNORECASE | re.DOTALL,
)
_SPACES = re.compile(r"[\s`]+")
_SPECIFIC = re.compile(r"[\[(].*(?:\d|[:,=*+-]|').*[\])]")
_ASSIGNS = re.compile(r"[\w,.]+=(?!=)")
_VALUE = r"""-?(?:\d+(?:\.\d+)?|'[^'\n]*'|"[^"\n]*")"""
_SIGN = r"\s*(?:\*\*|//|==|!=|<=|>=|[-+*/%<>])\s*"
_EXPRESSION = re.compile(rf"(?<![\w.)\]'\"-]){_VALUE}(?:{_SIGN}{_VALUE})+(?![\w(\[])")
"""Signs between numbers or texts: -7 // 2."""
_WHAT_IS = re.compile(rf"\W*(?:so )?what(?:'?s| is) (?:python )?{_EXPRESSION.pattern}\W*", re.I)
_SHORTEST = 5  # letters of a call or subscript that is looked for


def asked_code(text: str) -> tuple[str, ...]:
    """The calls, subscripts and lines of code, without spaces, whose result a message asks for."""
    if _WHAT_IS.fullmatch(text):
        return tuple(map(_squeezed, _EXPRESSION.findall(text)))
    if not _RESULT.search(text):
        return ()
    pasted = pasted_code(text)
    if not pasted and (found := _EXPRESSION.findall(text)):
        return tuple(map(_squeezed, found))
    lines = pasted.code.splitlines() if pasted else []
    lines = [line for line in lines if not _ASSIGNS.match(_squeezed(line))] or lines
    whole = "".join(map(_squeezed, lines))
    inside = [_squeezed(span) for line in lines or [text] for span in code_spans(line)]
    outer = [span for span in inside if not any(span in one for one in inside if one != span)]
    special = [span for span in outer if len(span) >= _SHORTEST and _SPECIFIC.search(span)]
    return tuple(dict.fromkeys([*special, whole] if whole else special))


def has_code(code: Sequence[str], text: str) -> bool:
    """Whether a passage has one of them, to the letter but for spaces and kinds of quotes; "7 // 2"
    is not in "-7 // 2"."""
    return any(_has(one, text) for one in code)


def _has(code: str, text: str) -> bool:
    if not _EXPRESSION.fullmatch(code):
        return code in _squeezed(text)
    signs = r"\s*".join(map(re.escape, code))
    return bool(re.search(rf"(?<![\w.'-]){signs}(?![\w.']*\d)", text.replace('"', "'")))


def with_result(
    question: Question, wanted: AnswerShape, pool: Sequence[Candidate]
) -> Choice | None:
    """The example that has the code, with what it prints; None if there is none."""
    for one in sorted(question.code, key=len, reverse=True):
        showing = [c for c in pool if _has(one, _text(c))]
        if best := max(showing, key=lambda c: (_shows_result(c), c.score), default=None):
            choice, row = Choice(), best.unit.kind == "row"
            places = with_context(question, wanted, best.source.units, best.at, clear=row)
            choice.add(best.source, places)
            return choice
    return None


def _shows_result(candidate: Candidate) -> bool:
    """Whether the unit is an example with its result: a row, or code with its output."""
    units, after = candidate.source.units, candidate.at + 1
    printed = after < len(units) and units[after].output
    return candidate.unit.kind == "row" or (candidate.unit.kind == "code" and printed)


def _text(candidate: Candidate) -> str:
    unit = candidate.unit
    return candidate.source.passage["text"][unit.start : unit.end]


def _squeezed(text: str) -> str:
    return _SPACES.sub("", text).replace('"', "'")
