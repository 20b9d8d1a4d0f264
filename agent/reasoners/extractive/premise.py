"""Checks a question's premise against the materials.

"Since quicksort is stable, ..." and "why does Python have no tuples?" assume something before they
ask. If a sentence of the materials about the same thing denies it, every answer would agree with a
mistake.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from agent.reasoners.extractive.contrast import OPPOSITES
from agent.reasoners.extractive.reading import NEGATION, Unit, read
from agent.text.claims import contradicts
from agent.text.english_words import content_stems, stem
from agent.types import Passage

STATED = 0.6
"""Least share of a stated premise's content words that a sentence about the same thing has,
including its context and headings."""
IMPLIED = 1.0  # the same for "why ...?", whose premise is far more often true
IN_SENTENCE = 0.3  # ... in the sentence itself

_STATED = re.compile(
    r"^\s*(?:since|as|because|given that|now that|considering that)\s+(?P<stated>[^,]+),", re.I
)
_IMPLIED = re.compile(
    r"^\s*(?:so )?why\s+(?:is|are|was|were|do|does|did|must|can|has|have)\s+(?P<stated>.+?)\s*\??$",
    re.I,
)
_RIVALS = [
    ("stack", "queue"),
    ("lifo", "fifo"),
    ("bfs", "dfs"),
    ("change", "immutable"),
    ("change", "unchangeable"),
    ("slower", "faster"),
]
"""Alternatives that exclude each other, in addition to the opposites."""


@dataclass(frozen=True, slots=True)
class _Premise:
    """A statement that a question assumes."""

    text: str
    stems: frozenset[str]
    share: float  # of its words that a sentence must have to be about it


def denial(question: str, passages: Sequence[Passage]) -> str | None:
    """The sentence that denies the question's premise, or None."""
    premise = _premise(question)
    if premise is None:
        return None
    return next(_denials(premise, passages), None)


def _premise(question: str) -> _Premise | None:
    for pattern, share in ((_STATED, STATED), (_IMPLIED, IMPLIED)):
        if found := pattern.match(question):
            stems = frozenset(content_stems(found["stated"]))
            return _Premise(found["stated"], stems, share) if len(stems) > 1 else None
    return None


def _denials(premise: _Premise, passages: Sequence[Passage]) -> Iterator[str]:
    for passage in passages:
        for unit in read(passage).units:
            sentence = passage["text"][unit.start : unit.end]
            if not unit.asks and (_denied(premise, unit, sentence) or _turned(premise, unit)):
                yield sentence


def _denied(premise: _Premise, unit: Unit, sentence: str) -> bool:
    """Whether only one of sentence and premise is negated.

    A sentence under a heading may be about something else ("Merge sort is stable" under
    "Quicksort"): to deny a negative premise it must name the thing itself.
    """
    negative = bool(NEGATION.search(premise.text))
    named = unit.bag if negative else unit.bag | unit.context
    return (
        _shared(premise.stems, unit.bag) >= IN_SENTENCE
        and _shared(premise.stems, named) >= premise.share
        and contradicts(premise.text, sentence)
    )


def _turned(premise: _Premise, unit: Unit) -> bool:
    """Whether the sentence has the opposite of one word of the premise beside its others."""
    for missing in premise.stems - unit.bag:
        others = premise.stems - {missing}
        contrary = _CONTRARY.get(missing, frozenset()) & unit.bag
        if contrary and _shared(others, unit.bag | unit.context) >= premise.share:
            return not unit.negated and bool(others & unit.bag)
    return False


def _shared(wanted: frozenset[str], bag: frozenset[str]) -> float:
    return len(wanted & bag) / len(wanted)


def _contraries() -> dict[str, frozenset[str]]:
    table = dict(OPPOSITES)
    for one, other in _RIVALS:
        first, second = stem(one), stem(other)
        table[first] = table.get(first, frozenset()) | {second}
        table[second] = table.get(second, frozenset()) | {first}
    return table


_CONTRARY = _contraries()
