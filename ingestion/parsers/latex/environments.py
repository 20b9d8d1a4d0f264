r"""The author's own environments (\newenvironment), written out."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ingestion.parsers.latex.braces import argument, bracket

DEFINED = re.compile(r"\\(?:re)?newenvironment\*?\s*(?=\{)")
COUNT = re.compile(r"\s*\[(\d)\]")
USED = re.compile(r"\\(begin|end)\{([A-Za-z@*]+)\}")
MOST = 500  # definitions


@dataclass(frozen=True, slots=True)
class Environment:
    """The text in place of its beginning and its end; `default` of its optional first argument."""

    begin: str
    end: str
    arguments: int = 0
    default: str | None = None


def learned(source: str) -> dict[str, Environment]:
    """The environments that a source defines; not those that stand for themselves."""
    return {name: found for name, found, _, _ in _definitions(source) if name not in found.begin}


def written_out(source: str, known: dict[str, Environment], room: int) -> str:
    """The source with the environments replaced by what they stand for, without definitions; it
    grows by `room` characters at most."""
    for _, _, start, end in reversed(list(_definitions(source))):
        source = source[:start] + source[end:]
    parts: list[str] = []
    place = 0
    for used in USED.finditer(source) if known else ():
        environment = known.get(used[2])
        if environment is None or used.start() < place or room < 0:
            continue
        values, end = _given(source, used.end(), environment, begins=used[1] == "begin")
        text = environment.begin if used[1] == "begin" else environment.end
        for number, value in enumerate(values, start=1):
            text = text.replace(f"#{number}", value)
        room -= len(text)
        parts += [source[place : used.start()], text]
        place = end
    return "".join(parts) + source[place:]


def _definitions(source: str) -> list[tuple[str, Environment, int, int]]:
    found: list[tuple[str, Environment, int, int]] = []
    for start in DEFINED.finditer(source):
        name = argument(source, start.end())
        if not name or len(found) >= MOST:
            break
        counted = COUNT.match(source, name[1])
        optional = bracket(source, counted.end()) if counted else None
        begin = argument(source, optional[1] if optional else counted.end() if counted else name[1])
        end = argument(source, begin[1]) if begin else None
        if not begin or not end:
            break  # its braces are never closed
        count = int(counted[1]) if counted else 0
        environment = Environment(begin[0], end[0], count, optional[0] if optional else None)
        found.append((name[0].strip(), environment, start.start(), end[1]))
    return found


def _given(
    source: str, place: int, environment: Environment, *, begins: bool
) -> tuple[list[str], int]:
    """The arguments behind a beginning, and the place after them."""
    values: list[str] = []
    if begins and environment.default is not None:
        optional = bracket(source, place)
        values.append(optional[0] if optional else environment.default)
        place = optional[1] if optional else place
    while begins and len(values) < environment.arguments:
        found = argument(source, place)
        if found is None:
            break
        values.append(found[0])
        place = found[1]
    return values, place
