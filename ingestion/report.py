"""Progress and report of an ingest."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Progress:
    """The progress of an ingest."""

    source: str  # the last file that was read; "" at the end
    files: int  # finished, of the new and changed ones
    total: int  # of how many
    chunks: int  # written so far
    share: float = 0.0  # of the work, 0 to 1, by file size


@dataclass(slots=True)
class Report:
    """The outcome of an ingest. Sources are paths below the materials folder."""

    files: int = 0  # on disk, including skipped ones
    added: int = 0
    changed: int = 0
    removed: int = 0
    unchanged: int = 0
    documents: int = 0  # in the index now
    chunks: int = 0  # in the index now
    embedded: int = 0  # chunks with new text
    renamed: list[tuple[str, str]] = field(default_factory=list)  # (before, now), included above
    noted: list[tuple[str, str]] = field(default_factory=list)  # (source, notes), of those read now
    skipped: list[tuple[str, str]] = field(default_factory=list)  # (source, reason)
    failed: list[tuple[str, str]] = field(default_factory=list)  # (source, reason)
    seconds: float = 0.0

    @property
    def nothing_to_do(self) -> bool:
        """Whether index and catalogue were already up to date."""
        return not (self.added or self.changed or self.removed)
