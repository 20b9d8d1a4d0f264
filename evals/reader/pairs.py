"""The arrays of the examples, and how they are drawn into batches."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

TRAIN, CHOOSE, REPORT = range(3)
TOKENS = 3_600  # of a batch, about 32 pairs
MIXED = 60  # batches that are drawn together and then sorted by length
TIMES = {
    "articles": (2, 4),
    "courses": (3, 4),
    "real courses": (3, 4),
    "stories": (1, 0.6),
    "made": (1, 0.2),
    "written courses": (3, 3),
}
"""How often a question is drawn in the first epoch, and in the others; a share of one by chance."""
WRONG = 2  # pairs without an answer that are drawn with a question


class Pairs(NamedTuple):
    """All examples: one entry a pair, and the tokens of all in a row."""

    ids: NDArray[np.uint16]
    types: NDArray[np.uint8]
    begins: NDArray[np.int64]  # place of a pair's first token
    lengths: NDArray[np.int32]
    text: NDArray[np.int32]  # place of the first token of the passage's text, in the pair
    spots: NDArray[np.int32]  # first and last token of answer and sentence; -1: unknown
    answers: NDArray[np.int8]
    about: NDArray[np.int8]
    weight: NDArray[np.float32]
    asked: NDArray[np.int32]  # number of the question
    split: NDArray[np.uint8]
    source: NDArray[np.str_]


def read(file: Path) -> Pairs:
    """Read what `arrays.write` has written."""
    with np.load(file) as found:
        lengths = found["lengths"]
        ends = np.cumsum(lengths, dtype=np.int64)
        return Pairs(
            ids=found["ids"],
            types=found["types"],
            begins=ends - lengths,
            lengths=lengths,
            text=found["text"],
            spots=found["spots"],
            answers=found["answers"],
            about=found["about"],
            weight=found["weight"],
            asked=found["asked"],
            split=found["split"],
            source=found["sources"][found["source"]],
        )


def epoch(pairs: Pairs, number: int, seed: int) -> list[NDArray[np.int64]]:
    """The batches of an epoch, as places of pairs; the same for the same seed and number.

    The pairs of a question stand in one batch.
    """
    rng = np.random.default_rng((seed, number))
    groups = [group for group in _drawn(pairs, number, rng) if len(group)]
    rng.shuffle(groups)
    size = np.array([pairs.lengths[group].max() for group in groups])
    share = MIXED * TOKENS // int(size.mean() * 2)
    batches: list[NDArray[np.int64]] = []
    for at in range(0, len(groups), share):
        mixed = sorted(range(at, min(at + share, len(groups))), key=lambda n: size[n])
        batches += _filled([groups[n] for n in mixed], pairs.lengths)
    rng.shuffle(batches)
    return batches


def _drawn(pairs: Pairs, number: int, rng: np.random.Generator) -> Iterator[NDArray[np.int64]]:
    places = np.flatnonzero(pairs.split == TRAIN)
    places = places[np.argsort(pairs.asked[places], kind="stable")]
    cuts = np.flatnonzero(np.diff(pairs.asked[places])) + 1
    for group in np.split(places, cuts):
        times = TIMES[str(pairs.source[group[0]])][min(number, 1)]
        right, wrong = group[pairs.answers[group] == 1], group[pairs.answers[group] != 1]
        for _ in range(int(times + rng.random())):
            count = min(len(wrong), WRONG if len(right) == 0 or rng.random() < 0.4 else 1)
            yield np.concatenate([rng.permutation(right)[:1], rng.permutation(wrong)[:count]])


def _filled(
    groups: list[NDArray[np.int64]], lengths: NDArray[np.int32]
) -> Iterator[NDArray[np.int64]]:
    batch: list[NDArray[np.int64]] = []
    pairs = longest = 0
    for group in groups:
        widest = max(longest, int(lengths[group].max()))
        if batch and (pairs + len(group)) * widest > TOKENS:
            yield np.concatenate(batch)
            batch, pairs, widest = [], 0, int(lengths[group].max())
        batch.append(group)
        pairs, longest = pairs + len(group), widest
    if batch:
        yield np.concatenate(batch)
