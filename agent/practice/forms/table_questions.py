"""Questions from tables, each answered by one cell."""

from __future__ import annotations

import re
from collections.abc import Iterator

from agent.practice.exercise import Exercise, heading
from agent.reasoners.extractive.blocks import blocks
from agent.reasoners.extractive.reading import read
from agent.types import Passage

LONGEST = 14  # words of a cell
GUESSED = frozenset(("-", "–", "—", "0", "1", "yes", "no", "Yes", "No"))
"""Cells that need no knowledge, or can be guessed."""
_CELL = re.compile(r"(?<!\\)\|\s*((?:\\.|`[^`]*`|[^|\\`])*?)\s*(?=\|)")
_TERMS = re.compile(r"(?:key )?(?:terms?|words?|concepts?)$", re.IGNORECASE)


def tables(passage: Passage) -> Iterator[Exercise]:
    """A question for each row and column."""
    text, units = passage["text"], read(passage).units
    for block in blocks(units):
        if block.head is None:
            continue
        names = _cells(text[units[block.head].start : units[block.head].end].split("\n")[0])
        rows = [(units[at].start, units[at].end) for at in block.members]
        labels = [text[slice(*cells[0])] for row in rows if (cells := _spans(text, row))]
        if len(names) < 2 or len(set(labels)) < len(labels):
            continue
        for row in rows:
            yield from _of_row(passage, names, row)


def _of_row(passage: Passage, names: list[str], row: tuple[int, int]) -> Iterator[Exercise]:
    text, cells = passage["text"], _spans(passage["text"], row)
    if len(cells) != len(names):
        return
    label = text[slice(*cells[0])]
    for name, cell in zip(names[1:], cells[1:], strict=True):
        value = text[slice(*cell)]
        length = len(value.split())
        if not (label and name and value) or length > LONGEST or value in (*GUESSED, label):
            continue
        if _TERMS.search(names[0].strip()):
            asked = f"What does the term “{label}” mean?"
        else:
            place = heading(passage) or passage["title"]
            first = f"{names[0]} " if label.isdigit() else ""
            asked = (
                f"In the table under “{place}”, what is in the column “{name}” for "
                f"{first}“{label}”?"
            )
        rank = 0 if asked.endswith("mean?") else 1
        yield Exercise(asked, passage, (row,), (cell,), rank, named=cells[0])


def _cells(line: str) -> list[str]:
    return [cell[1].strip() for cell in _CELL.finditer(line)]


def _spans(text: str, row: tuple[int, int]) -> list[tuple[int, int]]:
    return [cell.span(1) for cell in _CELL.finditer(text, *row)]
