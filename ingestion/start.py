"""When an ingest must begin from nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agent.settings import Settings

if TYPE_CHECKING:
    from agent.compose import WriteSide


def start_over_if_needed(settings: Settings, write_side: WriteSide, *, wanted: bool) -> None:
    """Empty index and catalogue when that is wanted, the catalogue when the index file is gone."""
    if wanted:
        write_side.index.clear()
    if wanted or (settings.milvus_uri is None and not settings.index_file.exists()):
        write_side.catalog.clear()
