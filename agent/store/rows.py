"""Rows of documents in the catalogue's table."""

from __future__ import annotations

import json
from typing import Any, cast

from sqlalchemy import RowMapping

from agent.types import DocumentRow

LISTS = ("examples", "page_labels", "warnings")  # kept as JSON


def row_of(kept: RowMapping) -> DocumentRow:
    """The row of a document, from the table."""
    values = dict(kept) | {name: json.loads(kept[name] or "[]") for name in LISTS}
    values["language"] = kept["language"] or ""
    del values["edition"]
    return cast(DocumentRow, values)


def values_of(row: DocumentRow) -> dict[str, Any]:
    """A row's values in the table, without its edition."""
    values = dict(row)
    return values | {name: json.dumps(values.get(name, [])) for name in LISTS}
