"""Documents as the catalogue has them, and as its table keeps them."""

from __future__ import annotations

import json
from typing import Any, Literal, cast

from sqlalchemy import RowMapping
from typing_extensions import TypedDict

LISTS = ("examples", "page_labels")  # kept as JSON


class DocumentRow(TypedDict):
    """One file of the materials as it was last ingested."""

    id: str
    course: str
    source: str
    title: str
    format: str
    size: int  # bytes
    mtime_ns: int  # when content or place last changed, as far as that can be relied on; else 0
    sha256: str
    recipe: str
    version: str
    pages: int | None
    chunks: int
    status: Literal["indexed", "failed", "skipped"]
    reason: str | None  # a sentence for the teacher, unless indexed
    examples: list[str]  # questions that this document answers
    page_labels: list[str]  # what its pages call themselves ("iv"); empty where that is 1, 2, 3
    updated_at: float  # seconds since the epoch


def row_of(kept: RowMapping) -> DocumentRow:
    """The row of a document, from the table."""
    values = dict(kept) | {name: json.loads(kept[name] or "[]") for name in LISTS}
    del values["edition"]
    return cast(DocumentRow, values)


def values_of(row: DocumentRow) -> dict[str, Any]:
    """A row as the table keeps it, but for its edition."""
    lists = {"examples": row["examples"], "page_labels": row["page_labels"]}
    return dict(row) | {name: json.dumps(some) for name, some in lists.items()}
