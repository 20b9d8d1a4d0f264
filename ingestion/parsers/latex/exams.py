r"""The document class exam: its questions as numbered lists, without the solutions it hides."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

EXAM = re.compile(r"\\documentclass(?:\[(?P<options>[^\]]*)\])?\{exam\}")
PIECE = re.compile(r"\A(?!.*\\documentclass).*\\(?:titled)?question(?![A-Za-z])", re.DOTALL)
SOLUTION = re.compile(r"\\begin\{(solution(?:orbox|orlines|ordottedlines|orgrid)?)\}")
LABELS = {
    "questions": r"\arabic*.", "parts": r"(\alph*)", "subparts": r"\roman*.",
    "subsubparts": r"(\Alph*)", "choices": r"\Alph*.", "oneparchoices": r"\Alph*.",
    "checkboxes": "☐", "oneparcheckboxes": "☐",
}  # fmt: skip
BEGUN = re.compile(rf"\\begin\{{({'|'.join(LABELS)})\}}")
ENDED = re.compile(rf"\\end\{{(?:{'|'.join(LABELS)})\}}")
POINTS = r"(?![A-Za-z])(?:\s*\[([^\[\]]*)\])?\s*"
QUESTION = re.compile(r"\\(?:bonus)?question" + POINTS)
PART = re.compile(r"\\(?:bonus)?(?:sub){0,2}part" + POINTS)
TITLED = re.compile(r"\\titledquestion\s*\{([^{}]*)\}(?:\s*\[([^\[\]]*)\])?\s*")
CHOICE = re.compile(r"\\(?:choice|CorrectChoice|correctchoice)(?![A-Za-z])")
GAP = re.compile(r"\\fillin(?![A-Za-z])\s*(?:\[[^\[\]]*\]\s*){0,2}")
SPACE = re.compile(
    r"\\(?:droppoints|answerline|fill(?:withlines|withdottedlines|withgrid)|make(?:empty)?box)"
    r"(?![A-Za-z])\s*(?:\[[^\[\]]*\])?(?:\{[^{}]*\})?"
)


def plain_exam(source: str, documents: Callable[[], Iterable[str]]) -> tuple[str, int]:
    """An exam, or a part of one, with its questions as lists and without the solutions that are
    not printed, and how many these are; any other source as it is. `documents` gives the sources
    that include a part."""
    exam = EXAM.search(source)
    if not exam and not PIECE.search(source):
        return source, 0
    around = [source] if exam else documents() if SOLUTION.search(source) else ()
    hidden = any(map(_hides_solutions, around))
    kept, left_out = _without_solutions(source) if hidden else (source, 0)
    return _as_lists(kept), left_out


def _hides_solutions(source: str) -> bool:
    exam = EXAM.search(source)
    options = (exam["options"] or "") if exam else ""
    return bool(exam) and "\\printanswers" not in source and "answers" not in options


def _without_solutions(source: str) -> tuple[str, int]:
    parts: list[str] = []
    place = 0
    for begin in SOLUTION.finditer(source):
        close = f"\\end{{{begin[1]}}}"
        end = source.find(close, begin.end())
        if end < 0:
            break
        if begin.start() >= place:
            parts.append(source[place : begin.start()])
            place = end + len(close)
    return "".join(parts) + source[place:], len(parts)


def _as_lists(source: str) -> str:
    item = r"\item{}" if r"\begin{questions}" in source else "\n\n"  # a part of an exam
    source = TITLED.sub(lambda found: f"{item} {found[1]}{_points(found[2])}: ", source)
    source = QUESTION.sub(lambda found: f"{item}{_points(found[1])} ", source)
    source = PART.sub(lambda found: rf"\item{{}}{_points(found[1])} ", source)
    source = GAP.sub("\\\\_\\\\_\\\\_\\\\_ ", CHOICE.sub(r"\\item{} ", SPACE.sub("", source)))
    source = BEGUN.sub(lambda found: f"\\begin{{enumerate}}[label={{{LABELS[found[1]]}}}]", source)
    return ENDED.sub(r"\\end{enumerate}", source)


def _points(given: str | None) -> str:
    if not given or not given.strip():
        return ""
    text = given.strip().replace("\\half", "½")
    return f" ({text} {'point' if text == '1' else 'points'})"
