"""Splits a chunk into entries for the rules: sentences, list items and table rows with their
labels."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from agent.text.sentences import Span, sentences
from agent.types import Chunk
from ingestion.facts.words import LABELS

_MARKS = re.compile(r"^\s*(?:[-*+•◦▪●–]|\(?\d{1,2}[.)])\s+")
_LABEL = re.compile(r"^(?P<label>[A-Z#][\w /&'’().#-]{0,60}?)\s*(?::|\s[–—-])\s+(?=\S)")
_INNER = re.compile(
    rf"(?<![\w:])(?P<label>{'|'.join(LABELS.values())})\s*:\s+(?=\S)", re.IGNORECASE
)
_CELL = re.compile(r"(?<!\\)\|")


@dataclass(frozen=True, slots=True)
class Entry:
    """One statement: `text` is its chunk's text at `start:end`, without markup, bullet and
    label."""

    start: int
    end: int
    text: str
    label: str = ""  # before a colon, or a row's first cell; of a paragraph, for all of it
    section: str = ""  # the innermost heading
    cells: tuple[tuple[str, str], ...] = ()  # of a row: header ("" for none) and text of each
    leads: bool = True  # not the later sentence of a paragraph


def entries(chunk: Chunk) -> Iterator[Entry]:
    """All entries of a chunk, in order."""
    text = chunk["text"]
    section = _plain(chunk["section"].split(" > ")[-1])
    header: list[str] = []
    label, before = "", -1
    for span in sentences(text):
        span_text = text[span.start : span.end]
        if span.kind == "head":
            header = _cells(span_text.split("\n")[0])
        elif span.kind == "row":
            yield _row(span, span_text, header, section)
        elif span.kind in ("sentence", "item"):
            leads = before < 0 or "\n" in text[before : span.start] or span.kind == "item"
            for entry in _labelled_entries(span, span_text, section, "" if leads else label, leads):
                label = entry.label
                yield entry
        if span.kind not in ("head", "row"):
            header = []
        before = span.end


def _row(span: Span, span_text: str, header: Sequence[str], section: str) -> Entry:
    cells = _cells(span_text)
    heads = [*header, *[""] * (len(cells) - len(header))]
    rest = "; ".join(cell for cell in cells[1:] if cell not in ("", "-", "–", "—"))
    pairs = tuple(zip(heads, cells, strict=False))
    return Entry(span.start, span.end, rest, cells[0] if cells else "", section, pairs)


def _labelled_entries(
    span: Span, span_text: str, section: str, label: str, leads: bool
) -> Iterator[Entry]:
    """One entry per label: "Instructor: A. Office: B." gives two."""
    plain = _plain(_MARKS.sub("", span_text, count=1))
    inner = list(_INNER.finditer(span_text)) if ":" in span_text else []
    if len(inner) > 1:
        ends = [*(match.start() for match in inner[1:]), len(span_text)]
        for match, end in zip(inner, ends, strict=True):
            part = span_text[match.end() : end]
            words = _plain(part)
            last = span.start + match.end() + len(part.rstrip())
            yield Entry(span.start + match.start(), last, words, _plain(match["label"]), section)
        return
    found = _LABEL.match(plain) if leads else None
    if found:
        yield Entry(span.start, span.end, plain[found.end() :], found["label"], section)
    else:
        yield Entry(span.start, span.end, plain, label, section, leads=leads)


def _cells(row: str) -> list[str]:
    return [_plain(cell.replace("\\|", "|")) for cell in _CELL.split(row.strip().strip("|"))]


def _plain(text: str) -> str:
    """Words without marks of emphasis, code and links, on one line."""
    if "[" in text:
        text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", text)
    return " ".join(re.sub(r"\*\*|__|`|(?<!\w)[*_]|[*_](?!\w)", "", text).split())
