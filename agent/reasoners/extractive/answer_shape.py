"""The extent of an answer: one statement, a whole list, both sides, each course."""

from __future__ import annotations

import re
from dataclasses import dataclass

from agent.reasoners.extractive.question import Question
from agent.text.english_words import FRAME_STEMS, STOP_WORDS, Word, word_set, words

_NOUN = r"(?:\w+ ){0,3}?\w{2,}s"  # some plural
_MANY = re.compile(
    rf"^\s*(?:please )?(?:list|name|enumerate)\b|\ball (?:the |of the )?{_NOUN}\b"
    rf"|\bwhat (?:are|were) (?:the|some|all|my)\b|\bwhat (?:can|could|may) (?:i|you|we|one)\b"
    rf"|\bwh(?:ich|at) (?:of (?:the|my|these) )?{_NOUN} "
    rf"(?:are|were|do|did|can|could|may|must|should|have|keep|count|exist|belong)\b"
    rf"|\b(?:when|where|who) are (?:the|my|all)\b|\bon which {_NOUN}\b"
    rf"|\bwhat (?:kinds?|types?|sorts?|parts?|steps?|ways?) (?:of|are|is|do|can)\b"
    rf"|\bwhat .*\b(?:bring|consists? of|made up of|include)\b"
    rf"|\bwhich (?:things|steps|cases|kinds|types|ways|parts)\b",
    re.IGNORECASE,
)
_STEPS = re.compile(
    r"\bwhat (?:do|must|should) (?:i|you|we) (?:have to |need to )?do\b|\bsteps\b", re.IGNORECASE
)
_YES_NO = re.compile(
    r"^\s*(?:is|are|was|were|do|does|did|can|could|may|must|will|would|should|has|have|am)\b",
    re.IGNORECASE,
)
_CODE = re.compile(
    r"\w\(|\w\[[^\]\s]*\]|`|\bcode\b|\bsyntax\b|\bexamples?\b|\w+Error\b|[=!<>+*/%-]=|//|\*\*"
)
_COURSES = re.compile(r"\bmy (?:courses|classes|modules)\b", re.IGNORECASE)
_SETS_APART = r"\b(?:differ\w*|compar\w+|distinguish\w*)\b"
_BETWEEN: dict[str, str] = {
    "vs": "",
    "versus": "",
    "than": "",
    "or": r"\bwhich\b|\b(?:better|\w+er)\b|" + _SETS_APART,
    "and": _SETS_APART + r"|\bsame\b",
    "as": r"\bsame\b",
    "of": r"\binstead\b",
    "from": _SETS_APART,
    "with": _SETS_APART,
    "to": _SETS_APART,
}
"""The words between two things compared, each with a pattern that the question must also match."""
_SKIPPED = word_set(
    "a an the my our is are was of with using in to thing something it same instead"
)


@dataclass(frozen=True, slots=True)
class AnswerShape:
    """The extent that the answer should have."""

    many: bool  # a list, or the rows of a table
    steps: bool
    decision: bool  # yes or no
    code: bool  # names code: a call, an operator, an error
    courses: bool  # an answer from each course
    sides: tuple[frozenset[str], frozenset[str]] | None  # stems of the two things compared


def answer_shape(question: Question) -> AnswerShape:
    """The shape that the question's words ask for."""
    text = question.text
    return AnswerShape(
        many=question.shape == "list" or bool(_MANY.search(text)),
        steps=question.shape == "howto" or bool(_STEPS.search(text)),
        decision=bool(_YES_NO.match(text)),
        code=question.wants_code or bool(_CODE.search(text)),
        courses=question.each_course or bool(_COURSES.search(text)),
        sides=_sides(text),
    )


def _sides(text: str) -> tuple[frozenset[str], frozenset[str]] | None:
    """The stems of the two things that a question compares, without those they share."""
    question_words = words(text)
    for at in range(len(question_words) - 2, 0, -1):
        needed = _BETWEEN.get(question_words[at].text)
        if needed is None or not re.search(needed, text, re.IGNORECASE):
            continue
        left, right = _run(question_words[:at][::-1]), _run(question_words[at + 1 :])
        if left - right and right - left:
            return left - right, right - left
    return None


def _run(question_words: list[Word]) -> frozenset[str]:
    """The stems of the next thing named, without articles and words of comparison."""
    found: list[str] = []
    for word in question_words:
        if _named(question_words, word) or (
            word.text not in STOP_WORDS | _SKIPPED and word.stem not in FRAME_STEMS
        ):
            found.append(word.stem)
        elif found or not (word.text in _SKIPPED or word.stem in FRAME_STEMS):
            break
    return frozenset(found)


def _named(question_words: list[Word], word: Word) -> bool:
    """Whether a stop word is a keyword here: the "for" of "for loop"."""
    near = {other.text for other in question_words[:3]}
    return word.text in ("for", "while", "if", "else") and bool(near & {"loop", "block", "chain"})
