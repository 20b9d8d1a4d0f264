"""A source, the path of a file below the materials folder, and the names that follow from it."""

from __future__ import annotations

import hashlib

from agent.types import GENERAL


def document_id(source: str) -> str:
    """16 hex digits that name the file of this path, whatever its content."""
    return hashlib.blake2b(source.encode(), digest_size=8).hexdigest()


def course(source: str) -> str:
    """The first folder of a source; "general" for a file at the top."""
    folder, slash, _ = source.partition("/")
    return folder if slash else GENERAL
