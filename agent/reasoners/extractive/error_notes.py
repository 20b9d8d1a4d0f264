"""Quotes the materials' entry on an error, with the table row that fits the message."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from agent.reasoner import Cite
from agent.reasoners.extractive.answer import quoted, runs
from agent.reasoners.extractive.reading import Unit, read
from agent.text.english_words import content_stems, stems
from agent.types import Passage
from agent.understanding.pasted_error import PastedError

MOST_WORDS = 150
NAME = re.compile(r"\b\w+(?:Error|Exception|Warning)\b", re.IGNORECASE)
FITS = 0.5
"""Share of the words of a row's first cell that the message must contain."""


def is_entry(passage: Passage, error: PastedError) -> bool:
    """Whether a passage's heading is the error's name."""
    return is_on(passage, error.kind)


def is_on(passage: Passage, kind: str) -> bool:
    """Whether a passage's heading is the name of an error of this kind: "KeyError"."""
    heading = passage["section"].split(" > ")[-1].lower().replace("`", "")
    name = kind.lower()
    return bool(name) and (
        name in heading.split() or name == re.sub(r"\W", "", heading).removesuffix("s")
    )


def mentions(passage: Passage, error: PastedError) -> bool:
    """Whether a passage or its heading has the error's name: "KeyError"."""
    name = error.kind if NAME.fullmatch(error.kind) else ""
    return bool(name) and name.lower() in f"{passage['section']} {passage['text']}".lower()


def error_notes(error: PastedError, passages: Sequence[Passage]) -> Iterator[str | Cite]:
    """The entries on an error, without rows on other messages; may be empty."""
    message = frozenset(stems(error.message))
    between, room = "", MOST_WORDS
    for place, passage in enumerate(passages, start=1):
        if not passage["relevant"] or not is_entry(passage, error):
            continue
        units = read(passage).units
        for run in _apart(units, _picked(units, message)):
            room -= sum(len(units[at].order) for at in run)
            if room < 0 and between:
                return
            yield between + quoted(passage["text"], [units[at] for at in run])
            yield Cite(place)
            between = "\n\n"


def _apart(units: Sequence[Unit], picked: Sequence[int]) -> Iterator[list[int]]:
    """Runs of prose and of rows, separately."""
    for run in runs(units, picked):
        for _, same in groupby(run, key=lambda at: units[at].kind in ("head", "row")):
            yield list(same)


def _picked(units: Sequence[Unit], message: frozenset[str]) -> list[int]:
    """All prose, and of each table the row that fits the message with its header."""
    rows = {at: _fit(unit, message) for at, unit in enumerate(units) if unit.kind == "row"}
    best = max(rows, key=lambda at: rows[at], default=None)
    fits = best is not None and rows[best] >= FITS
    picked = []
    for at, unit in enumerate(units):
        table = unit.kind in ("head", "row")
        announces = unit.announces and at + 1 < len(units) and units[at + 1].kind == "head"
        shown = fits and (at == best or unit.kind == "head")
        if shown if table else (fits or not announces):
            picked.append(at)
    return picked


def _fit(row: Unit, message: frozenset[str]) -> float:
    label = frozenset(stem for stem in row.label if content_stems(stem)) or row.label
    return len(label & message) / len(label) if label else 0.0
