"""Merged ranges and hidden rows and columns from a sheet's XML, for which openpyxl would hold the
whole sheet in memory."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field

from openpyxl.utils.cell import range_boundaries

BLOCK = 1 << 20  # bytes
OVERLAP = 4_096  # a tag that begins in one block may end in the next
MAX_RANGES = 20_000  # merged; more than anybody merges by hand
TAGS = re.compile(
    rb"<(?:\w+:)?(?:(?P<merge>mergeCell)|(?P<row>row)|(?P<column>col))\s(?P<rest>[^>]*)>"
)
ATTRIBUTE = re.compile(rb"([\w:]+)\s*=\s*[\"']([^\"']*)[\"']")
ON = (b"1", b"true")


@dataclass(frozen=True, slots=True)
class Range:
    """Merged cells, rows and columns from 1, ends included."""

    left: int
    top: int
    right: int
    bottom: int


@dataclass(slots=True)
class Outline:
    """Merged ranges from top to bottom, and what is hidden."""

    merged: list[Range] = field(default_factory=list)
    rows: set[int] = field(default_factory=set)
    columns: list[tuple[int, int]] = field(default_factory=list)

    def hides(self, column: int) -> bool:
        """Whether a column is hidden."""
        return any(first <= column <= last for first, last in self.columns)


def outline(archive: zipfile.ZipFile, name: str) -> Outline:
    """The outline of the sheet at this path in the archive; an empty one without the sheet."""
    found = Outline()
    if name not in archive.namelist():
        return found
    for kind, attributes in _tags(archive, name):
        hidden = attributes.get(b"hidden") in ON
        if kind == "merge" and len(found.merged) < MAX_RANGES:
            found.merged += _range(attributes.get(b"ref", b""))
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
    return next(kind for kind in ("merge", "row", "column") if tag[kind])


def _range(ref: bytes) -> list[Range]:
    try:
        ends = range_boundaries(ref.decode("ascii", "replace"))
    except ValueError:
        return []
    sides = [end for end in ends if end is not None]
    return [Range(*sides)] if len(sides) == 4 else []
