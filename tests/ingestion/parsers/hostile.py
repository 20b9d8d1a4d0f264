"""Files that break programs, made on the spot: those with a sentence to be found, and those with
nothing to be found, each with a pattern of the reason that a teacher is told."""

from __future__ import annotations

import json
import os
import socket
import struct
from collections.abc import Callable
from pathlib import Path

import docx
import pptx
from openpyxl import Workbook
from PIL import Image

from tests.ingestion.packages import archive, book, odt
from tests.ingestion.parsers.files import lines, pdf, text
from tests.ingestion.parsers.hostile_notes import BAD_NOTES, GOOD_NOTES
from tests.ingestion.parsers.hostile_office import BAD_OFFICE, GOOD_OFFICE
from tests.ingestion.parsers.hostile_packages import BAD_PACKAGES, GOOD_PACKAGES
from tests.ingestion.parsers.hostile_tables import BAD_TABLES, GOOD_TABLES

SENTENCE = "A tuple cannot be changed."
Maker = Callable[[Path], object]

LAUGHS = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a "ha">{}]><a>&z;</a>'.format(
    "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghz", strict=True))
)


def raw(content: bytes) -> Maker:
    return lambda path: path.write_bytes(content)


def written(content: str, encoding: str = "utf-8") -> Maker:
    return raw(content.encode(encoding))


def half(make: Maker) -> Maker:
    """The first half of what another maker makes."""

    def cut(path: Path) -> None:
        make(path)
        path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])

    return cut


def named_otherwise(suffix: str, make: Maker) -> Maker:
    """What a maker makes for files of this suffix, under another."""

    def misname(path: Path) -> None:
        proper = path.with_name(f"proper{suffix}")
        make(proper)
        proper.replace(path)

    return misname


def a_pdf(path: Path) -> None:
    pdf(path, [lines(SENTENCE)])


def a_docx(path: Path) -> None:
    document = docx.Document()
    document.add_paragraph(SENTENCE)
    document.save(str(path))


def an_xlsx(path: Path, *rows: tuple[object, ...]) -> None:
    book = Workbook()
    for row in rows:
        book.worksheets[0].append(row)
    book.save(path)


def nested(path: Path, depth: int) -> None:
    """An archive in an archive in an archive."""
    archive(path, {"a.txt": SENTENCE})
    for _ in range(depth):
        archive(path, {"inner.zip": path.read_bytes()})


