"""The reader: a small model that reads question and passage together.

It is trained by `make reader` (evals/reader), runs on onnxruntime, and says of each passage whether
the question is about it, whether it answers the question, and with which words.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING

from agent.search.reader.pair_scores import Fitted, PairScores
from agent.search.reader.pair_tokens import PairTokens
from agent.search.reader.window import weights, window, windows
from agent.search.reader.word_vectors import WordVectors
from agent.types import Passage

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np
    from numpy.typing import NDArray
    from onnxruntime import InferenceSession

    from agent.search.vocabulary import Vocabulary

READ = 8  # passages of a search that are read: as many as are graded
LONGEST = 25  # tokens of an answer that is looked for
CACHED = 256  # pairs


class PairReader:
    """Reads pairs one by one, as the ranges of a quantised model span a batch; thread-safe."""

    def __init__(
        self,
        session: InferenceSession,
        tokens: PairTokens,
        words: WordVectors,
        fitted: Fitted,
        threads: int,
    ) -> None:
        """`threads` pairs are read at once."""
        self.fitted = fitted
        """How much the scores count."""
        self._session = session
        self._tokens = tokens
        self._words = words
        self._pool = ThreadPoolExecutor(threads, "reader")
        self._known = lru_cache(CACHED)(self._read)

    def scores(
        self, question: str, passages: Sequence[Passage], vocabulary: Vocabulary
    ) -> list[PairScores]:
        """One for each passage, in their order. The same pair always gets the same scores."""
        weight = weights(question, vocabulary)

        def read(passage: Passage) -> PairScores:
            start, end = window(weight, passage["text"])
            found = self._known(question, heading(passage), passage["text"][start:end])
            return found.moved(start)

        return list(self._pool.map(read, passages))

    def whole(
        self, question: str, passages: Sequence[Passage], vocabulary: Vocabulary
    ) -> list[PairScores]:
        """Of each passage the scores of the part that answers best, with the tokens of all parts.

        Costs as many readings as the passages have parts; `scores` has made the first of each.
        """
        weight = weights(question, vocabulary)
        places = [windows(weight, passage["text"]) for passage in passages]

        def read(part: tuple[Passage, tuple[int, int]]) -> PairScores:
            passage, (start, end) = part
            found = self._known(question, heading(passage), passage["text"][start:end])
            return found.moved(start)

        pairs = zip(passages, places, strict=True)
        parts = self._pool.map(read, [(passage, at) for passage, each in pairs for at in each])
        return [_joined(list(islice(parts, len(each)))) for each in places]

    def _read(self, question: str, above: str, text: str) -> PairScores:
        row = self._tokens.row(question, above, text)
        pair, tokens = self._session.run(
            ["pair", "tokens"],
            {"words": self._words.of(row.ids)[None], "types": [row.types]},
        )
        first, last, gain = _best_span(tokens[0], row.text, len(row.offsets))
        start = row.offsets[first][0] if row.offsets else 0
        end = row.offsets[last][1] if row.offsets else 0
        logits = tokens[0, row.text : row.text + len(row.offsets), 2].tolist()
        marks = tuple((*place, logit) for place, logit in zip(row.offsets, logits, strict=True))
        return PairScores(float(pair[0, 0]), float(pair[0, 1]), gain, start, end, marks)


def heading(passage: Mapping[str, object]) -> str:
    """The line above a passage's text: its document and section."""
    title, section = str(passage["title"]), str(passage["section"])
    return f"{title} > {section}" if section and section != title else title


def _joined(parts: Sequence[PairScores]) -> PairScores:
    """The scores of the part that answers best, with the tokens of all."""
    best = max(parts, key=lambda part: part.answers)
    return best._replace(tokens=tuple(token for part in parts for token in part.tokens))


def _best_span(tokens: NDArray[np.float32], text: int, length: int) -> tuple[int, int, float]:
    """First and last token of the best span, counted in the text, and its gain over none."""
    if not length:
        return 0, 0, -20.0
    begins, ends = tokens[text : text + length, 0], tokens[text : text + length, 1]
    none = float(tokens[0, 0] + tokens[0, 1])
    best = max(
        ((n, n + int(ends[n : n + LONGEST].argmax())) for n in range(length)),
        key=lambda span: float(begins[span[0]] + ends[span[1]]),
    )
    return *best, float(begins[best[0]] + ends[best[1]]) - none
