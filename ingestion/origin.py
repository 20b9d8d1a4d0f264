"""The document of a chunk, and the names derived from its path and bytes."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Origin:
    """The document that chunks belong to."""

    document_id: str
    version: str
    source: str
    title: str


def version(sha256: str, recipe: str, source: str) -> str:
    """16 hex digits that identify a file's content and the recipe."""
    return hashlib.sha256(f"{sha256}\n{recipe}\n{source}".encode()).hexdigest()[:16]
