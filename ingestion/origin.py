"""Which document a chunk belongs to, and the names that follow from its path and bytes."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Origin:
    """The document that chunks come from."""

    document_id: str
    version: str
    source: str
    title: str


def version(sha256: str, recipe: str, source: str) -> str:
    """16 hex digits that name this content of this file, parsed and chunked this way."""
    return hashlib.sha256(f"{sha256}\n{recipe}\n{source}".encode()).hexdigest()[:16]
