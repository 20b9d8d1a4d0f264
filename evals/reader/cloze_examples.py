"""Examples made from sentences: a sentence without one of its parts, asked for with a W word.

After Lewis and others, "Unsupervised Question Answering by Cloze Translation", ACL 2019: hardly
English, but what has to be found is clear. Definitions give good questions: "A tuple is ..."
answers "What is a tuple?".
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from agent.search.vocabulary import Vocabulary
from agent.text.sentences import sentences
from evals.reader.example import Example, cut
from evals.reader.hard import Passages
from evals.reader.near_misses import exchanged, pool_of, unanswered

NAME = "made"
KEPT = 0.85  # of the other words of a sentence
LEAST, MOST = 6, 30  # words of a sentence

_DEFINES = re.compile(
    r"(?:An?|The)?\s*((?:[\w-]+ ){0,2}[\w-]+) (is|are|was|were) (?:an?|the|any) \w+"
)
_YEAR = re.compile(r"(?:[Ii]n|[Ss]ince|[Uu]ntil|[Bb]y|[Ff]rom) (?:[A-Z][a-z]+ )?(1\d{3}|20\d\d)\b")
_NUMBER = re.compile(
    r"(?<![\w.,])(\d[\d,.]*\d|\d|two|three|four|five|six|seven|eight|nine|ten|twelve) (\w+)"
)
_NAME = re.compile(r"(?<=[a-z,] )((?:[A-Z][a-z]+)(?: (?:of |the )?[A-Z][a-z]+)*)")
_PLACE = re.compile(r"\b(?:in|at|into|from|to) (the [a-z]+|[A-Z][a-z]+(?: [A-Z][a-z]+)*)\b")
_WHY = re.compile(r",? (because [^,.;]+)")


class Asked(NamedTuple):
    """A question on a sentence, and where in the sentence its answer stands."""

    question: str
    span: tuple[int, int]


def examples(
    texts: Mapping[str, str], headings: Mapping[str, str], share: float, rng: random.Random
) -> Iterator[Example]:
    """Questions on the passages of one article or story, with near misses for each.

    `share`: of the sentences that something is asked of.
    """
    passages = Passages(texts)
    pool = pool_of(list(texts.values()))
    for name, text in texts.items():
        for start, end, kind in sentences(text):
            if kind == "sentence" and rng.random() < share:
                for asked in questions(text[start:end], rng)[:1]:
                    span = (start + asked.span[0], start + asked.span[1])
                    yield from _variants(
                        asked.question, name, span, headings[name], passages, pool, rng
                    )


def questions(sentence: str, rng: random.Random) -> list[Asked]:
    """The questions that can be made from a sentence, in random order."""
    if not LEAST <= len(sentence.split()) <= MOST:
        return []
    found: list[Asked] = []
    if match := _DEFINES.match(sentence):
        found.append(Asked(f"What {match[2]} {match[1]}?", (match.end(2) + 1, len(sentence))))
    for pattern, word in (
        (_YEAR, "When"),
        (_NUMBER, "How many"),
        (_NAME, "Who"),
        (_PLACE, "Where"),
        (_WHY, "Why"),
    ):
        for match in pattern.finditer(sentence):
            said = word
            if word == "How many":
                said = f"How many {match[2]}"
            elif word == "Who":
                said = rng.choice(("Who", "What", "Which"))
            rest = f"{sentence[: match.start()]} {sentence[match.end() :]}"
            found.append(Asked(f"{said} {_dropped(rest, rng)}?", match.span(1)))
    rng.shuffle(found)
    return found


def _dropped(rest: str, rng: random.Random) -> str:
    words = re.findall(r"[\w'’-]+", rest)
    at = rng.randrange(max(len(words) - 12, 0) + 1)
    kept = [word for word in words[at : at + 14] if rng.random() < KEPT]
    if kept and kept[0].istitle() and rng.random() < 0.8:
        kept[0] = kept[0].lower()
    return " ".join(kept)


def _variants(
    question: str,
    name: str,
    span: tuple[int, int],
    heading: str,
    passages: Passages,
    pool: Sequence[str],
    rng: random.Random,
) -> Iterator[Example]:
    one = Example(
        question=question,
        heading=heading,
        text=passages.texts[name],
        source=NAME,
        split="train",
        asked=f"{name} {question}",
        answers=True,
        about=True,
        spans=[span],
        weight=1.0,
        made=True,
    )
    vocabulary: Vocabulary = passages.vocabulary
    yield cut(one, vocabulary, rng)
    draw = rng.random()
    if draw < 0.4 and (left := unanswered(one)):
        yield cut(left, vocabulary, rng)
    elif draw < 0.7 and (changed := exchanged(one, pool, rng)):
        yield cut(changed, vocabulary, rng)
    else:
        for other in passages.near(question, [name], 1, rng):
            yield cut(one.over(passages.texts[other]), vocabulary, rng)
