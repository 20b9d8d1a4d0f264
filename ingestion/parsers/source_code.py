"""Programs: kept to the letter, parted at the definitions of the outermost level."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from ingestion.elements import Element, Parsed
from ingestion.parsers.languages import LANGUAGES, Language
from ingestion.parsers.parser_options import Reading
from ingestion.parsers.plain_text import read

LONG = 60  # lines after which what is defined within a definition is a section too
# What stands right above a definition and belongs to it: comments, decorators, attributes
ABOVE = re.compile(r"\s*(#|//|/\*|\*|@|--|%|\[|template\b|'''|\"\"\")")


def parse(path: Path, _: Reading) -> Parsed:
    """Read a program: a section a definition; its title is the name of the file."""
    language = LANGUAGES[path.suffix.lower()]
    lines = read(path).expandtabs(4).split("\n")
    return Parsed(path.name, list(_sections(lines, language, 1)))


def _sections(lines: list[str], language: Language, level: int) -> Iterator[Element]:
    starts = _starts(lines, language, level)
    yield from _code(lines[: starts[0][0] if starts else None], language)
    ends = [*starts[1:], (len(lines), "")]
    for (start, name), (end, _) in zip(starts, ends, strict=False):
        yield Element("heading", name, level=level)
        part = lines[start:end]
        if level == 1 and len(part) > LONG and _starts(part, language, 2):
            yield from _sections(part, language, 2)
        else:
            yield from _code(part, language)


def _starts(lines: list[str], language: Language, level: int) -> list[tuple[int, str]]:
    """Where definitions of a level begin, with what stands right above them, and their names."""
    found: list[tuple[int, str]] = []
    for number, line in enumerate(lines):
        match = language.definition.match(line)
        if match and bool(match["indent"]) == (level == 2) and len(match["indent"]) <= 4:
            name = next(n for n in (match["name"], match.groupdict().get("function")) if n)
            found.append((_with_comment(lines, number, found[-1][0] + 1 if found else 0), name))
    return found


def _with_comment(lines: list[str], number: int, least: int) -> int:
    while number > least and ABOVE.match(lines[number - 1]):
        number -= 1
    return number


def _code(lines: list[str], language: Language) -> Iterator[Element]:
    text = "\n".join(lines).strip("\n").rstrip()
    if text:
        yield Element("code", text, language=language.name)
