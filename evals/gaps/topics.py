"""Questions grouped by what they are about, by the vectors that searches use."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from agent.search.vocabulary import Vocabulary
from agent.text.language import FRAME_STEMS, content_words
from agent.types import Passage
from evals.gaps.failed import REASONS, Failed, Reason

ALIKE = 0.45
"""Least cosine of a question and the middle of its topic. Of the sample's pairs of questions about
different sections 2% are as near as that, of pairs about two facts of the same section 22%."""
ROUNDS = 3
NAMED = 3  # words in a topic's name

Array = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Topic:
    """Questions about one thing, and the materials nearest to it."""

    name: str
    questions: list[Failed]  # the one nearest to the middle first
    nearest: list[Passage]

    @property
    def times(self) -> int:
        """How often its questions failed."""
        return sum(question.times for question in self.questions)

    @property
    def reasons(self) -> dict[Reason, int]:
        """How often for each reason."""
        counted = {
            reason: sum(question.reasons.get(reason, 0) for question in self.questions)
            for reason in REASONS
        }
        return {reason: count for reason, count in counted.items() if count}


def topics(
    questions: Sequence[Failed],
    vectors: Sequence[Sequence[float]],
    vocabulary: Vocabulary,
    search: Callable[[str, Sequence[float]], list[Passage]],
) -> list[Topic]:
    """The topics, the one that failed most often first; `search` finds the nearest materials."""
    if not questions:
        return []
    matrix = np.asarray(vectors, dtype=np.float32)
    matrix /= np.linalg.norm(matrix, axis=1, keepdims=True)
    labels = grouped(matrix)
    found = []
    for label in sorted(set(labels)):
        at = [n for n, other in enumerate(labels) if other == label]
        middle = matrix[at].mean(axis=0)
        at.sort(key=lambda n: -float(matrix[n] @ middle))
        members = [questions[n] for n in at]
        nearest = search(members[0].query, vectors[at[0]])
        found.append(Topic(_named(members, vocabulary), members, nearest))
    return sorted(found, key=lambda topic: (-topic.times, topic.name))


def grouped(matrix: Array) -> list[int]:
    """A label for each row of length 1: leaders first, then a few rounds of the nearest middle.

    Leader clustering (Hartigan, "Clustering Algorithms", 1975, chapter 3): the number of topics
    need not be known, and the same questions give the same topics.
    """
    middles = matrix[:1]
    for row in matrix[1:]:
        if float((middles @ row).max()) < ALIKE:
            middles = np.vstack([middles, row])
    labels: Array = np.zeros(len(matrix), dtype=np.float32)
    for _ in range(ROUNDS):
        closeness = matrix @ middles.T
        labels = closeness.argmax(axis=1)
        kept = sorted(set(labels.tolist()))
        middles = np.vstack([_middle(matrix[labels == label]) for label in kept])
    return [int(label) for label in labels]


def _middle(rows: Array) -> Array:
    mean: Array = rows.mean(axis=0)
    scaled: Array = mean / np.linalg.norm(mean)
    return scaled


def _named(members: Sequence[Failed], vocabulary: Vocabulary) -> str:
    """The words that most of its questions have and few texts do."""
    counted: Counter[str] = Counter()
    forms: dict[str, str] = {}
    for member in members:
        said = {word.stem: word.text for word in content_words(member.query)}
        said = {each: form for each, form in said.items() if each not in FRAME_STEMS}
        counted.update(said.keys())
        forms = said | forms
    weights = {each: count * vocabulary.idf(each) for each, count in counted.items()}
    best = sorted(weights, key=lambda each: (-weights[each], each))[:NAMED]
    return ", ".join(forms[each] for each in best) or members[0].question
