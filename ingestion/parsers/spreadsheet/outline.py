"""Merged ranges, hidden rows and columns and coloured ranges from a sheet's XML, for which openpyxl
would hold the whole sheet in memory."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field

from openpyxl.utils.cell import range_boundaries

BLOCK = 1 << 20  # bytes
OVERLAP = 4_096  # a tag that begins in one block may end in the next
MAX_RANGES = 20_000  # merged; more than anybody merges by hand
MAX_COLORED = 200  # which are gone through for each cell of white text
TAGS = re.compile(
    rb"<(?:\w+:)?(?:(?P<merge>mergeCell)|(?P<row>row)|(?P<column>col)"
    rb"|(?P<colored>conditionalFormatting)|(?P<picture>picture))\s(?P<rest>[^>]*)>"
)
ATTRIBUTE = re.compile(rb"([\w:]+)\s*=\s*[\"']([^\"']*)[\"']")
ON = (b"1", b"true")
NOTHING = re.compile(rb"0(?:\.0*)?")  # a height, a width


@dataclass(frozen=True, slots=True)
class Range:
    """A range of cells, rows and columns from 1, ends included."""

    left: int
    top: int
    right: int
    bottom: int

    def holds(self, row: int, column: int) -> bool:
        """Whether a cell is in it."""
        return self.top <= row <= self.bottom and self.left <= column <= self.right


@dataclass(slots=True)
class Outline:
    """Merged ranges from top to bottom, what is hidden, ranges that may have another colour than
    their cells, and whether any cell may: on a picture, or with too many such ranges."""

    merged: list[Range] = field(default_factory=list)
    rows: set[int] = field(default_factory=set)
    columns: list[tuple[int, int]] = field(default_factory=list)
    colored: list[Range] = field(default_factory=list)
    ground: bool = False

    def hides(self, column: int) -> bool:
        """Whether a column is hidden."""
        return any(first <= column <= last for first, last in self.columns)


def outline(archive: zipfile.ZipFile, name: str) -> Outline:
    """The outline of the sheet at this path in the archive; an empty one without the sheet."""
    found = Outline()
    if name not in archive.namelist():
        return found
    for kind, attributes in _tags(archive, name):
        flat = NOTHING.fullmatch(attributes.get(b"ht", attributes.get(b"width", b"")))
        hidden = attributes.get(b"hidden") in ON or flat
        if kind == "merge" and len(found.merged) < MAX_RANGES:
            found.merged += ranges(attributes.get(b"ref", b""))
        elif kind == "colored" and len(found.colored) < MAX_COLORED:
            found.colored += ranges(attributes.get(b"sqref", b""))
        elif kind in ("colored", "picture"):
            found.ground = True
        elif kind == "row" and hidden and attributes.get(b"r", b"").isdigit():
            found.rows.add(int(attributes[b"r"][:8]))
        elif kind == "column" and hidden:
            ends = [attributes.get(end, b"") for end in (b"min", b"max")]
            if all(end.isdigit() and len(end) < 8 for end in ends):
                found.columns.append((int(ends[0]), int(ends[1])))
    found.merged.sort(key=lambda merged: (merged.top, merged.left))
    return found


def _tags(archive: zipfile.ZipFile, name: str) -> Iterator[tuple[str, dict[bytes, bytes]]]:
    with archive.open(name) as sheet:
        kept = b""
        while block := sheet.read(BLOCK):
            text = kept + block
            end = 0
            for tag in TAGS.finditer(text):
                end = tag.end()
                yield _kind(tag), dict(ATTRIBUTE.findall(tag["rest"]))
            kept = text[max(end, len(text) - OVERLAP) :]


def _kind(tag: re.Match[bytes]) -> str:
    return next(kind for kind, found in tag.groupdict().items() if found and kind != "rest")


def ranges(refs: bytes) -> list[Range]:
    """The ranges of a reference: "A1:B2 D4"; without those that are none."""
    found = []
    for ref in refs.decode("ascii", "replace").split()[:MAX_RANGES]:
        try:
            ends = range_boundaries(ref)
        except ValueError:
            continue
        sides = [end for end in ends if end is not None]
        found += [Range(*sides)] if len(sides) == 4 else []
    return found
