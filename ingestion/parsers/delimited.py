"""Tables in text files: the delimiter is found, the header repeated, the file read row by row."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from pathlib import Path

from ingestion.elements import Element, Parsed, Streamed
from ingestion.parsers.encoding import encoding_of
from ingestion.parsers.parser_options import Reading
from ingestion.parsers.row_tables import numbered, tables

DELIMITERS = "\t;,|"
SAMPLE = 1 << 20  # bytes to detect encoding and delimiter
NAMED = re.compile("\ufeff?sep=(.)")  # the first line of a file for Excel


def parse(path: Path, _: Reading) -> Parsed:
    """Read a CSV or TSV file as tables."""
    return Parsed("", Streamed(lambda: elements(path)))


def elements(path: Path) -> Iterator[Element]:
    """The tables of a file, one after the other; raises `Unreadable` when it is no text."""
    with path.open("rb") as file:
        encoding = encoding_of(file.read(SAMPLE))
    with path.open(encoding=encoding, errors="replace", newline="") as file:
        lines = file.read(SAMPLE // 16).splitlines()
        named = NAMED.fullmatch(lines[0]) if lines else None
        delimiter = named[1] if named else _delimiter(lines)
        file.seek(0)
        if named:
            file.readline()
        yield from tables(numbered(_rows(_Lines(file), delimiter)), level=1)


def _delimiter(lines: list[str]) -> str:
    """The delimiter that splits most lines into the same number of cells, more than one."""
    lines = [line for line in lines[:100] if line.strip()]

    def steadiness(delimiter: str) -> tuple[int, int]:
        counts = [line.count(delimiter) for line in lines]
        usual = max(set(counts), key=counts.count, default=0)
        return (counts.count(usual) if usual else 0, usual)

    return max(DELIMITERS, key=steadiness)


class _Lines:
    """The lines of a file, those of the row under way kept in `taken`."""

    def __init__(self, lines: Iterator[str]) -> None:
        self._lines = lines
        self.taken: list[str] = []

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line = next(self._lines).replace("\0", "")
        self.taken.append(line)
        return line


def _rows(lines: _Lines, delimiter: str) -> Iterator[list[str]]:
    """The rows. A quote that is never closed would swallow the rest: its lines are taken as they
    are."""
    reader = csv.reader(lines, delimiter=delimiter)
    while True:
        lines.taken.clear()
        try:
            yield next(reader)
        except StopIteration:
            return
        except csv.Error:
            yield from (line.rstrip("\r\n").split(delimiter) for line in lines.taken)
