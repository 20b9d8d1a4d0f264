"""Arguments of TeX commands: what stands between braces or brackets at a place of the source."""

from __future__ import annotations

import re

SIGN = re.compile(r"\\.|[{}\[\]]", re.DOTALL)
LONGEST = 50_000  # characters of an argument


def argument(source: str, place: int) -> tuple[str, int] | None:
    """The argument that begins at a place, a group or one sign, and the place after it."""
    while place < len(source) and source[place].isspace():
        place += 1
    if place >= len(source) or source[place] in "}]&$":
        return None
    if source[place] == "\\":
        found = re.compile(r"\\(?:[A-Za-z@]+|.)", re.DOTALL).match(source, place)
        return (found[0], found.end()) if found else None
    if source[place] != "{":
        return source[place], place + 1
    end = _closing(source, place, "{", "}")
    return (source[place + 1 : end], end + 1) if end >= 0 else None


def bracket(source: str, place: int) -> tuple[str, int] | None:
    """The optional argument in brackets at a place, and the place after it."""
    while place < len(source) and source[place] in " \t":
        place += 1
    if source[place : place + 1] != "[":
        return None
    end = _closing(source, place, "[", "]")
    return (source[place + 1 : end], end + 1) if end >= 0 else None


def _closing(source: str, place: int, opening: str, closing: str) -> int:
    """The place of the closing bracket; -1 if there is none."""
    braces = depth = 0
    for found in SIGN.finditer(source, place, place + LONGEST):
        sign = found[0]
        if opening == "[" and sign in "{}":
            braces += 1 if sign == "{" else -1
        if sign == opening and not braces:
            depth += 1
        elif sign == closing and not braces:
            depth -= 1
            if not depth:
                return found.start()
    return -1
