"""Selects the next quiz question: on the topic, not asked before, the best forms first."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from hashlib import sha256

from agent.practice.exercise import Exercise
from agent.practice.forms import exercises
from agent.search.vocabulary import Vocabulary
from agent.text.english_words import FRAME_STEMS, content_stems, stems, word_set
from agent.types import Passage

ENOUGH = 0.7
"""Share of a topic's weight that a question on it and its heading name."""
LEAST = 0.5
"""Share that question, answer and headings must name together."""
_UNSPECIFIC = word_set(
    "handl basic stuff concept topic idea exercis problem task question homework solut stuck hint"
)
"""Stems of words beside a topic: "file handling", "the exercise on sums"."""


def topic_stems(topic: str) -> frozenset[str]:
    """The stems of a topic's significant words."""
    found = frozenset(content_stems(topic))
    return found - FRAME_STEMS - _UNSPECIFIC or found - FRAME_STEMS or found


def on_topic(
    topic: str, passages: Sequence[Passage], vocabulary: Vocabulary, used: Mapping[str, int]
) -> list[Exercise]:
    """The questions on a topic, best first; `passages` in order of relevance.

    `used`: number of questions already taken from each passage; unused passages come first.
    """
    wanted = topic_stems(topic)
    ranked: list[tuple[tuple[bool, int, bool, int, int], Exercise]] = []
    for at, passage in enumerate(passages):
        for exercise in exercises(passage):
            inner = passage["section"].split(" > ")[-1]
            about = share(wanted, f"{exercise.question} {inner}", vocabulary)
            whole = share(wanted, _full_text(exercise), vocabulary)
            if wanted and max(about, whole) >= LEAST:
                asked = share(wanted, exercise.question, vocabulary)
                times = used.get(passage["id"], 0)
                order = (about < ENOUGH, times, asked < ENOUGH, exercise.rank, at)
                ranked.append((order, exercise))
    return [exercise for _, exercise in sorted(ranked, key=lambda pair: pair[0])]


def on_anything(passages: Iterable[Passage], seed: str) -> list[Exercise]:
    """Questions on all passages, the best forms first, shuffled by the seed."""
    found = [exercise for passage in passages for exercise in exercises(passage)]
    return sorted(found, key=lambda one: (one.rank, mixed(seed, one.question)))


def mixed(seed: str, text: str) -> str:
    """A sort key that shuffles texts, differently for each seed."""
    return sha256(f"{seed}\n{text}".encode()).hexdigest()


def unasked(found: Iterable[Exercise], asked: Collection[str]) -> Exercise | None:
    """The first question that is not among those asked."""
    return next((exercise for exercise in found if exercise.question not in asked), None)


def share(wanted: Collection[str], text: str, vocabulary: Vocabulary) -> float:
    """Share of the stems' weight that a text contains."""
    named = set(stems(text))
    weight = sum(vocabulary.idf(stem) for stem in wanted)
    return sum(vocabulary.idf(stem) for stem in wanted if stem in named) / weight if weight else 0.0


def _full_text(exercise: Exercise) -> str:
    passage = exercise.passage
    answer = " ".join(passage["text"][start:end] for start, end in exercise.answer)
    return f"{exercise.question} {answer} {passage['section']} {passage['title']}"
