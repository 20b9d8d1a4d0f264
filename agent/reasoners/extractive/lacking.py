"""Passages about the things of a question, but not about what it asks of them.

"Can I eat in the lecture hall?" is not answered by the place of the lectures, "when is the exam?"
by a passage without a date, nor "how do I read a JSON file?" by notes on text files.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from agent.reasoners.extractive.features import ROOT
from agent.reasoners.extractive.question import Question
from agent.reasoners.extractive.reading import read
from agent.reasoners.extractive.synonyms import SYNONYMS
from agent.search.course_names import ANY
from agent.search.vocabulary import EVERYDAY, Vocabulary
from agent.text.dates import MONTHS, WEEKDAYS
from agent.text.english_words import (
    FRAME_STEMS,
    STOP_STEMS,
    content_stems,
    stem,
    stems,
    word_set,
    words,
)
from agent.types import Passage

SHORTEST = 3  # letters of a thing that must be mentioned
HARDLY = 1  # texts of the index that have it
COMMON = 2500  # of the words of English by frequency (evals/LOG.md)
_ACTION = re.compile(
    r"^\W*(?:(?:so|and|but|hi|hello|please)\W+)*(?:(?:how|where)\s+)?"
    r"(?:(?:can|could|may|must|should|do|does|would|am|are|is)\s+"
    r"(?:i|we|you|one|students?|it)\s+(?:have\s+|need\s+)?"
    r"(?:allowed\s+|permitted\s+|supposed\s+|required\s+)?(?:to\s+)?|to\s+)"
    r"(?:(?:just|only|also|still|even|quickly|easily)\s+)?(?P<verb>[a-z]+)\b(?!\s+(?:up|out|off)\b)",
    re.IGNORECASE,
)
_USED = re.compile(r"\b(?:use|using) (?:the |an? |my )?(?P<tool>\w+)", re.IGNORECASE)
_WITH_DIGIT = re.compile(r"(?=.*\d)(?=.*[a-z])\w{2,}")  # "3d"
_LIGHT = word_set(
    "be do have get take put come stay leav deal handl see tell say ask feel like prefer decid "
    "tri work run turn set keep hold bring let start go make use"
)
_SUPPOSES = re.compile(
    r"^\W*(?:what|who|whom|where|how)\b.*?\b(?:do|happens?|ask|tell|go|contact)\b.*?\s(?:if|when)\s+"
    r"(?P<case>.+?)(?:\s+(?:before|after|during|at|on)\b.*)?[?.! ]*$",
    re.IGNORECASE,
)
_CASE = re.compile(r"\w\W+(?:if|when|where|while)\s+(?P<case>.+)", re.IGNORECASE)
_KINDS = word_set("sort search tree algorithm notation heap plot chart")
"""Nouns of which the word before says which one is meant: the "heap" of "heap sort"."""
_ARTICLES = word_set("a an the")
_SIGNS = {
    stem(name): sign
    for name, sign in zip(
        "dollar star asterisk hash caret pipe underscore percent slash backslash ampersand".split(),
        "$ * * # ^ | _ % / \\ &".split(),
        strict=True,
    )
}
"""Signs by the stems of their names; a passage writes the sign itself."""
_DATED = re.compile(
    r"^\W*(?:so\s+)?when(?:'s|\s+(?:is|are|was|were))\s+(?:the|my|our|their)\b", re.IGNORECASE
)
_TIME = re.compile(
    rf"\b(?:{'|'.join(WEEKDAYS)})s?\b|\b(?:{'|'.join(MONTHS)})\b"
    r"|\b\d{1,2}[:.]\d\d\b|\b\d{1,2} ?[ap]\.?m\b"
    r"|\b(?:weeks?|lectures?|class|sessions?|labs?|days?) \d|\b(?:noon|midnight)\b"
    r"|\b(?:end|beginning|start|middle) of (?:the |each |every )?"
    r"(?:term|semester|course|year|week|month)"
    r"|\b(?:first|last|final|second|third|next) (?:week|day|lecture|class|session|month)\b",
    re.IGNORECASE,
)


def meets_condition(question: Question, passage: Passage) -> bool:
    """Whether a passage mentions anything of the case that the question supposes: the laptop of
    "what should I do if my laptop breaks before the exam"."""
    found = _SUPPOSES.match(question.text)
    case = content_stems(found["case"]) if found else []
    said = [one for one in case if one not in FRAME_STEMS and one not in _LIGHT]
    return not said or any(_mentions(one, passage) for one in said)


def lacks_what_is_asked(
    question: Question, passages: Sequence[Passage], vocabulary: Vocabulary, *, sure: bool = False
) -> str | None:
    """The part of the question that all passages lack, in words for the trace; None if none.

    `sure`: they answer very likely; then they may name the case that is supposed in other words:
    "what does find give when the substring isn't there".

    How something is done is asked in the student's own verbs: only a technical one must be there.
    """
    if _DATED.match(question.text) and not any(
        _TIME.search(p["text"]) or any(unit.dates for unit in read(p).units) for p in passages
    ):
        return "none has a date"
    if question.context and question.counted and not _counts(question, passages):
        return f"none mentions '{question.counted}'"
    case = _CASE.search(question.text)
    supposed = content_stems(case["case"]) if case and sure else []
    for term in question.terms:
        known = any(map(vocabulary.knows, (*term.others, *term.phrase)))
        if term.stem not in supposed and vocabulary.lacks_term(term.stem) and not known:
            return f"none mentions '{term.stem}'"
    if which := _kind_missing(question, passages):
        return f"none mentions '{which}'"
    verb = _action(question)
    acts = (question.asks_how or question.shape == "place") and _ACTION.match(question.text)
    names_thing = acts or question.context
    if names_thing and (thing := _absent(question, verb, passages, vocabulary)):
        return f"none mentions '{thing}'"
    if tool := _unknown_tool(question, passages, vocabulary):
        return f"none mentions '{tool}'"
    if verb and question.shape in ("howto", "place") and not _is_technical(verb, vocabulary):
        return None
    meant = next((term.others for term in question.terms if term.stem == verb), frozenset[str]())
    if verb and not any(_mentions(one, p) for one in (verb, *meant) for p in passages):
        return f"none mentions '{verb}'"
    return None


def lacks_its_subject(question: Question, passages: Sequence[Passage]) -> str | None:
    """In words for the trace: that no passage mentions anything that the question is about. A
    follow-up may be about what was said before."""
    about = {
        stem
        for term in question.terms
        for stem in (term.stem, *term.others, *term.phrase)
        if not term.framing
    }
    if question.context or not about:
        return None
    mentioned = any(_mentions(stem, passage) for passage in passages for stem in about)
    return None if mentioned else "none mentions what it is about"


def _kind_missing(question: Question, passages: Sequence[Passage]) -> str | None:
    """The word that says which kind of thing is meant, or the code of a course, if no passage has
    it: the "heap" of "heap sort"."""
    for code in ANY.mentions(question.text):
        parts = stems(code.course)
        if len(parts) == 2 and not any(_names(parts, passage) for passage in passages):
            return code.course
    terms = {term.stem: term for term in question.terms}
    found = words(question.text)
    for at, (which, kind) in enumerate(pairwise(found)):
        term = terms.get(which.stem)
        if kind.text not in _KINDS or term is None or term.framing or not which.text.isalpha():
            continue
        noun = question.text[which.start - 1 : which.start] == "-" or at < 1
        noun |= found[at - 1].stem not in terms or found[max(at - 2, 0)].text in _ARTICLES
        if not noun:  # perhaps a verb: "plots stop short"
            continue
        together = (_mentions(term.stem, p) and _mentions(kind.stem, p) for p in passages)
        like_it = (*(term.others - question.meant), *term.phrase)
        others = (_mentions(one, p) for one in like_it for p in passages)
        if not any(together) and not any(others):
            return which.text
    return None


def _names(code: Sequence[str], passage: Passage) -> bool:
    """Whether a passage or its headings have the parts of a code beside each other: "CS 101"."""
    orders = [unit.order for unit in read(passage).units]
    orders.append(tuple(stems(f"{passage['title']} {passage['section']}")))
    return any(
        " ".join(code) in map(" ".join, pairwise(order)) or "".join(code) in order
        for order in orders
    )


def _counts(question: Question, passages: Sequence[Passage]) -> bool:
    """Whether a passage mentions what a follow-up counts, unless that is said by a framing word."""
    counted = [t.stem for t in question.terms if t.stem == question.counted and not t.framing]
    return all(any(_mentions(stem, passage) for passage in passages) for stem in counted)


def _absent(
    question: Question, verb: str | None, passages: Sequence[Passage], vocabulary: Vocabulary
) -> str | None:
    """A thing that is named in no common word, is hardly in the materials, and in none of the
    passages: the "scatter" of "how do I make a scatter plot"."""
    for term in question.terms:
        plain = term.stem.isalpha() and len(term.stem) >= SHORTEST and term.stem != verb
        plain |= bool(question.context and _WITH_DIGIT.fullmatch(term.stem))
        if not plain or term.earlier or term.framing:
            continue
        if any(_mentions(other, p) for other in term.others for p in passages):
            continue
        seldom = vocabulary.frequency.get(term.stem, 0) <= HARDLY
        common = vocabulary.english.get(term.stem, COMMON) < COMMON
        sign = _SIGNS.get(term.stem)
        mentioned = (
            _mentions(term.stem, p) or _has_parts(term.stem, p) or (sign and sign in p["text"])
            for p in passages
        )
        if seldom and not common and not any(mentioned):
            return term.stem
    return None


def _unknown_tool(
    question: Question, passages: Sequence[Passage], vocabulary: Vocabulary
) -> str | None:
    """A name that no text has, of which it is asked whether it may be used: "can I use ChatGPT"."""
    found = _USED.search(question.text) if question.decides else None
    if found is None:
        return None
    for term in question.terms:
        named = term.stem == stem(found["tool"]) and term.stem not in vocabulary.english
        others = (_mentions(other, p) for other in term.others for p in passages)
        if named and not vocabulary.frequency.get(term.stem) and not any(others):
            return term.stem
    return None


def _has_parts(stem: str, passage: Passage) -> bool:
    """Whether a passage writes a compound as two words: "new line"."""
    pairs = {pair for unit in read(passage).units for pair in pairwise(unit.order)}
    parts = ((stem[:at], stem[at:]) for at in range(SHORTEST, len(stem) - SHORTEST + 1))
    return any({(first, second), (first, f"{second}e")} & pairs for first, second in parts)


def _is_technical(verb: str, vocabulary: Vocabulary) -> bool:
    """Whether it is a rare word: "rebalance", "invert"."""
    return vocabulary.english.get(verb, EVERYDAY) >= EVERYDAY


def _action(question: Question) -> str | None:
    """The stem of the verb that the question is about, unless it has hardly a meaning."""
    found = _ACTION.match(question.text)
    verb = stem(found["verb"]) if found else ""
    light = not verb or verb in STOP_STEMS or verb in FRAME_STEMS or verb in _LIGHT
    return None if light else verb


def _mentions(verb: str, passage: Passage) -> bool:
    """Whether a passage has the verb, a synonym, or a word of its root."""
    reading = read(passage)
    everything = reading.bag | reading.headings
    if verb in everything or SYNONYMS.get(verb, frozenset()) & everything:
        return True
    root = verb[: max(ROOT, len(verb) - 3)]
    return len(verb) >= ROOT and any(word.startswith(root) for word in everything)
