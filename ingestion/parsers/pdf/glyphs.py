"""Letters whose Unicode a PDF does not give: ligatures that were set to nothing when it was made.

A font defines its codes twice: in a table from codes to Unicode, and by the names of its glyphs. If
the table has no character (U+0000 or U+FFFD), its entry is removed, so that pdfium uses the name,
which is written as pdfium knows it.
"""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Mapping

import pypdfium2 as pdfium

from ingestion.parsers.office.left_out import shortened

UNKNOWN = "\ufffd"
TABLE = re.compile(rb"/ToUnicode (\d+) \d+ R")
STREAM = re.compile(rb"[\r\n](\d+) 0 obj\b(?P<dict>(?:(?!endobj).){0,2000}?)stream\r?\n", re.DOTALL)
BLOCK = re.compile(rb"begin(bfchar|bfrange)(.*?)endbf", re.DOTALL)
CODE = rb"<[0-9A-Fa-f\s]+>\s*"
ENTRY = {
    b"bfchar": re.compile(CODE + rb"<([0-9A-Fa-f\s]*)>"),
    b"bfrange": re.compile(CODE + CODE + rb"<([0-9A-Fa-f\s]*)>"),
}
NAMES = re.compile(rb"/Differences\s*\[[^\]]{0,20000}\]")
PARTED = re.compile(rb"/f(?:_[fil]){1,2}(?=[\s/\]])")
NOTHING = (b"", b"0000", b"fffd")
LARGEST = 100 << 20  # bytes of a file that is rewritten
LARGEST_TABLE = 2 << 20


def note(unknown: Mapping[int, int]) -> str:
    """A sentence on letters that could not be read."""
    count, pages = sum(unknown.values()), shortened(map(str, unknown))
    letters = "1 letter has" if count == 1 else f"{count} letters have"
    where = f"page {pages}" if len(unknown) == 1 else f"pages {pages}"
    return (
        f"{letters} no meaning in the file and cannot be read ({where}); export the PDF again from "
        "its source."
    )


def mended(document: pdfium.PdfDocument) -> bytes | None:
    """The document with its tables repaired; None if there is nothing to repair."""
    file = io.BytesIO()
    document.save(file)
    data = file.getbuffer()
    if len(data) > LARGEST:
        return None
    tables = set(TABLE.findall(data))
    parts: list[bytes] = []
    place = 0
    for stream in STREAM.finditer(data) if tables else ():
        if stream[1] in tables and stream.start() >= place:
            end = stream.end() + _length(stream["dict"])
            if (written := _without_nothing(bytes(data[stream.end() : end]))) is not None:
                parts += [bytes(data[place : stream.end()]), written]
                place = end
    whole = b"".join([*parts, bytes(data[place:])])
    written = NAMES.sub(lambda names: PARTED.sub(_together, names[0]), whole)
    return written if parts or written != whole else None


def _together(name: re.Match[bytes]) -> bytes:
    """The name of a ligature as pdfium knows it: /f_f_i is /ffi."""
    return name[0].replace(b"_", b"").ljust(len(name[0]))


def _length(dictionary: bytes) -> int:
    found = re.search(rb"/Length (\d+)(?! \d+ R)", dictionary)
    return int(found[1]) if found else 0


def _without_nothing(stream: bytes) -> bytes | None:
    """A table without entries that give nothing, with the same length; None if it has none."""
    packed = not stream.lstrip().startswith((b"/CIDInit", b"%"))
    try:
        table = zlib.decompressobj().decompress(stream, LARGEST_TABLE) if packed else stream
    except zlib.error:
        return None
    kept = BLOCK.sub(_kept, table)
    if kept == table:
        return None
    written = zlib.compress(kept, 9) if packed else kept
    return written.ljust(len(stream), b"\0") if len(written) <= len(stream) else None


def _kept(block: re.Match[bytes]) -> bytes:
    """A block of entries, those that give nothing left blank."""

    def entry(found: re.Match[bytes]) -> bytes:
        gives = b"".join(found[1].split()).lower()
        return b" " * len(found[0]) if gives in NOTHING else found[0]

    return b"begin" + block[1] + ENTRY[block[1]].sub(entry, block[2]) + b"endbf"
