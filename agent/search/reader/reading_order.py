"""The order of a search when its best passages are read with the question."""

from __future__ import annotations

from collections.abc import Sequence

from agent.search.ranking import ranked
from agent.search.reader.pair_reader import READ, PairReader
from agent.search.vocabulary import Vocabulary
from agent.types import Passage


class ReadingOrder:
    """Puts the candidates of a question in order; see `Order` in agent/nodes/retrieve.py."""

    def __init__(self, reader: PairReader) -> None:
        self._reader = reader

    def ranked(
        self, question: str, candidates: Sequence[Passage], vocabulary: Vocabulary
    ) -> list[Passage]:
        """The candidates, best first; what the reader says counts for the first ones, and those
        stay ahead of the others. It has learnt English: of other languages it says nothing."""
        best = ranked(question, candidates, vocabulary)
        if vocabulary.language_of(question) or _mostly_foreign(best[:READ], vocabulary):
            return best
        scores = self._reader.scores(question, best[:READ], vocabulary)
        gain = self._reader.fitted.ranking
        read = [
            passage | {"score": passage["score"] + gain.of(score)}
            for passage, score in zip(best, scores, strict=False)
        ]
        read.sort(key=lambda passage: passage["score"], reverse=True)
        return read + best[READ:]


def _mostly_foreign(passages: Sequence[Passage], vocabulary: Vocabulary) -> bool:
    others = sum(vocabulary.language_in(passage) is not None for passage in passages)
    return 2 * others > len(passages)
