"""Layers of a PDF that are not shown: solutions that its author switches on, notes for print.

pdfium names the layer of an object, but not which layers are off; that is looked up in the file as
pdfium writes it, each object by itself.
"""

from __future__ import annotations

import ctypes
import io
import re
from collections.abc import Iterator
from functools import cached_property
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as raw

LAYER = re.compile(
    rb"[\r\n](\d+) 0 obj\b((?:(?!endobj|stream).){0,2000}?/Type\s*/OCG\b.*?)endobj", re.S
)
STRING = rb"\s*(?:\((?P<plain>(?:[^()\\]|\\.)*)\)|<(?P<hex>[0-9A-Fa-f\s]*)>)"
NAME = re.compile(rb"/Name" + STRING, re.S)
OFF = re.compile(rb"/OFF\s*\[([^\]]*)\]")
ON = re.compile(rb"/ON\s*\[([^\]]*)\]")
NONE = re.compile(rb"/BaseState\s*/OFF\b")
REFERENCE = re.compile(rb"(\d+) 0 R")
ESCAPED = re.compile(rb"\\([0-7]{1,3}|.)", re.S)
LETTERS = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}
LONGEST = 1_000  # bytes of a name
LARGEST = 100 << 20  # bytes of a file that is looked through


class Layers:
    """The layers of a document, looked up when text of one is first met."""

    def __init__(self, document: pdfium.PdfDocument) -> None:
        self._document = document

    def is_off(self, shown: Any) -> bool:
        """Whether an object of a page is in a layer that is not shown."""
        return any(name in self._off for name in _layers_of(shown))

    @cached_property
    def _off(self) -> frozenset[str]:
        """The names of layers that are off; of two with one name, both have to be."""
        file = io.BytesIO()
        self._document.save(file)
        data = file.getvalue() if file.tell() <= LARGEST else b""
        names = {found[1]: _name(found[2]) for found in LAYER.finditer(data)}
        off = set(names) - _named(ON, data) if NONE.search(data) else _named(OFF, data)
        on = {name for number, name in names.items() if number not in off}
        return frozenset(name for number, name in names.items() if number in off) - on


def _named(array: re.Pattern[bytes], data: bytes) -> set[bytes]:
    found = array.search(data)
    return set(REFERENCE.findall(found[1])) if found else set()


def _name(layer: bytes) -> str:
    found = NAME.search(layer)
    if not found:
        return ""
    if found["plain"] is None:
        written = b"".join(found["hex"].split())
        text = bytes.fromhex(written.decode() + "0" * (len(written) % 2))
    else:
        text = ESCAPED.sub(_unescaped, found["plain"])
    wide = text.startswith(b"\xfe\xff")
    return text[2:].decode("utf-16-be", "replace") if wide else text.decode("latin-1")


def _unescaped(found: re.Match[bytes]) -> bytes:
    sign = found[1]
    if sign.isdigit():
        return bytes([int(sign, 8) & 255])
    return LETTERS.get(sign, sign.strip(b"\r\n"))


def _layers_of(shown: Any) -> Iterator[str]:
    """The names of the layers that an object is in."""
    shown = ctypes.cast(shown, raw.FPDF_PAGEOBJECT)
    for index in range(raw.FPDFPageObj_CountMarks(shown)):
        mark = raw.FPDFPageObj_GetMark(shown, index)
        length, text = ctypes.c_ulong(), ctypes.create_string_buffer(LONGEST)
        buffer = ctypes.cast(text, ctypes.POINTER(raw.FPDF_WCHAR))
        asked = mark, b"Name", buffer, LONGEST, length
        if raw.FPDFPageObjMark_GetParamStringValue(*asked) and 2 < length.value <= LONGEST:
            yield text.raw[: length.value - 2].decode("utf-16-le", "replace")
