"""Analyses a question: its weighted terms, and the kind of answer it asks for."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from types import MappingProxyType

from agent.reasoner import Span, in_context
from agent.reasoners.extractive.contrast import OPPOSITES
from agent.reasoners.extractive.question_shape import Shape, asks_how, shape_of
from agent.reasoners.extractive.synonyms import SYNONYMS
from agent.search.multi_part import asks_of_each_course, topic_in_each
from agent.search.reader.pair_scores import PairScores
from agent.search.vocabulary import Vocabulary
from agent.text.english_words import (
    FRAME_STEMS,
    STOP_WORDS,
    Word,
    content_stems,
    content_words,
    stem,
    word_set,
    words,
)

FRAME_WEIGHT = 0.2  # of a word that only frames the question
CONTEXT_WEIGHT = 0.5  # of a word that only the question before names (evals/LOG.md)
_MEASURES = word_set(
    """percentag percent date day time year month hour minut week mani much long number amount
    centuri"""
)
_KEYWORDS = word_set("none true false")  # values of Python, with a capital, but no names
_EFFECT = re.compile(
    r"^\s*(?:so )?what (?:does|do|would|will) .*\b(?:do|give|return|print|produce|evaluate to)\b"
    r"|\b(?:used|good|there) for\b|\b(?:purpose|use) of\b|\bthe point (?:of|in)\b",
    re.IGNORECASE,
)
_DECIDES = re.compile(
    r"^\s*(?:so |and |but )?(?:is|are|was|were|do|does|did|can|could|may|must|will|would|should|has"
    r"|have|am)\b(?!.*\bor\b)",
    re.IGNORECASE,
)
_COMPOUND = re.compile(r" (?!an?\b|the\b|it\b|my\b|this\b|that\b|by\b|with\b|for\b)[a-z]{3,}", re.I)
_WHETHER = re.compile(r" (?:out )?(?:if|whether)\b", re.IGNORECASE)
_FINDS_OUT = word_set("check test verifi determin")  # "how do I check if a number is even"
_OPERATOR = re.compile(r"[^\w\s]+")
_BEHIND_NAME = re.compile(r"\w_+\s*$")
_POINT = re.compile(r"point (?:of|in)\b", re.IGNORECASE)
_JUDGING = word_set("good bad poor nice")  # "what is it good for", "points for bad style"
_LANGUAGES = word_set("python python3")
_SETTING = re.compile(r"\b(?:in|with|using|of)\s+$", re.IGNORECASE)
_COUNTED = re.compile(r"\bhow many (?:more |other )?(\w+)", re.IGNORECASE)
_CODE_WANTED = re.compile(
    r"\W*(?:(?:please )?(?:show|give|write|send)(?: me| us)?(?: the| some| a)? )?(?:python )?"
    r"(?:source )?code (?:for|of|to|that|which) (?P<topic>.*\w{3}.*)",
    re.IGNORECASE,
)
_DENIAL = re.compile(
    r"\b(?:not|never|no|none|nobody|nothing|neither|nor|cannot|\w+n['’]t)\b", re.IGNORECASE
)
_SUPPOSES = re.compile(
    r"\b(?:if|why|when)\b.*\b(?:not|no|\w+n['’]t)\b|^\s*\w+n['’]t\b|\b(?:i|we|you|my|our)\b",
    re.IGNORECASE,
)
"""A negation that denies nothing: "if it doesn't ...", "may I not ..."."""
_WITHIN = re.compile(
    r"\w (?:in|inside|within) (?:an? |the |my )?(?P<where>(?:[\w-]+ ){0,2}[\w-]+)\W*$",
    re.IGNORECASE,
)
"""Where a thing is, at the end of a question."""
_PREMISE = re.compile(
    r"^\s*(?:since|as|because|given that|now that|considering that)\s+(?P<premise>[^,]+),",
    re.IGNORECASE,
)
"""The premise that a question states first."""


@dataclass(frozen=True, slots=True)
class Term:
    """One thing that the question names."""

    stem: str
    weight: float  # 0 to 1: how specific it is
    others: frozenset[str]  # stems that may replace it
    framing: bool  # only frames the question or names a measure
    name: bool  # a proper name, number or identifier: nothing may replace it
    phrase: frozenset[str] = frozenset()  # of an acronym: stems that together replace it
    earlier: bool = False  # only the question before names it


@dataclass(frozen=True, slots=True)
class Question:
    """A standalone question, analysed for comparison with passages."""

    text: str
    terms: tuple[Term, ...]
    stems: frozenset[str]  # of all its words
    words: frozenset[str]  # all its words, in lower case
    shape: Shape
    counted: str  # the stem of what "how many" counts, or ""
    negated: bool  # denies something that a passage must deny too
    weight: float  # of all terms together
    numbered: tuple[tuple[str, str], ...] = ()  # a noun and its number: "homework 3"
    effect: bool = False  # asks what something does
    decides: bool = False  # is answered by yes or no
    asks_how: bool = False  # asks how the student does something, not how a thing works
    meant: frozenset[str] = frozenset()  # stems of the course's words for everyday ones
    each_course: bool = False  # an answer from each of several courses is wanted
    wants_code: bool = False  # code is wanted rather than words
    code: tuple[str, ...] = ()  # calls and lines whose result it asks for; see `same_code`
    context: str = ""  # the question before, if it is read behind that one
    quoted: Sequence[Span] = ()  # of a follow-up: by the answer that it is on
    pointed: Sequence[Span] = ()  # the words to quote, if a language model has pointed to them
    read: Mapping[str, PairScores] = field(default_factory=dict, compare=False)
    """By id of a passage: what a reader says of it."""

    @property
    def whole(self) -> str:
        """The question behind the one before it, if it needs that one."""
        return in_context(self.text, self.context)

    @property
    def quoted_ids(self) -> frozenset[str]:
        """The ids of the passages that are `quoted`."""
        return frozenset(span.passage_id for span in self.quoted)

    @property
    def subjects(self) -> frozenset[str]:
        """The stems of the terms that it is about."""
        return frozenset(term.stem for term in self.terms if not term.framing)

    @property
    def topic(self) -> frozenset[str]:
        """Of a definition those that are not only where it is: the "key" of "a key in a dict"."""
        where = _WITHIN.search(self.text) if self.shape == "definition" else None
        inside = frozenset(content_stems(where["where"])) if where else frozenset[str]()
        return self.subjects - inside or self.subjects

    @property
    def added(self) -> frozenset[str]:
        """The same; of a follow-up read behind the question before, those that only it names."""
        own = frozenset(term.stem for term in self.terms if not term.framing and not term.earlier)
        return own & self.topic or own or self.topic


def ask(
    text: str,
    vocabulary: Vocabulary,
    read: Mapping[str, PairScores] = MappingProxyType({}),
    context: str = "",
) -> Question:
    """The analysis of a standalone question; for `read` see `Question`.

    Of a question about several courses its topic is analysed, without their names; of a request for
    code what it is for.
    """
    each_course = asks_of_each_course(text, vocabulary.courses)
    text = topic_in_each(text, vocabulary.courses) if each_course else text
    wants_code = _CODE_WANTED.match(text)
    text = wants_code["topic"] if wants_code else text
    shape = shape_of(text)
    shorts = _short_forms(text, vocabulary)
    before = {word.stem for word in words(context)}
    said = [
        terms._replace(words=tuple(w for w in terms.words if stem(w) not in before))
        for terms in vocabulary.course_terms(text)
    ]
    terms: dict[str, Term] = {}
    for word in content_words(text):
        if _OPERATOR.fullmatch(word.text) and _BEHIND_NAME.search(text[: word.start]):
            continue  # the "==" of `__name__ == "__main__"`
        term = _term(text, word, vocabulary, shorts)
        for one in said:
            met = one.start <= word.start < one.end and not term.framing
            between = word.stem not in one.spoken and vocabulary.is_foreign(word.stem)
            if met and not between:
                term = replace(term, others=term.others | {stem(other) for other in one.words})
        terms.setdefault(word.stem, term)
    if context:
        for term in ask(context, vocabulary).terms:
            weight = term.weight * CONTEXT_WEIGHT
            terms.setdefault(term.stem, replace(term, weight=weight, earlier=True))
    return Question(
        text=text,
        terms=tuple(terms.values()),
        stems=frozenset(word.stem for word in words(text)),
        words=frozenset(word.text for word in words(text)),
        shape=shape,
        counted=stem(counted[1]) if (counted := _COUNTED.search(text)) else "",
        negated=shape not in ("howto", "compare") and _denies(text),
        weight=sum(term.weight for term in terms.values()) or 1.0,
        numbered=_numbered(text),
        effect=bool(_EFFECT.search(text)),
        decides=bool(_DECIDES.search(text)),
        asks_how=asks_how(text),
        meant=frozenset(stem(word) for one in said for word in one.words),
        each_course=each_course,
        wants_code=bool(wants_code),
        context=context,
        read=read,
    )


def _numbered(text: str) -> tuple[tuple[str, str], ...]:
    """The nouns followed by a number, as stems."""
    return tuple(
        (noun.stem, number.stem)
        for noun, number in pairwise(words(text))
        if number.text.isdigit() and noun.text.isalpha() and noun.text not in STOP_WORDS
    )


def _short_forms(text: str, vocabulary: Vocabulary) -> Mapping[str, frozenset[str]]:
    """The acronyms that may replace a stem, which is part of their long form."""
    found: dict[str, frozenset[str]] = {}
    for short, long in vocabulary.short_forms(text).items():
        for part in content_stems(long):
            found[part] = found.get(part, frozenset()) | {stem(short)}
    return found


def _term(
    text: str, word: Word, vocabulary: Vocabulary, shorts: Mapping[str, frozenset[str]]
) -> Term:
    framing = word.stem in FRAME_STEMS or word.stem in _MEASURES
    framing |= bool(_SETTING.search(text[: word.start])) and word.text in _LANGUAGES
    if word.text == "call" and _COMPOUND.match(text, word.end):  # "the call stack"
        framing = False
    framing |= word.text in _JUDGING
    framing |= word.text in ("stand", "stands") and text.startswith(" for", word.end)
    framing |= word.stem in _FINDS_OUT and bool(_WHETHER.match(text, word.end))
    framing |= text[: word.start].lower().endswith("the ") and bool(_POINT.match(text, word.start))
    written = text[word.start : word.end]
    starts = not text[: word.start].strip(" \"'(`")
    stands_for = vocabulary.long_form(word, text)  # one word of the course like any other
    capital = written[0].isupper() and not starts and word.text not in _KEYWORDS
    name = not stands_for and (not word.text.isalpha() or capital)
    others = frozenset() if name else SYNONYMS.get(word.stem, frozenset())
    if _DECIDES.search(text):  # "are strings mutable" is answered by "immutable", too
        others |= OPPOSITES.get(word.stem, frozenset())
    long = content_stems(stands_for or "")
    # "first in, first out" has too few content words
    phrase = frozenset(long) if len(long) >= max(2, len(word.text) - 1) else frozenset()
    return Term(
        stem=word.stem,
        weight=vocabulary.idf(word.stem) * (FRAME_WEIGHT if framing else 1.0),
        others=others | shorts.get(word.stem, frozenset()),
        framing=framing,
        name=name,
        phrase=phrase,
    )


def _denies(text: str) -> bool:
    """Whether it denies something: in its stated premise if it has one, else anywhere."""
    if premise := _PREMISE.match(text):
        return bool(_DENIAL.search(premise["premise"]))
    return bool(_DENIAL.search(text)) and not _SUPPOSES.search(text)
