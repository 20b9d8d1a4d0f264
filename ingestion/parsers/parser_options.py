"""The options of a parser besides the path."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from agent.errors import Unreadable

MAX_UNPACKED = 2 << 30  # bytes that may come out of one file, all files within it together


@dataclass(slots=True)
class Room:
    """How many bytes may still be unpacked."""

    left: int = MAX_UNPACKED

    def take(self, size: int) -> None:
        """Count bytes that are about to be unpacked; raises `Unreadable` when it gets too much."""
        self.left -= size
        if self.left < 0:
            raise Unreadable(
                f"The file unpacks to more than {MAX_UNPACKED >> 30} GB; unpack it yourself and "
                "add only the materials."
            )


@dataclass(frozen=True, slots=True)
class Reading:
    """One file being read, with those within it."""

    ocr_language: str = "eng"  # as tesseract names it; several are joined: "eng+deu"
    quiz_answers: bool = False  # whether the answers of quizzes are read, too
    depth: int = 0  # archives around the file
    room: Room = field(default_factory=Room)
    loaders: Mapping[str, str] = field(default_factory=dict)
    """LangChain's document loaders by suffix, as MENTOR_LOADERS names them."""
