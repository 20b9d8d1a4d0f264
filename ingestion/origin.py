"""Which document a chunk belongs to, and the names that follow from its path and bytes."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from agent.types import GENERAL


@dataclass(frozen=True, slots=True)
class Origin:
    """The document that chunks come from."""

    document_id: str
    version: str
    source: str
    title: str


def document_id(source: str) -> str:
    """16 hex digits that name the file of this path, whatever its content."""
    return hashlib.blake2b(source.encode(), digest_size=8).hexdigest()


def version(sha256: str, recipe: str) -> str:
    """12 hex digits that name this content, parsed and chunked this way."""
    return hashlib.sha256(f"{sha256}\n{recipe}".encode()).hexdigest()[:12]


def course(source: str) -> str:
    """The first folder of a source; "general" for a file at the top."""
    folder, slash, _ = source.partition("/")
    return folder if slash else GENERAL
