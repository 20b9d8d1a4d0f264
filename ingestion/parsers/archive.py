"""Zip archives: one document, whose outermost sections are the paths of the files within."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from agent.errors import Unreadable
from ingestion.elements import Element, Parsed
from ingestion.parsers.members import below, name_of, read_zipped, shortened
from ingestion.parsers.parser_options import Reading
from ingestion.parsers.unpack import opened

MAX_DEPTH = 2  # archives within archives
HIDDEN = re.compile(r"(^|/)(\.[^./]|~\$|__MACOSX/|__pycache__/)|~$")


def parse(path: Path, reading: Reading) -> Parsed:
    """Read what can be read in an archive; raises `Unreadable` when that is nothing."""
    inner = one_deeper(reading)
    elements: list[Element] = []
    notes: list[str] = []
    with (
        opened(path, reading.room, "zip archive") as archive,
        TemporaryDirectory(prefix="mentor-") as folder,
    ):
        for member in materials(archive):
            name = name_of(member)
            try:
                parsed = read_zipped(archive, member, Path(folder), inner)
            except Unreadable as error:
                notes.append(f"{name}: {error.message}")
            else:
                elements += below(name, parsed.elements)
                notes += [f"{name}: {note}" for note in parsed.notes]
    if not elements:
        raise Unreadable(f"Nothing in the archive can be read. {' '.join(notes[:3])}".strip())
    return Parsed("", elements, notes=shortened(notes))


def one_deeper(reading: Reading) -> Reading:
    """For the files within a file; raises `Unreadable` if they are nested too deeply."""
    if reading.depth >= MAX_DEPTH:
        raise Unreadable("The archive is nested too deeply (three levels); unpack it yourself.")
    return replace(reading, depth=reading.depth + 1)


def materials(archive: zipfile.ZipFile) -> Iterator[zipfile.ZipInfo]:
    """The members that are files and not hidden."""
    for member in archive.infolist():
        if not (member.is_dir() or HIDDEN.search(member.filename)):
            yield member
