"""Ranks the candidates of a search by meaning and by words.

The index finds candidates by the score of whole passages. Here each is examined more closely, at
about 0.1 ms a passage: which of the question's words it has, and whether together. The weights are
fitted by evals/fit/fit_ranking.py.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence, Set
from functools import cache, lru_cache
from importlib.resources import files
from itertools import pairwise
from typing import NamedTuple

from agent.languages.detect import passage_language
from agent.languages.language import Language, language
from agent.search.vocabulary import Vocabulary
from agent.text.english_words import FRAME_STEMS, content_stems, stems
from agent.types import Passage, indexed_text

FEATURES = (
    "dense",  # cosine similarity of question and passage
    "bm25",  # BM25, divided by the highest among the candidates
    "covered",  # share of the question's weight on words that the passage or its headings have
    "together",  # the same for its best line or sentence; words of the headings count for 0.7
    "title",  # share of the question's weight on words of the title
    "section",  # ... of the section's headings
    "defines",  # 1 if the question asks for a definition, and a line begins "X is ..."
    "pairs",  # share of the question's neighbouring words that are neighbours in the passage
)
FRAME_WEIGHT = 0.2  # of a word that only frames the question
HEADING = 0.7  # credit for a word in the headings above a line
REACH = 2  # words after a word that count as its neighbours
_ASKS_WHAT = re.compile(r"\W*(?:so )?(?:what(?:'?s| is| are)|define|definition|meaning)\b", re.I)
_ARTICLES = frozenset("a an the each everi".split())
_DEFINING = frozenset(
    "is are mean consist refer denot map store hold contain describ repres".split()
)
SAME = 0.9  # of the words of two passages must be shared for one to repeat the other
_ENTRY = re.compile(
    r"^\W{0,4}(?![Tt]he\b|[Aa]n?\b)(\w[\w `'-]{0,40}?)[*`]{0,3}:[*`]{0,3}\s+\S", re.MULTILINE
)
"""A term and what it means: "library: A family of code units"."""
_LINES = re.compile(r"(?<=[.!?:؟।])\s+|(?<=[。！？])|\n")


class _Look(NamedTuple):
    """The words of a passage, prepared for ranking."""

    lines: tuple[tuple[str, ...], ...]  # the stems of each line or sentence
    bags: tuple[frozenset[str], ...]  # the same without their order
    entries: frozenset[frozenset[str]]  # the stems of each term that stands before its meaning
    words: frozenset[str]  # of all lines
    title: frozenset[str]
    section: frozenset[str]
    everything: frozenset[str]


def ranked(question: str, candidates: Sequence[Passage], vocabulary: Vocabulary) -> list[Passage]:
    """The candidates, best first; `score` becomes the weighted sum of their features."""
    weights = fitted()
    values = features(question, candidates, vocabulary)
    scored = [
        passage | {"score": sum(weights[name] * value for name, value in row.items())}
        for passage, row in zip(candidates, values, strict=True)
    ]
    return sorted(scored, key=lambda passage: passage["score"], reverse=True)


def without_repeats(passages: Sequence[Passage], most: int) -> list[Passage]:
    """The first `most` passages that are no near-duplicates of better ones.

    Passages that differ in a number are not duplicates.
    """
    kept: list[tuple[Passage, frozenset[str]]] = []
    for passage in passages:
        if len(kept) == most:
            break
        bag = _look_at(passage, passage_language(indexed_text(passage))).words
        if not any(_repeats(bag, other) for _, other in kept):
            kept.append((passage, bag))
    return [passage for passage, _ in kept]


def features(
    question: str, candidates: Sequence[Passage], vocabulary: Vocabulary
) -> list[Mapping[str, float]]:
    """The features of each candidate by name, each from 0 to 1, in their order."""
    code = vocabulary.language_of(question)
    spoken = language(code) if code else None
    asked = spoken.content_stems(question) if spoken else content_stems(question)
    framing = spoken.frame_stems if spoken else FRAME_STEMS
    weight = {
        stem: vocabulary.idf(stem) * (FRAME_WEIGHT if stem in framing else 1.0) for stem in asked
    }
    whole = sum(weight.values()) or 1.0
    highest = max((passage["bm25"] or 0.0 for passage in candidates), default=0.0) or 1.0
    rows: list[Mapping[str, float]] = []
    for passage in candidates:
        look = _look_at(passage, vocabulary.language_in(passage))
        numbers = (
            passage["dense"] or 0.0,
            (passage["bm25"] or 0.0) / highest,
            _weigh(weight, look.everything) / whole,
            _together(weight, look) / whole,
            _weigh(weight, look.title) / whole,
            _weigh(weight, look.section) / whole,
            float(_defines(question, asked, look, spoken)),
            _pairs(asked, look),
        )
        rows.append(dict(zip(FEATURES, numbers, strict=True)))
    return rows


@cache
def fitted() -> Mapping[str, float]:
    """The weights that come with this package."""
    weights: dict[str, float] = json.loads(files(__package__).joinpath("ranking.json").read_text())
    return weights


def _repeats(bag: frozenset[str], other: frozenset[str]) -> bool:
    few, many = sorted((len(bag), len(other)))
    if few < SAME * many:  # however many of them are shared
        return False
    shared = len(bag & other)
    alike = shared >= SAME * (few + many - shared)
    return alike and not any(stem[0].isdigit() for stem in bag ^ other)


def _weigh(weight: Mapping[str, float], bag: frozenset[str]) -> float:
    return sum(weight[stem] for stem in weight.keys() & bag)


def _together(weight: Mapping[str, float], look: _Look) -> float:
    """The weight of the question's words in the best line, those in its headings included."""
    above = {stem: HEADING * weight[stem] for stem in weight.keys() & (look.title | look.section)}
    base = sum(above.values())
    gain = {stem: weight[stem] - above.get(stem, 0.0) for stem in weight.keys() & look.everything}
    sharing = (bag for bag in look.bags if not bag.isdisjoint(gain))
    return base + max((_weigh(gain, bag) for bag in sharing), default=0.0)


