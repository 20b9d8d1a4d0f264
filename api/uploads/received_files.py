"""Uploaded files: written to hidden files while they arrive, then moved in place, all or none."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import BinaryIO

from agent.errors import InvalidRequest, Unsupported, UploadTooLarge
from agent.types import GENERAL
from api.uploads import material_paths

MEGABYTE = 1_000_000  # bytes
LONGEST_FIELD = 4_096  # bytes
# hidden, so that no ingest sees it; in the materials, so that a rename moves files atomically
STAGING = ".upload-"
MOST_FILES = 500  # in one call


@dataclass(slots=True)
class Incoming:
    """A file being uploaded: its temporary path and its final name."""

    filename: str
    path: Path
    size: int = 0


@dataclass(frozen=True, slots=True)
class Placed:
    """A stored file."""

    source: str
    size: int
    replaced: bool


class Upload:
    """The parts of one upload, as a context manager that deletes files that were not placed."""

    def __init__(self, folder: Path, formats: Collection[str], max_mb: int) -> None:
        self._folder = folder
        self._formats = formats
        self._max_mb = max_mb
        self._files: list[Incoming] = []
        self._open: BinaryIO | None = None
        self._field = ""
        self._course = bytearray()

    def __enter__(self) -> Upload:
        with material_paths.changing(self._folder):
            self._folder.mkdir(parents=True, exist_ok=True)
            self._staging = Path(tempfile.mkdtemp(prefix=STAGING, dir=self._folder))
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._open:
            self._open.close()
        shutil.rmtree(self._staging, ignore_errors=True)

    def begin(self, name: str, filename: str | None) -> None:
        """A field or a file begins; raises `Unsupported` for file types that cannot be read."""
        self._field = name
        if filename is None or (filename == "" and name == "files"):
            return  # forms send one nameless file if none was chosen
        material_paths.source_of(GENERAL, filename)
        check_format(filename, self._formats)
        if len(self._files) == MOST_FILES:
            raise InvalidRequest(f"More than {MOST_FILES} files.", "Upload them in several calls.")
        file = Incoming(filename, self._staging / str(len(self._files)))
        with material_paths.changing(self._folder):
            self._open = file.path.open("wb")
        self._files.append(file)

    def data(self, data: bytes) -> None:
        """More of the field or file; raises `UploadTooLarge`, `StorageFull` or `NotWritable`."""
        if self._open:
            file = self._files[-1]
            file.size += len(data)
            if file.size > self._max_mb * MEGABYTE:
                raise UploadTooLarge(
                    f"{file.filename} is larger than {self._max_mb} MB.",
                    'Split it, reduce its size, or raise MENTOR_LIMITS="upload_mb=...".',
                )
            with material_paths.changing(self._folder):
                self._open.write(data)
        elif self._field == "course":
            self._course += data
            if len(self._course) > LONGEST_FIELD:
                raise InvalidRequest("The course name is too long.", "Choose a shorter one.")

    def end(self) -> None:
        """The field or file is complete; a file is on disk now."""
        if not self._open:
            return
        file, self._open = self._open, None
        with material_paths.changing(self._folder), file:
            file.flush()
            os.fsync(file.fileno())

    @property
    def sources(self) -> list[str]:
        """Where the files will be placed; raises `InvalidRequest` for names that cannot be."""
        course = self._course.decode(errors="replace") or GENERAL
        return [material_paths.source_of(course, file.filename) for file in self._files]

    def place(self) -> list[Placed]:
        """Move all files in place, each atomically, replacing older ones of the same name."""
        sources = self.sources
        if not sources:
            raise InvalidRequest("The request has no file.", 'Send files as "files".')
        if len(set(sources)) < len(sources):
            raise InvalidRequest("Two files have the same name.", "Rename one of them.")
        with material_paths.changing(self._folder):
            return [
                self._put(file, source) for file, source in zip(self._files, sources, strict=True)
            ]

    def _put(self, file: Incoming, source: str) -> Placed:
        target = material_paths.find(self._folder, source)
        replaced = target.is_file()
        target.parent.mkdir(parents=True, exist_ok=True)
        file.path.replace(target)
        return Placed(target.relative_to(self._folder).as_posix(), file.size, replaced)


def check_format(filename: str, formats: Collection[str]) -> None:
    """Raises `Unsupported` if no parser supports this file name."""
    suffix = Path(filename).suffix.lower()
    if suffix not in formats:
        what = f"{suffix} files" if suffix else "Files without an extension"
        raise Unsupported(
            f"{what} are not supported: {filename}.",
            f"Supported types: {', '.join(sorted(formats))}.",
        )


def sweep(folder: Path, seconds: float = 0.0) -> None:
    """Delete leftovers of killed uploads that are at least `seconds` old.

    Younger ones may belong to another process of the service.
    """
    for left in folder.glob(f"{STAGING}*"):
        with suppress(OSError):
            if time.time() - left.stat().st_mtime >= seconds:
                shutil.rmtree(left, ignore_errors=True)
