"""What an ingest tells: before it, while it runs, and at its end."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an ingest has come."""

    source: str  # the file that was read last; "" at the end
    files: int  # files done, of those that are new or changed
    total: int  # of how many
    chunks: int  # written so far
    share: float = 0.0  # of the work, 0 to 1, by the bytes of the files


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
    embedded: int = 0  # chunks whose text was new
    renamed: list[tuple[str, str]] = field(default_factory=list)  # (before, now), counted above
    noted: list[tuple[str, str]] = field(default_factory=list)  # (source, what is not in), new ones
    skipped: list[tuple[str, str]] = field(default_factory=list)  # (source, reason)
    failed: list[tuple[str, str]] = field(default_factory=list)  # (source, reason)
    seconds: float = 0.0

    @property
    def nothing_to_do(self) -> bool:
        """Whether index and catalogue were up to date already."""
        return not (self.added or self.changed or self.removed)
