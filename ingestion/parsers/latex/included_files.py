r"""Files that belong together: what \input and \include name, and the macros that they share."""

from __future__ import annotations

import re
from collections.abc import Iterator
from os.path import isfile
from pathlib import Path

from agent.errors import Unreadable
from ingestion.parsers.latex.macros import COMMENT, Macros
from ingestion.parsers.plain_text import read

INPUT = re.compile(r"\\(?:input|include|subfile)\s*\{\s*([^{}\s]+)\s*\}")
BEGUN = r"\begin{document}"
SMALL = 500_000  # bytes of a file in which macros are looked for
MOST = 40  # files of a folder that are looked through
UP = 2  # folders above a part in which its document may be


def named(source: str) -> list[str]:
    """The files that a source includes, as it names them."""
    return list(dict.fromkeys(INPUT.findall(COMMENT.sub(r"\1", source))))


def found(path: Path, name: str) -> Path | None:
    """The file of a part: in the folder of its document, or below it; None for a name that no
    file can have."""
    if name.startswith(("/", "~")) or ".." in Path(name).parts:
        return None
    places = (path.parent / f"{name}{suffix}" for suffix in ("", ".tex"))
    return next((place for place in places if isfile(place)), None)  # noqa: PTH113


def macros(path: Path, source: str) -> Macros:
    """The commands that a file can use: those of the files that it includes before its text, and
    those of the document that includes it."""
    known = Macros()
    for text in _around(path, source):
        known.learn(text)
    return known


def documents(path: Path) -> list[str]:
    """The sources of the documents that include a part."""
    return [text for _, text in _documents(path)]


def _around(path: Path, source: str) -> Iterator[str]:
    begun = BEGUN in source
    whole = [(path, source)] if begun else _documents(path)
    for document, text in whole:
        preamble = text.partition(BEGUN)[0]
        for name in named(preamble)[:MOST]:
            if part := found(document, name):
                yield _small(part)
        yield preamble


def _documents(path: Path) -> Iterator[tuple[Path, str]]:
    """The documents that include a part, in its folder or above it."""
    for folder in list(path.parents)[: UP + 1]:
        for other in sorted(folder.glob("*.tex"))[:MOST]:
            if other != path and _includes(text := _small(other), other, path):
                yield other, text


def _includes(text: str, document: Path, part: Path) -> bool:
    if BEGUN not in text:
        return False
    return any(found(document, name) == part for name in named(text))


def _small(path: Path) -> str:
    try:
        return read(path) if path.stat().st_size <= SMALL else ""
    except (OSError, Unreadable):
        return ""
