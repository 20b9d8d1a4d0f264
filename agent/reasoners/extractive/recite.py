"""An answer from a look-up: its remarks, and verbatim words of its passages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from agent.reasoner import Cite, Remark
from agent.reasoners.extractive.answer import quoted, runs
from agent.reasoners.extractive.blocks import block_at
from agent.reasoners.extractive.reading import Unit, read
from agent.types import Passage, Quote


def recite(quotes: Sequence[Quote], passages: Sequence[Passage]) -> Iterator[str | Cite | Remark]:
    """Each remark, then the quoted words with their citation."""
    places = {passage["id"]: place for place, passage in enumerate(passages, start=1)}
    between = ""
    for quote in quotes:
        if quote["remark"]:
            yield Remark(f"{between}{quote['remark']}")
            between = "\n\n"
        place = places.get(quote["passage_id"])
        if place and "cue" in quote:
            yield Cite(place, quote["cue"])
        elif place:
            yield from _words(passages[place - 1], quote, between)
            yield Cite(place)
            between = "\n\n"


def _words(passage: Passage, quote: Quote, between: str) -> Iterator[str]:
    text, units = passage["text"], read(passage).units
    parts = _parts(units)
    if quote["spans"]:
        parts = ([units[at] for at in run] for run in runs(units, _picked(units, quote)))
    for part in parts:
        words = quoted(text, part)
        yield between + words
        between = "" if words.endswith("\n\n") else "\n\n"


def _picked(units: Sequence[Unit], quote: Quote) -> list[int]:
    """The units that the spans overlap; a row brings its header."""
    picked: set[int] = set()
    for start, end in quote["spans"]:
        for at, unit in enumerate(units):
            if unit.start < end and start < unit.end:
                picked.add(at)
                head = block_at(units, at).head if unit.kind == "row" else None
                picked |= set() if head is None else {head}
    return sorted(picked)


def _parts(units: Sequence[Unit]) -> Iterator[list[Unit]]:
    """All units, tables separate from prose."""
    for _, part in groupby(units, key=lambda unit: unit.kind in ("row", "head")):
        yield list(part)
