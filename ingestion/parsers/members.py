"""Files within other files: each read by its own parser, in its own section."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import IO

from agent.errors import Unreadable
from ingestion.elements import Element, Parsed
from ingestion.parsers.parser_options import Reading
from ingestion.parsers.unpack import is_locked, unbroken

UTF8_NAME = 0x800  # flag of a member whose name is UTF-8 (APPNOTE.TXT 4.4.4, bit 11)
NAMED = 10  # notes that are given one by one


def read_zipped(
    archive: zipfile.ZipFile, member: zipfile.ZipInfo, folder: Path, reading: Reading
) -> Parsed:
    """Read a member of a zip archive; raises `Unreadable`."""
    if is_locked(member):
        raise Unreadable("The file is protected by a password; pack it without one.")
    return read_inner(name_of(member), lambda: archive.open(member), folder, reading)


def read_inner(
    name: str, opened: Callable[[], IO[bytes]], folder: Path, reading: Reading
) -> Parsed:
    """Read a file of this name from a stream, by way of a copy in a folder of ours."""
    from ingestion.parsers import module_for, parse

    suffix = PurePosixPath(name).suffix.lower()
    module_for(Path(f"it{suffix}"), reading.loaders)
    unpacked = folder / f"member{suffix}"  # never the name within, which may lead anywhere
    try:
        with (
            unbroken("The file is damaged within the archive."),
            opened() as packed,
            unpacked.open("wb") as file,
        ):
            shutil.copyfileobj(packed, file)
        parsed = parse(unpacked, reading)
        return replace(parsed, elements=list(parsed.elements))  # while the file is there
    finally:
        unpacked.unlink(missing_ok=True)


def below(name: str, elements: Iterable[Element], level: int = 1) -> Iterator[Element]:
    """Elements as a section of this name and level."""
    yield Element("heading", name, level=level)
    for element in elements:
        deeper = element.kind == "heading"
        yield replace(element, level=element.level + level) if deeper else element


def name_of(member: zipfile.ZipInfo) -> str:
    """A member's path; zipfile takes names without a declared encoding for code page 437."""
    if member.flag_bits & UTF8_NAME:
        return member.filename
    try:
        return member.filename.encode("cp437").decode("utf-8")
    except UnicodeError:
        return member.filename


def shortened(notes: list[str]) -> tuple[str, ...]:
    """Notes, the first ones when there are many."""
    more = len(notes) - NAMED
    return (*notes[:NAMED], f"{more} more files were left out.") if more > 0 else tuple(notes)
