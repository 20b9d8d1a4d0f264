"""Examples as arrays of numbers, in one file: what the training reads."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np

from agent.search.reader.pair_tokens import PairTokens, Row
from agent.text.english_words import content_stems, stems
from evals.reader.example import Example, sentence_spans

SPLITS = ("train", "choose", "report")
UNKNOWN = -1  # of a label


def write(examples: Sequence[Example], tokens: PairTokens, target: Path) -> None:
    """Write them all; see `labels` for what each array holds."""
    rows = [tokens.row(one.question, one.heading, one.text) for one in examples]
    sources = sorted({one.source for one in examples})
    asked = {name: n for n, name in enumerate(dict.fromkeys(one.asked for one in examples))}
    spots = [_spots(one, row) for one, row in zip(examples, rows, strict=True)]
    np.savez(
        target,
        ids=np.array([i for row in rows for i in row.ids], dtype=np.uint16),
        types=np.array([i for row in rows for i in row.types], dtype=np.uint8),
        lengths=np.array([len(row.ids) for row in rows], dtype=np.int32),
        text=np.array([row.text for row in rows], dtype=np.int32),
        spots=np.array(spots, dtype=np.int32).reshape(-1, 4),
        answers=_flags(one.answers for one in examples),
        about=_flags(one.about for one in examples),
        made=np.array([one.made for one in examples]),
        weight=np.array([one.weight for one in examples], dtype=np.float32),
        asked=np.array([asked[one.asked] for one in examples], dtype=np.int32),
        split=np.array([SPLITS.index(one.split) for one in examples], dtype=np.uint8),
        source=np.array([sources.index(one.source) for one in examples], dtype=np.uint8),
        sources=np.array(sources),
    )


def _flags(labels: Iterable[bool | None]) -> np.ndarray:
    return np.array([UNKNOWN if label is None else int(label) for label in labels], dtype=np.int8)


def _spots(one: Example, row: Row) -> tuple[int, int, int, int]:
    """First and last token of the answer, then of its sentence; `UNKNOWN` where it is."""
    if not one.answers or not one.spans:
        return (UNKNOWN,) * 4
    span = _nearest(one)
    answer = _tokens(row, span)
    around = sentence_spans(one.text, [span])
    sentence = _tokens(row, (around[0][0], around[-1][1])) if around else answer
    return (*answer, *sentence)


def _tokens(row: Row, span: tuple[int, int]) -> tuple[int, int]:
    inside = [
        row.text + n
        for n, (start, end) in enumerate(row.offsets)
        if start < span[1] and span[0] < end
    ]
    return (inside[0], inside[-1]) if inside else (UNKNOWN, UNKNOWN)


def _nearest(one: Example) -> tuple[int, int]:
    """The span whose sentence shares most with the question; the first of several."""
    wanted = frozenset(content_stems(one.question))

    def shared(span: tuple[int, int]) -> int:
        parts = [one.text[a:b] for a, b in sentence_spans(one.text, [span])]
        return len(wanted & {stem for part in parts for stem in stems(part)})

    return max(one.spans, key=shared)
