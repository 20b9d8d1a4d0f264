"""Zip archives: one document, whose outermost sections are the paths of the files within."""

from __future__ import annotations

import re
import shutil
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from agent.errors import Unreadable
from ingestion.elements import Element, Parsed
from ingestion.parsers.reading import Reading
from ingestion.parsers.unpack import is_locked, opened, unbroken

MAX_DEPTH = 2  # archives within archives
HIDDEN = re.compile(r"(^|/)(\.[^./]|~\$|__MACOSX/|__pycache__/)|~$")
UTF8_NAME = 0x800  # flag of a member whose name is UTF-8 (APPNOTE.TXT 4.4.4, bit 11)
NAMED = 10  # files that are named one by one in a note


def parse(path: Path, reading: Reading) -> Parsed:
    """Read what can be read in an archive; raises `Unreadable` when that is nothing."""
    if reading.depth >= MAX_DEPTH:
        raise Unreadable("It is an archive in an archive in an archive; unpack it yourself.")
    inner = replace(reading, depth=reading.depth + 1)
    elements: list[Element] = []
    notes: list[str] = []
    with (
        opened(path, reading.room, "zip archive") as archive,
        TemporaryDirectory(prefix="mentor-") as folder,
    ):
        for member in _materials(archive):
            try:
                parsed = _member(archive, member, Path(folder), inner)
            except Unreadable as error:
                notes.append(f"{_name(member)}: {error.message}")
            else:
                elements += _below(_name(member), parsed.elements)
                notes += [f"{_name(member)}: {note}" for note in parsed.notes]
    if not elements:
        raise Unreadable(f"Nothing in the archive can be read. {' '.join(notes[:3])}".strip())
    return Parsed("", elements, notes=_shortened(notes))


def _materials(archive: zipfile.ZipFile) -> Iterator[zipfile.ZipInfo]:
    for member in archive.infolist():
        if not (member.is_dir() or HIDDEN.search(member.filename)):
            yield member


def _member(
    archive: zipfile.ZipFile, member: zipfile.ZipInfo, folder: Path, reading: Reading
) -> Parsed:
    from ingestion.parsers import module_for, parse

    suffix = PurePosixPath(_name(member)).suffix.lower()
    if is_locked(member):
        raise Unreadable("The file is protected by a password; pack it without one.")
    module_for(Path(f"it{suffix}"), reading.loaders)
    unpacked = folder / f"member{suffix}"  # never the name within, which may lead anywhere
    try:
        with (
            unbroken("The file is damaged within the archive."),
            archive.open(member) as packed,
            unpacked.open("wb") as file,
        ):
            shutil.copyfileobj(packed, file)
        parsed = parse(unpacked, reading)
        return replace(parsed, elements=list(parsed.elements))  # while the file is there
    finally:
        unpacked.unlink(missing_ok=True)


def _below(name: str, elements: Iterable[Element]) -> Iterator[Element]:
    yield Element("heading", name, level=1)
    for element in elements:
        yield replace(element, level=element.level + 1) if element.kind == "heading" else element


def _name(member: zipfile.ZipInfo) -> str:
    """A member's path; zipfile takes names that do not say their encoding for code page 437."""
    if member.flag_bits & UTF8_NAME:
        return member.filename
    try:
        return member.filename.encode("cp437").decode("utf-8")
    except UnicodeError:
        return member.filename


def _shortened(notes: list[str]) -> tuple[str, ...]:
    more = len(notes) - NAMED
    return (*notes[:NAMED], f"{more} more files were left out.") if more > 0 else tuple(notes)
