"""charset-normalizer: which encoding a text is in."""

from __future__ import annotations

import codecs
import re

from charset_normalizer import from_bytes

from agent.errors import Unreadable

MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # begins like the mark of UTF-16
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Those in which course materials are still found. Of all encodings, a short text fits too many.
CANDIDATES = (
    "cp1252 cp932 euc_jp gb18030 big5 cp949 cp1251 koi8_r cp1250 iso8859_2 cp1253 cp1254 cp1255 "
    "cp1256 mac_roman"
).split()
CONTROL = re.compile(rb"[\0-\x08\x0e-\x1a\x1c-\x1f]")
SAMPLE = 20_000  # bytes that are looked at closely


def decode(raw: bytes, declared: str = "") -> str:
    """Bytes as text with "\\n" line ends; `declared` is the encoding named in the file.

    Raises `Unreadable` for binary data. Characters that are invalid in the encoding become U+FFFD;
    single NULs are left out.
    """
    text = raw.decode(encoding_of(raw, declared), errors="replace").replace("\0", "")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def encoding_of(raw: bytes, declared: str = "") -> str:
    """The name of the encoding of a text, or of its beginning; raises `Unreadable` for no text."""
    for mark, name in MARKS:
        if raw.startswith(mark):
            return name
    if wide := _wide(raw[:SAMPLE]):
        return wide
    if len(CONTROL.findall(raw)) > max(1, len(raw) // 100):
        raise Unreadable("The file is not text, despite its name.")
    if _is_utf8(raw):
        return "iso2022_jp" if b"\x1b$" in raw[:SAMPLE] else "utf-8"
    return _known(declared) or _guess(raw)


def _wide(sample: bytes) -> str:
    """UTF-16 without a mark, known by every other byte of Latin text being 0."""
    pairs = len(sample) // 2
    for name, zeros, others in (("utf-16-le", 1, 0), ("utf-16-be", 0, 1)):
        if (
            pairs >= 4
            and sample[zeros::2].count(0) > 0.4 * pairs
            and sample[others::2].count(0) < 0.02 * pairs
        ):
            return name
    return ""


def _is_utf8(raw: bytes) -> bool:
    """Whether a text is UTF-8, a few broken bytes in much that is sound included."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        decoder.decode(raw)
    except UnicodeDecodeError:
        text = raw.decode("utf-8", errors="replace")
        wrong = text.count("\ufffd")
        right = sum(not char.isascii() for char in text) - wrong
        return right > 5 * wrong
    return True


def _known(declared: str) -> str:
    try:
        return codecs.lookup(declared).name
    except LookupError:
        return ""


def _guess(raw: bytes) -> str:
    suspect = b"\n".join(line for line in raw.split(b"\n") if not line.isascii())[:SAMPLE]
    best = from_bytes(suspect, cp_isolation=CANDIDATES, preemptive_behaviour=False).best()
    if best is None or str(best) == suspect.decode("cp1252", errors="replace"):
        return "cp1252"
    return str(best.encoding)
