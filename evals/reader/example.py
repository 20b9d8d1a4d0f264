"""Training examples: a question, a stretch of a passage, and the labels of the pair."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from agent.search.reader.window import weights, window
from agent.search.vocabulary import Vocabulary
from agent.text.sentences import Span, sentences

WORDS = 80
"""Of a passage that the training reads; the service reads fewer, at less cost and as well."""
Split = Literal["train", "choose", "report"]
"""Articles, stories and questions of courses stand in one of them only: `choose` stops the training
and fits what is laid over it, `report` is for the figures."""


@dataclass(frozen=True, slots=True)
class Example:
    """A pair with its labels; None where a label is unknown."""

    question: str
    heading: str
    text: str
    source: str  # of the data: a name for the figures
    split: Split
    asked: str  # pairs of one question have the same
    answers: bool | None  # whether the text answers the question
    about: bool | None  # whether it is the passage that the question is about
    spans: Sequence[tuple[int, int]] = ()  # of the answer, in characters of the text
    weight: float = 1.0
    made: bool = False  # whether a program wrote or changed the question

    def over(self, text: str, heading: str | None = None) -> Example:
        """The question with another passage, which it is neither about nor answered by."""
        above = self.heading if heading is None else heading
        return replace(
            self, text=text, heading=above, answers=False, about=False, spans=(), weight=1.0
        )


def cut(example: Example, vocabulary: Vocabulary, rng: random.Random | None = None) -> Example:
    """The example with a window as the service reads it; its spans move along.

    Where that window misses the answer, or by chance with `rng`, one around the answer.
    """
    text, words = example.text, WORDS
    start, end = window(weights(example.question, vocabulary), text, words)
    inside = [span for span in example.spans if start <= span[0] and span[1] <= end]
    if example.spans and (not inside or (rng and rng.random() < 0.3)):
        chosen = (rng or random.Random(0)).choice(example.spans)
        start, end = around(text, chosen, words, rng or random.Random(0))
        inside = [span for span in example.spans if start <= span[0] and span[1] <= end]
    moved = [(a - start, b - start) for a, b in inside]
    return replace(example, text=text[start:end], spans=moved)


def around(text: str, span: tuple[int, int], words: int, rng: random.Random) -> tuple[int, int]:
    """Whole sentences around a span, of at most so many words unless its own is longer."""
    found = sentences(text)
    held = [n for n, s in enumerate(found) if s.start < span[1] and span[0] < s.end]
    if not held:
        return 0, len(text)
    first, last = held[0], held[-1]
    total = sum(_words(text, found[n]) for n in range(first, last + 1))
    while True:
        sides = [n for n in (first - 1, last + 1) if 0 <= n < len(found)]
        sides = [n for n in sides if total + _words(text, found[n]) <= words]
        if not sides:
            return found[first].start, found[last].end
        side = rng.choice(sides)
        total += _words(text, found[side])
        first, last = min(first, side), max(last, side)


def without(text: str, spans: Sequence[tuple[int, int]]) -> str | None:
    """The text without the sentences that hold a span; None where too little is left."""
    found = sentences(text)
    kept = [s for s in found if not any(s.start < b and a < s.end for a, b in spans)]
    if len(kept) == len(found) or not kept:
        return None
    left = " ".join(text[s.start : s.end] for s in kept)
    return left if len(left.split()) >= 20 else None


def sentence_spans(text: str, spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The sentences that hold a span."""
    return [
        (s.start, s.end)
        for s in sentences(text)
        if any(s.start < b and a < s.end for a, b in spans)
    ]


def _words(text: str, span: Span) -> int:
    return len(text[span.start : span.end].split())
