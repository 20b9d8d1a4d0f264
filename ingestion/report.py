"""What an ingest tells: while it runs, and at its end."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an ingest has come."""

    source: str  # the file being read; "" once all are
    files: int  # files done, of those that are new or changed
    total: int  # of how many
    chunks: int  # written so far


@dataclass(slots=True)
class Report:
    """What an ingest found and did. Sources are paths below the materials folder."""

    files: int = 0  # on disk, those of no use included
    added: int = 0
    changed: int = 0
    removed: int = 0
    unchanged: int = 0
    documents: int = 0  # in the index now
    chunks: int = 0  # in the index now
    skipped: list[tuple[str, str]] = field(default_factory=list)  # (source, reason)
    failed: list[tuple[str, str]] = field(default_factory=list)  # (source, reason)
    seconds: float = 0.0

    @property
    def nothing_to_do(self) -> bool:
        """Whether index and catalogue were up to date already."""
        return not (self.added or self.changed or self.removed)
