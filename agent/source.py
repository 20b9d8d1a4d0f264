"""Sources: paths of files below the materials folder, and the names derived from them."""

from __future__ import annotations

import hashlib

from agent.types import GENERAL


def document_id(source: str) -> str:
    """16 hex digits that identify the file by its path."""
    return hashlib.blake2b(source.encode(), digest_size=8).hexdigest()


def course(source: str) -> str:
    """The first folder of a source; "general" for top-level files."""
    folder, slash, _ = source.partition("/")
    return folder if slash else GENERAL
