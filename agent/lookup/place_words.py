"""Parses the part of the materials that a message names: "page 7 of the lecture notes"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from agent.text.course_words import digits
from agent.text.english_words import STOP_WORDS, stem, word_set, words

UNITS: Mapping[str, str] = {
    "page": r"pages?|pp?\.?|pg\.?",
    "slide": r"slides?",
    "section": r"sections?|sec\.?|sect\.?|§|paragraphs?",
    "chapter": r"chapters?|chap\.?|ch\.?",
    "problem": r"problems?|prob\.?",
    "exercise": r"exercises?|ex\.?",
    "question": r"questions?",
    "task": r"tasks?",
    "step": r"steps?",
    "part": r"parts?",
    "appendix": r"appendix",
    "week": r"weeks?|wk",
    "lecture": r"lectures?|lec\.?|lessons?|sessions?|classe?s?",
    "unit": r"units?|modules?",
    "lab": r"labs?",
}
"""Numbered parts, each with the words for it; the inner ones first."""
OUTER = ("week", "lecture", "unit", "lab")
"""Parts of a course: documents, or sections of some document."""

_ROMAN = r"(?=[ivxlc]+\b)(?:xc|xl|l?x{0,3})(?:ix|iv|v?i{0,3})"
_LETTERED = r"[a-z][-.]\d+(?:\.\d+)*"  # A-4, as pages of an appendix are labelled
_NUMBER = rf"(?:(?:no\.?|number|#)\s*)?(?P<number>{_LETTERED}|\d+(?:\.\d+)*[a-z]?|{_ROMAN})\b"
_ORDINALS = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth last".split()
)
_ORDINAL = rf"(?P<ordinal>{'|'.join(_ORDINALS)}|(?P<th>\d+)(?:st|nd|rd|th))"
_PATTERNS = {
    unit: re.compile(rf"(?<!\w)(?:(?:{names})\s*{_NUMBER}|{_ORDINAL}\s+(?:{names})(?!\w))")
    for unit, names in UNITS.items()
}
_DIGEST = re.compile(
    r"\bsummar|\boverview\b|\boutline\b|\brecap\b|\bsum up\b|\b(?:main|key) points\b|\bgist\b"
)
_SUMMARY = re.compile(rf"{_DIGEST.pattern}|\b(?:cover|about|contents?|topics?|discuss|deal)")
_FRAME = word_set(
    """say says said stand stands written shown covered cover covers contain contains content
    contents summarize summarise summary overview outline recap sum main key points gist discuss
    discusses deal deals open read quote display walk go topics topic page pages what's whats
    last first second third called named give list briefly quick quickly short entire whole full"""
)
_FRAME_STEMS = frozenset(stem(word) for word in _FRAME) | {"explain", "show", "tell", "happen"}
_DOCUMENTS = word_set("slides notes deck notebook chapter lecture handout pages section episode")
LAST = "last"


@dataclass(frozen=True, slots=True)
class Part:
    """A numbered part: "page" and "7"; LAST for the last one."""

    unit: str
    number: str


@dataclass(frozen=True, slots=True)
class PlaceAsked:
    """A requested part of the materials."""

    part: Part | None  # None: a document as a whole
    document: tuple[str, ...]  # words that name a document; may be empty
    summary: bool  # its subject is wanted rather than its text
    digest: bool  # a summary is asked for by name


def place_asked(message: str) -> PlaceAsked:
    """The part that a message names, and the remaining words, which may name its document."""
    plain = digits(re.sub(r"\b(hw|ps|lec|ch|wk|lab)(?=\d)", r"\1 ", message.lower()))
    found = list(_parts(plain))
    inner = next((one for one in found if one[0].unit not in OUTER), None)
    part, start, end = inner or (found[0] if found else (None, 0, 0))
    rest = f"{plain[:start]} | {plain[end:]}" if part else plain
    document = tuple(_document(rest))
    summary = bool(_SUMMARY.search(plain)) or part is None
    return PlaceAsked(part, document, summary, digest=bool(_DIGEST.search(plain)))


def _parts(plain: str) -> Iterator[tuple[Part, int, int]]:
    for unit, pattern in _PATTERNS.items():
        for match in pattern.finditer(plain):
            number = match["number"] or match["th"] or _of_ordinal(match["ordinal"])
            yield Part(unit, number), match.start(), match.end()


def _of_ordinal(word: str) -> str:
    return LAST if word == LAST else str(_ORDINALS.index(word) + 1)


def _document(rest: str) -> Iterator[str]:
    """The stems that may name a document, including its number."""
    found = words(rest)
    for word, following in zip_longest(found, found[1:]):
        plain = word.text.replace("'", "")
        lists = plain == "lists" and following is not None and following.text in _DOCUMENTS
        if lists or (plain not in STOP_WORDS and word.stem not in _FRAME_STEMS):
            yield SHORT.get(plain, word.stem)


SHORT: Mapping[str, str] = {
    "hw": "homework", "hwk": "homework", "lec": "lectur", "asgn": "assign", "ps": "pset",
    "hws": "homework", "assignments": "assign", "deck": "slide", "ch": "chapter", "wk": "week",
}  # fmt: skip
"""Short words for documents, as stems."""


def name_stems(texts: Sequence[str]) -> frozenset[str]:
    """The stems of titles and file names: "HW1_intro" is homework, 1, intro."""
    parted = (re.sub(r"([a-z])(?=[A-Z])|([A-Za-z])(?=\d)", r"\1\2 ", text) for text in texts)
    plain = (re.sub(r"[-_./+]+", " ", text) for text in parted)
    return frozenset(
        SHORT.get(word.text, word.stem.lstrip("0") or word.stem)
        for text in plain
        for word in words(text)
    )
