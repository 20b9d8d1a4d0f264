"""Completes lists and tables that continue in the next or previous chunk, prose with its code, and
a question with its answer.

Passages stay as they are in the index, so that quotes keep their places; the rest of a list or
table is added as another passage.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from agent.passage_id import beside
from agent.types import Passage

HITS = 3
"""How many of the best passages are completed."""
_QUESTION = re.compile(r"[^\n?]{10,200}\?")
_ANSWER = "answer"
_KINDS = {
    "row": re.compile(r"\s*\|"),
    "item": re.compile(r"\s*(?:[-*+•◦▪●–]|\d{1,3}[.)])\s"),
    "code": re.compile(r"\s*(?:```|~~~)"),
}


def cut_off(passages: Sequence[Passage]) -> list[str]:
    """The ids of the chunks next to the best passages that may continue their lists and tables.

    Some may not exist; `belonging` selects the wanted ones.
    """
    had = {passage["id"] for passage in passages}
    wanted = dict.fromkeys(edge.id for passage in passages[:HITS] for edge in _edges(passage))
    return [id_ for id_ in wanted if id_ not in had]


def answer_of(passage: Passage) -> str | None:
    """The id of the chunk behind a passage that only asks a question; None for other passages."""
    alone = _QUESTION.fullmatch(passage["text"].strip())
    return beside(passage["id"], 1) if alone else None


def explained_by(passage: Passage) -> str | None:
    """The id of the chunk before a passage that begins with code; None for other passages."""
    return beside(passage["id"], -1) if _kind(passage, 0) == "code" else None


def belonging(passages: Sequence[Passage], found: Iterable[Passage]) -> list[Passage]:
    """The chunks found that continue a list or table of the same section."""
    edges = [(passage, edge) for passage in passages[:HITS] for edge in _edges(passage)]
    return [chunk for chunk in found if any(_joins(chunk, *each) for each in edges)]


class _Edge(NamedTuple):
    """An end of a passage that lies within a list or table, and the chunk beyond it."""

    id: str
    kind: str  # of its lines; or `_ANSWER`
    line: int  # of the chunk beyond: its last, or its first


def _edges(passage: Passage) -> Iterator[_Edge]:
    if answer := answer_of(passage):
        yield _Edge(answer, _ANSWER, 0)
        return
    before, behind = beside(passage["id"], -1), beside(passage["id"], 1)
    if before and (kind := _kind(passage, 0)):
        yield _Edge(before, "" if kind == "code" else kind, -1)
    if behind:  # behind prose the code that it explains
        yield _Edge(behind, _kind(passage, -1) or "code", 0)


def _joins(chunk: Passage, passage: Passage, edge: _Edge) -> bool:
    if edge.kind == _ANSWER:
        below = f"{chunk['section']} > ".startswith(f"{passage['section']} > ")
        return chunk["id"] == edge.id and below
    same = all(chunk[name] == passage[name] for name in ("document_id", "section"))
    return same and chunk["id"] == edge.id and _kind(chunk, edge.line) == edge.kind


def _kind(passage: Passage, line: int) -> str:
    """The kind of a passage's line: table, list, code; "" for prose."""
    lines = passage["text"].strip().splitlines() or [""]
    return next((kind for kind, begins in _KINDS.items() if begins.match(lines[line])), "")
