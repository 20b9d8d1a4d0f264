"""The stretch of a passage that is read with a question: the whole sentences that share most."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from agent.search.vocabulary import Vocabulary
from agent.text.english_words import FRAME_STEMS, content_stems, stems
from agent.text.sentences import Span, sentences

WORDS = 60  # of a passage that are read, about 80 tokens; trained with up to 80 words
FRAME_WEIGHT = 0.2  # of a word that says how it is asked


class _Cut(NamedTuple):
    """A passage's sentences, with the stems and the number of words of each."""

    spans: tuple[Span, ...]
    bags: tuple[frozenset[str], ...]
    lengths: tuple[int, ...]


def weights(question: str, vocabulary: Vocabulary) -> dict[str, float]:
    """How much each stem of a question that carries meaning counts."""
    return {
        stem: vocabulary.idf(stem) * (FRAME_WEIGHT if stem in FRAME_STEMS else 1.0)
        for stem in content_stems(question)
    }


def window(weight: Mapping[str, float], text: str, words: int = WORDS) -> tuple[int, int]:
    """Start and end, in characters, of the neighbouring sentences of at most so many words that
    have most of the question's weight; the first of several. A longer sentence stands alone."""
    cut = _cut(text)
    if sum(cut.lengths) <= words:
        return 0, len(text)
    first, last = _best(weight, cut, words)
    return cut.spans[first].start, cut.spans[last].end


def windows(weight: Mapping[str, float], text: str, words: int = WORDS) -> list[tuple[int, int]]:
    """The window, and as few others as needed for the sentences before and after it."""
    cut = _cut(text)
    if sum(cut.lengths) <= words:
        return [(0, len(text))]
    first, last = _best(weight, cut, words)
    found = [(first, last)]
    for begin, end in ((0, first), (last + 1, len(cut.spans))):
        while begin < end:
            stop = begin + 1
            while stop < end and sum(cut.lengths[begin : stop + 1]) <= words:
                stop += 1
            found.append((begin, stop - 1))
            begin = stop
    return [(cut.spans[a].start, cut.spans[b].end) for a, b in found]


def _best(weight: Mapping[str, float], cut: _Cut, words: int) -> tuple[int, int]:
    """First and last sentence of the window."""
    return max(_runs(cut.lengths, words), key=lambda run: _met(weight, cut, run))


def _runs(lengths: Sequence[int], words: int) -> list[tuple[int, int]]:
    """First and last sentence of each longest run that fits, from its first sentence on."""
    runs = []
    for first in range(len(lengths)):
        last, total = first, lengths[first]
        while last + 1 < len(lengths) and total + lengths[last + 1] <= words:
            last += 1
            total += lengths[last]
        runs.append((first, last))
        if last == len(lengths) - 1:
            break
    return runs


def _met(weight: Mapping[str, float], cut: _Cut, run: tuple[int, int]) -> float:
    first, last = run
    bags = cut.bags[first : last + 1]
    together = max(sum(weight[stem] for stem in weight.keys() & bag) for bag in bags)
    bag = frozenset().union(*bags)
    return together + sum(weight[stem] for stem in weight.keys() & bag)


@lru_cache(maxsize=4_000)
def _cut(text: str) -> _Cut:
    spans = tuple(sentences(text))
    parts = [text[span.start : span.end] for span in spans]
    bags = tuple(frozenset(stems(part)) for part in parts)
    return _Cut(spans, bags, tuple(len(part.split()) for part in parts))
