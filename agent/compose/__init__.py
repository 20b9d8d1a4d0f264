"""The only place where real backends are built."""

from agent.compose.backends import Changes, materials_folder, open_catalog, open_embeddings
from agent.compose.wiring import open_mentor, open_retriever
from agent.compose.write_side import WriteSide, open_write_side

__all__ = [
    "Changes",
    "WriteSide",
    "materials_folder",
    "open_catalog",
    "open_embeddings",
    "open_mentor",
    "open_retriever",
    "open_write_side",
]