def with_password(path: Path) -> None:
    """An archive whose members are marked as encrypted."""
    archive(path, {"a.txt": SENTENCE})
    packed = bytearray(path.read_bytes())
    packed[6] |= 1
    packed[packed.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(packed)


def ole(stream: str) -> bytes:
    """An OLE container of one stream: header, allocation table, directory, content."""
    free, end, table = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    head += struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    head += struct.pack("<9I", 0, 1, 1, 0, 4096, end, 0, end, 0)
    head += struct.pack("<109I", 0, *[free] * 108)
    blocks = [table, end, *range(3, 10), end]
    fat = struct.pack("<128I", *blocks, *[free] * (128 - len(blocks)))
    root = _entry("Root Entry", 5, child=1, start=end, size=0)
    content = _entry(stream, 2, child=free, start=2, size=4096)
    return head + fat + root + content + bytes(256) + bytes(4096)


def _entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
    encoded = name.encode("utf-16-le")
    named = encoded.ljust(64, b"\0") + struct.pack("<H", len(encoded) + 2)
    links = struct.pack("<BB3I", kind, 1, 0xFFFFFFFF, 0xFFFFFFFF, child)
    return named + links + bytes(36) + struct.pack("<IQ", start, size)


def unreadable(path: Path) -> None:
    """A file that may not be read; root may read all, so for root it is one that nobody can."""
    if os.geteuid():
        text(path, SENTENCE).chmod(0)
    else:
        path.symlink_to("/proc/self/mem")


def a_socket(path: Path) -> None:
    here = Path.cwd()
    os.chdir(path.parent)  # the path of a socket has a limit of 100 bytes
    try:
        with socket.socket(socket.AF_UNIX) as listening:
            listening.bind(path.name)
    finally:
        os.chdir(here)


PAGE = f"""<html><head><script>alert("script")</script><style>p {{}}</style></head>
<body onload="steal()"><p onclick="steal()">{SENTENCE}</p><img src=x onerror="steal()">
<iframe src="http://example.org"></iframe></body></html>"""
DEEP = f"<html><body>{'<div>' * 100_000}<p>{SENTENCE}</p>{'</div>' * 100_000}</body></html>"
NOTEBOOK = {"nbformat": 4, "metadata": {}, "cells": [{"cell_type": 7, "source": {"a": 1}}]}

RAISED = f"<p>{SENTENCE}<sup><a>1{'<sup><a>1</a></sup> of ' * 60_000}"

GOOD: dict[str, Maker] = {
    "raised-in-raised.html": written(f"<html><body>{RAISED}</p></body></html>"),
    "plain.md": written(SENTENCE),
    "pdf-inside.docx": named_otherwise(".pdf", a_pdf),
    "page-inside.pdf": written(f"<!DOCTYPE html><html><body><p>{SENTENCE}</p></body></html>"),
    "word-inside.zip": named_otherwise(".docx", a_docx),
    "rtf-inside.docx": written(r"{\rtf1 A tuple cannot be changed.\par}"),
    "archive-inside.docx": lambda path: archive(path, {"a.txt": SENTENCE}),
    "utf-16-without-mark.txt": written(f"{SENTENCE} Always.", "utf-16-le"),
    "half-utf-8.txt": raw(f"Größe, Länge, Höhe: {SENTENCE}".encode() + b" \xff broken"),
    "latin.txt": written(f"Größe zählt. {SENTENCE}", "latin-1"),
    "shift-jis.txt": written(f"タプルは変更できません。{SENTENCE}", "shift-jis"),
    "nul.txt": written(f"{SENTENCE}\0 Then a NUL."),
    "one-line.txt": written(f"{SENTENCE} {'x' * (1 << 19)}"),
    "script.html": written(PAGE),
    "deep.html": written(DEEP),
    "formulas.xlsx": lambda path: an_xlsx(
        path, ("Says", "Sum"), (SENTENCE, "=SUM(1,2)"), ("#DIV/0!", "=1/0")
    ),
    "ragged.csv": written(f'a,b,c\n1\n{SENTENCE},2,3,4,5,6\n"never closed,\0,\n'),
    "fence.md": written(f"```python\nx = 1\n{SENTENCE}\n"),
    "mixed.zip": lambda path: archive(path, {"a.pdf": b"broken", "../../b.txt": SENTENCE}),
    f"{'ä' * 126}.md": written(SENTENCE),
    "💡 idea.md": written(SENTENCE),
    "\u202eשלום.md": written(SENTENCE),
    "-rf.md": written(SENTENCE),
    "two\nlines.md": written(SENTENCE),
    "UPPER.MD": written(SENTENCE),
}
BAD: dict[str, tuple[Maker, str]] = {
    "truncated.pdf": (half(a_pdf), "damaged"),
    "locked.pdf": (lambda path: pdf(path, [lines(SENTENCE)], locked=True), "password"),
    "words.pdf": (written("not a PDF at all"), "damaged"),
    "no-page.pdf": (lambda path: pdf(path, []), "damaged|No text"),
    "bomb.zip": (lambda path: archive(path, {"a.txt": b"0" * (60 << 20)}), "times its size"),
    "bomb.docx": (lambda path: archive(path, {"word/a": b"0" * (60 << 20)}), "times its size"),
    "nested.zip": (lambda path: nested(path, 5), "nested too deeply"),
    "crowded.zip": (
        lambda path: archive(path, {f"{n}.txt": "" for n in range(10_001)}),
        "more than 10,000 files",
    ),
    "truncated.zip": (half(lambda path: archive(path, {"a.txt": SENTENCE})), "damaged"),
    "locked.zip": (with_password, "password"),
    "films.zip": (lambda path: archive(path, {"a.mp4": "film"}), "Nothing in the archive"),
    "empty.md": (raw(b""), "empty"),
    "blank.txt": (written(" \n\t\n "), "No text"),
    "binary.txt": (raw(bytes(range(256)) * 64), "not text"),
    "locked.docx": (raw(ole("EncryptedPackage")), "password"),
    "ole.pptx": (raw(ole("Something")), "password, damaged, or in a format from before 2007"),
    "truncated.docx": (half(a_docx), "damaged"),
    "hollow.docx": (lambda path: archive(path, {"[Content_Types].xml": "<x/>"}), "Nothing"),
    "laughs.docx": (
        lambda path: archive(path, {"[Content_Types].xml": LAUGHS, "word/document.xml": LAUGHS}),
        "damaged",
    ),
    "no-slides.pptx": (lambda path: pptx.Presentation().save(str(path)), "No text"),
    "truncated.xlsx": (half(lambda path: an_xlsx(path, ("a",))), "damaged"),
    "no-cells.xlsx": (lambda path: an_xlsx(path), "No text"),
    "no.ipynb": (written("{"), "not a valid notebook"),
    "schema.ipynb": (written(json.dumps(NOTEBOOK)), "not a valid notebook|No text"),
    "deep.ipynb": (written("[" * 100_000), "damaged"),
    "script-only.html": (written("<html><script>var a = 1</script></html>"), "No text"),
    "truncated.epub": (half(lambda path: book(path, "a", ["<p>a</p>"])), "damaged"),
    "chapterless.epub": (lambda path: book(path, "a", []), "No text"),
    "laughs.odt": (lambda path: odt(path, "", LAUGHS), "No text|damaged"),
    "locked.odt": (lambda path: odt(path, "", "<encryption-data/>"), "password"),
    "broken.rtf": (written("not an RTF"), "not an RTF"),
    "timeless.srt": (written("Only words."), "not a transcript"),
    "headless.eml": (written("\n\n\n"), "not a saved email|No text"),
    "nul.csv": (raw(bytes(1000)), "not text"),
    "broken.doc": (raw(ole("WordDocument")), "LibreOffice"),
    "picture.pdf": (named_otherwise(".png", lambda p: Image.new("L", (9, 9)).save(str(p))), "pic"),
    "film.mp4": (written("film"), "add its captions"),
    "dangling.md": (lambda path: path.symlink_to("nowhere.md"), "link"),
    "itself.md": (lambda path: path.symlink_to(path.name), "link"),
    "unreadable.md": (unreadable, "cannot be opened"),
    "pipe.md": (lambda path: os.mkfifo(path), "pipe"),
    "socket.md": (a_socket, "socket"),
}
GOOD |= GOOD_OFFICE | GOOD_PACKAGES | GOOD_NOTES | GOOD_TABLES
BAD |= BAD_OFFICE | BAD_PACKAGES | BAD_NOTES | BAD_TABLES
UNOPENED = ("dangling.md", "itself.md", "unreadable.md", "pipe.md", "socket.md")
"""Those that are never given to a parser."""


def hostile(folder: Path) -> Path:
    """A folder with all of them, and a link that leads in a circle."""
    for name, make in GOOD.items():
        make(folder / name)
    for name, (make, _) in BAD.items():
        make(folder / name)
    (folder / "circle").symlink_to(folder, target_is_directory=True)
    return folder
