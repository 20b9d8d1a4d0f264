"""The registry of indexes: MENTOR_INDEX names the one in use.

An index is a module with `backend(settings: Settings) -> IndexBackend`, imported on use.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import cast

from agent.errors import InvalidSettings
from agent.index import Index, IndexBackend, View
from agent.settings import Settings

INDEXES = {
    "milvus": "agent.milvus.backend",
}


def index_backend(settings: Settings) -> IndexBackend:
    """The configured index, not opened yet; raises `InvalidSettings`."""
    if settings.index not in INDEXES:
        raise InvalidSettings(
            f"MENTOR_INDEX: there is no index {settings.index!r}.",
            f"Choose one of: {', '.join(INDEXES)}.",
        )
    return cast(IndexBackend, import_module(INDEXES[settings.index]).backend(settings))


def open_index(
    settings: Settings, embedding: str, view: Callable[[], View | None], floor: float = 0.0
) -> Index:
    """The index; `view` selects what is read or written. Closing it closes everything."""
    return index_backend(settings).open(embedding, view, floor)
