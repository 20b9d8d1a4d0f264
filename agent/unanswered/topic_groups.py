"""Questions grouped by topic, using the vectors of the search."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from agent.languages.language import language
from agent.search.vocabulary import Vocabulary
from agent.text.english_words import FRAME_STEMS, content_words
from agent.types import Passage
from agent.unanswered.failed import REASONS, Failed, Reason

ALIKE = 0.45
"""Minimum cosine of a question and its topic's center. Of the sample's pairs of questions, 2% about
different sections are that similar, and 22% about two facts of the same section."""
ROUNDS = 3
NAMED = 3  # words in a topic's name
SHORT = frozenset("whats hows wheres whens whos whys".split())
"""Question words as they are typed."""

Array = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Topic:
    """Questions about a topic, and the closest materials."""

    name: str
    questions: list[Failed]  # the most central first
    nearest: list[Passage]

    @property
    def times(self) -> int:
        """The number of failures of its questions."""
        return sum(question.times for question in self.questions)

    @property
    def reasons(self) -> dict[Reason, int]:
        """Counts by reason."""
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
    floor: float = 0.0,
) -> list[Topic]:
    """The topics with the most failures first; `search` finds the closest materials.

    `floor`: the model's cosine of texts that have nothing to do with each other.
    """
    if not questions:
        return []
    matrix = np.asarray(vectors, dtype=np.float32)
    matrix /= np.linalg.norm(matrix, axis=1, keepdims=True)
    labels = grouped(matrix, ALIKE + (1 - ALIKE) * floor)
    found = []
    for label in sorted(set(labels)):
        at = [n for n, other in enumerate(labels) if other == label]
        middle = matrix[at].mean(axis=0)
        at.sort(key=lambda n: -float(matrix[n] @ middle))
        members = [questions[n] for n in at]
        nearest = search(members[0].query, vectors[at[0]])
        found.append(Topic(_named(members, vocabulary), members, nearest))
    return sorted(found, key=lambda topic: (-topic.times, topic.name))


def grouped(matrix: Array, alike: float = ALIKE) -> list[int]:
    """A label for each unit vector: leaders first, then a few rounds of the closest center.

    Leader clustering (Hartigan, "Clustering Algorithms", 1975, chapter 3): it does not need the
    number of topics and is deterministic.
    """
    middles = matrix[:1]
    for row in matrix[1:]:
        if float((middles @ row).max()) < alike:
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


def subject_words(question: str, vocabulary: Vocabulary) -> dict[str, str]:
    """The words that say what a question is about, in its language, by their stems."""
    if code := vocabulary.language_of(question):
        spoken = language(code)
        found, framing = spoken.content_words(question), spoken.frame_stems
    else:
        found, framing = content_words(question), FRAME_STEMS
    return {
        word.stem: word.text
        for word in found
        if word.stem not in framing and word.text.lower() not in SHORT
    }


def _named(members: Sequence[Failed], vocabulary: Vocabulary) -> str:
    """The words that most of its questions and few texts contain."""
    counted: Counter[str] = Counter()
    forms: dict[str, str] = {}
    for member in members:
        words = subject_words(member.query, vocabulary)
        counted.update(words.keys())
        forms |= words
    weights = {each: count * vocabulary.idf(each) for each, count in counted.items()}
    best = sorted(weights, key=lambda each: (-weights[each], each))[:NAMED]
    best.sort(key=list(forms).index)  # as the questions have them
    return ", ".join(forms[each] for each in best) or members[0].question