def _defines(
    question: str, asked: Sequence[str], look: _Look, spoken: Language | None = None
) -> bool:
    """Whether a line defines the subject: "A tuple is ..." for "what is a tuple"."""
    if spoken:
        subject = [stem for stem in asked if stem not in spoken.frame_stems]
        words = spoken.articles, spoken.copulas
        asks = bool(subject) and spoken.mentions("definition", question)
        return asks and any(_begins(line, subject, *words) for line in look.lines)
    if not _ASKS_WHAT.match(question):
        return False
    subject = [stem for stem in asked if stem not in FRAME_STEMS]
    begins = any(_begins(line, subject) for line in look.lines)
    return bool(subject) and (begins or frozenset(subject) in look.entries)


def _begins(
    line: Sequence[str],
    subject: Sequence[str],
    articles: Set[str] = _ARTICLES,
    verbs: Set[str] = _DEFINING,
) -> bool:
    words = [stem for stem in line[: len(subject) + 3] if stem not in articles]
    named = next((n for n, stem in enumerate(words) if stem not in subject), len(words))
    return 0 < named < len(words) and words[named] in verbs


def _pairs(asked: Sequence[str], look: _Look) -> float:
    pairs = list(pairwise(asked))
    met = sum(_neighbours(pair, look) for pair in pairs)
    return met / max(len(pairs), 1)


def _neighbours(pair: tuple[str, str], look: _Look) -> bool:
    first, second = pair
    if first not in look.everything or second not in look.everything:
        return False
    return any(
        stem == first and second in line[at + 1 : at + 1 + REACH]
        for line, bag in zip(look.lines, look.bags, strict=True)
        if first in bag and second in bag
        for at, stem in enumerate(line)
    )


def _look_at(passage: Passage, code: str | None) -> _Look:
    return _look(passage["title"], passage["section"], passage["text"], code)


@lru_cache(maxsize=20_000)
def _look(title: str, section: str, text: str, code: str | None) -> _Look:
    stems_of = language(code).stems if code else stems
    lines = tuple(tuple(stems_of(line)) for line in _LINES.split(text) if line.strip())
    bags = tuple(frozenset(line) for line in lines)
    above = frozenset(stems_of(title)), frozenset(stems_of(section))
    words: frozenset[str] = frozenset().union(*bags)
    framing = _ARTICLES | (language(code).frame_stems if code else FRAME_STEMS)
    entries = frozenset(frozenset(stems_of(term)) - framing for term in _ENTRY.findall(text))
    return _Look(lines, bags, entries, words, *above, words.union(*above))
