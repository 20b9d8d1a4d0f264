"""A quiz question made from a passage, with the words that answer it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from agent.text.english_words import FRAME_STEMS, STOP_WORDS, content_stems, words
from agent.types import Passage

Stretch = tuple[int, int]
"""`text[start:end]` of a passage."""


@dataclass(frozen=True, slots=True)
class Exercise:
    """`answer` is quoted when it is revealed; `key` are its words that a good answer needs."""

    question: str
    passage: Passage
    answer: tuple[Stretch, ...]
    key: tuple[Stretch, ...]
    rank: int = 0  # of its form, best first
    named: Stretch | None = None  # words of the passage that the question is about

    @property
    def cue(self) -> Stretch:
        """The words quoted beside the question; the question has them too."""
        return self.named or cue(self.question, self.passage["text"])


def cue(question: str, text: str) -> Stretch:
    """The longest run of a text's words that are all in the question; else its first word."""
    asked = set(content_stems(question))
    best = run = (0, 0)
    fresh = True
    for word in words(text):
        known = word.stem in asked and word.text not in STOP_WORDS
        gap = text[run[1] : word.start]
        run = (
            run[0] if known and not fresh and gap.isspace() and "\n" not in gap else word.start,
            word.end,
        )
        fresh = not known
        if known and run[1] - run[0] > best[1] - best[0]:
            best = run
    first = next(iter(words(text)), None)
    return best if best[1] or first is None else (first.start, first.end)


def key_words(text: str, stretches: Iterable[Sequence[int]], question: str) -> dict[str, str]:
    """The significant words of the answer that the question lacks, by stem."""
    asked = set(content_stems(question))
    found: dict[str, str] = {}
    for start, end in stretches:
        for word in words(text[start:end]):
            plain = word.text in STOP_WORDS or word.stem in FRAME_STEMS or word.stem in asked
            if not plain and (len(word.text) > 1 or word.text.isdigit()):
                found.setdefault(word.stem, text[start + word.start : start + word.end])
    return found


def heading(passage: Passage) -> str:
    """The passage's innermost heading without its number; "" for none."""
    return re.sub(r"^[\d.]+\s+", "", passage["section"].split(" > ")[-1]).strip()


def where(passage: Passage) -> str:
    """A passage's place for a reader; the citation adds the page."""
    last = passage["section"].split(" > ")[-1]
    return f"“{last}” in {passage['title']}" if last else passage["title"]
