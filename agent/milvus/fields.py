"""Rows of a Milvus collection, and the filters that select them."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from typing import Any, cast

import numpy as np

from agent.index import View
from agent.types import Chunk, Passage, passage_of

FIELDS = ("id", "document_id", "source", "course", "title", "section", "page", "text")
"""The fields of a passage."""


def visible(view: View, condition: str = "") -> str:
    """A filter for visible chunks that match the condition."""
    shown = f"version not in {json.dumps(view.hidden)}" if view.hidden else ""
    return " and ".join(part for part in (condition, shown) if part)


def one_of(field: str, values: Collection[str]) -> str:
    """A filter for rows with one of these values."""
    return f"{field} in {json.dumps(list(values), ensure_ascii=False)}"


def cosines(vector: Sequence[float], others: Sequence[Sequence[float]]) -> list[float]:
    """The cosine similarities of a vector to others."""
    if not others:
        return []
    one, many = np.asarray(vector), np.asarray(others)
    lengths = np.linalg.norm(many, axis=1) * np.linalg.norm(one)
    return [float(cosine) for cosine in many @ one / np.maximum(lengths, 1e-12)]


def passage_in(
    row: dict[str, Any], dense: float | None = None, bm25: float | None = None
) -> Passage:
    """The passage in a row, with the scores of a search; its page 0 is none."""
    return passage_of(cast(Chunk, row | {"page": row["page"] or None}), dense, bm25)
