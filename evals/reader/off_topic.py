"""Everyday questions whose words mean something else in a course: "how do I set the table"."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from hashlib import sha256
from heapq import nlargest
from pathlib import Path

from agent.search.reader.window import weights
from agent.search.vocabulary import Vocabulary
from agent.text.english_words import stems
from evals.reader.example import Example, Split, cut
from evals.reader.written_courses import NAME, TENTHS, Document, Section

FILE = Path(__file__).with_name("off-topic.txt")
NEAREST = 12  # sections that share most with a question
TOGETHER = 3  # of them that are read as one question


def questions(split: Split) -> list[str]:
    """Those of a split; no written course answers them."""
    lines = FILE.read_text(encoding="utf-8").splitlines()
    return [line for line in lines if split_of(line) == split]


def split_of(question: str) -> Split:
    """One question in ten is kept to choose, one in ten to report."""
    return TENTHS.get(sha256(question.encode()).digest()[0] % 10, "train")


def examples(documents: Sequence[Document], rng: random.Random) -> Iterator[Example]:
    """Each question with the sections of its split that share most with it."""
    splits: tuple[Split, ...] = ("train", "choose", "report")
    for split in splits:
        sections = [part for one in documents if one.split == split for part in one.sections]
        vocabulary = Vocabulary.of(section.text for section in sections)
        for question, found in nearest(questions(split), sections):
            rng.shuffle(found)
            for at, section in enumerate(found):
                example = Example(
                    question=question,
                    heading=section.heading,
                    text=section.text,
                    source=NAME,
                    split=split,
                    asked=f"off-topic {at // TOGETHER} {question}",
                    answers=False,
                    about=False,
                )
                yield cut(example, vocabulary, rng if split == "train" else None)


def nearest(
    asked: Sequence[str], sections: Sequence[Section]
) -> Iterator[tuple[str, list[Section]]]:
    """Each question with the sections that share most with it."""
    vocabulary = Vocabulary.of(section.text for section in sections)
    bags = [frozenset(stems(section.text)) for section in sections]
    for question in asked:
        weight = weights(question, vocabulary)
        shared = [sum(weight[stem] for stem in weight.keys() & bag) for bag in bags]
        best = nlargest(NEAREST, range(len(sections)), key=shared.__getitem__)
        yield question, [sections[at] for at in best]
