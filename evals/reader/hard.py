"""The passages that share most with a question without being the one that it is about."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence

from agent.search.reader.window import weights
from agent.search.vocabulary import Vocabulary
from agent.text.english_words import stems

NEAREST = 4  # passages of which one is drawn


class Passages:
    """The passages of one article or story, by the words they share with a question."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        """`texts` by id."""
        self.texts = texts
        self.vocabulary = Vocabulary.of(texts.values())
        self._bags = {name: frozenset(stems(text)) for name, text in texts.items()}

    def near(self, question: str, but: Sequence[str], count: int, rng: random.Random) -> list[str]:
        """Ids of so many of the nearest, in random order."""
        weight = weights(question, self.vocabulary)

        def shared(name: str) -> float:
            return sum(weight[stem] for stem in weight.keys() & self._bags[name])

        others = [name for name in self.texts if name not in but]
        nearest = sorted(others, key=shared, reverse=True)[: max(NEAREST, count)]
        return rng.sample(nearest, min(count, len(nearest)))
