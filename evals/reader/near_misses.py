"""Questions and texts changed so that what was answered is not any more."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from dataclasses import replace

from agent.text.english_words import FRAME_STEMS, Word, content_words, stems
from evals.reader.example import Example, without

SHORTEST = 4  # letters of a word that is exchanged, unless it is a number


def unanswered(example: Example) -> Example | None:
    """The pair without the sentences of its answer; None where too little is left."""
    text = without(example.text, example.spans)
    if text is None:
        return None
    return replace(example, text=text, answers=False, spans=(), made=True)


def exchanged(example: Example, pool: Sequence[str], rng: random.Random) -> Example | None:
    """The question with one word exchanged for another of its kind from `pool`, words as written.

    The word exchanged is one that the passage has, and never one of the answer.
    """
    question = example.question
    has = {*stems(example.text)}
    own = {*stems(question)}
    able = [word for word in content_words(question) if word.stem in has and _bears(word)]
    rng.shuffle(able)
    for word in able:
        kind = _kind(question[word.start : word.end], word.start)
        others = [
            other
            for other in rng.sample(pool, min(len(pool), 200))
            if _kind(other, 1) == kind and not {*stems(other)} & own
        ]
        if others:
            near = [other for other in others if {*stems(other)} <= has]
            other = rng.choice(near if near and rng.random() < 0.5 else others)
            said = question[: word.start] + other + question[word.end :]
            return replace(example, question=said, answers=False, spans=(), made=True)
    return None


def pool_of(texts: Sequence[str]) -> list[str]:
    """The words of texts that may stand for others, as written, each as often as it occurs."""
    found = []
    for text in texts:
        found += [text[word.start : word.end] for word in content_words(text) if _bears(word)]
    return found


def _bears(word: Word) -> bool:
    return word.stem not in FRAME_STEMS and (len(word.text) >= SHORTEST or word.text.isdigit())


def _kind(written: str, at: int) -> str:
    """Names, years, other numbers, and other words by their endings."""
    if written[0].isdigit():
        return "year" if re.fullmatch(r"1\d{3}|20\d\d", written) else "number"
    if written[0].isupper() and at > 0:
        return "name"
    ending = re.search(r"(ing|ed|ly|ion|ity|er|est|al|s|ous|ive|able|ment|ness)$", written.lower())
    return ending[1] if ending else "plain"
