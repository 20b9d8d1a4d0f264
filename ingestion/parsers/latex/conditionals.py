r"""What a source leaves out by a switch: \iffalse, \newif, toggles, and solutions of an exam."""

from __future__ import annotations

import re
from collections.abc import Mapping

from ingestion.parsers.latex.braces import argument

TOKEN = re.compile(
    r"\\newif\s*\\if(?P<new>[A-Za-z@]+)|\\(?P<kind>if[A-Za-z@]*|else|fi)(?![A-Za-z@])"
    r"|\\toggle(?P<toggle>true|false)\s*\{(?P<of>[^{}]*)\}"
    r"|\\(?P<name>[A-Za-z@]+?)(?P<value>true|false)(?![A-Za-z@])[ \t]*"
)
TOGGLED = re.compile(r"\\iftoggle\s*\{([^{}]*)\}")
EXAM = re.compile(r"\\documentclass(?:\[(?P<options>[^\]]*)\])?\{exam\}")
SOLUTION = re.compile(
    r"\\begin\{(solution(?:orbox|orlines|ordottedlines|orgrid)?)\}.*?\\end\{\1\}", re.DOTALL
)


def states(source: str, known: Mapping[str, bool]) -> dict[str, bool]:
    """The switches of a source as it leaves them, with those that are known from elsewhere."""
    return _read(source, known)[1]


def chosen(source: str, known: Mapping[str, bool]) -> str:
    """The source without the branches that a switch leaves out; of conditions that are not known
    both branches stay."""
    text, found = _read(source, known)
    return _toggled(text, found)


def without_solutions(source: str) -> tuple[str, int]:
    """The source of an exam without the solutions that it does not print, and how many."""
    exam = EXAM.search(source)
    if not exam or "\\printanswers" in source or "answers" in (exam["options"] or ""):
        return source, 0
    return SOLUTION.subn("", source)


def _read(source: str, known: Mapping[str, bool]) -> tuple[str, dict[str, bool]]:
    switches = {"true": True, "false": False, **known}
    branches: list[bool | None] = []  # whether each is shown; None: not known
    parts: list[str] = []
    place = 0
    for found in TOKEN.finditer(source):
        shown = False not in branches
        text, place = source[place : found.start()], found.end()
        parts.append(text if shown else "")
        if kind := found["kind"]:
            written = _branch(kind, branches, switches)
        else:
            written = _set(found, switches) if shown else True
        parts.append(found[0] if written and shown else "")
    parts.append(source[place:] if False not in branches else "")
    return "".join(parts), switches


def _branch(kind: str, branches: list[bool | None], switches: Mapping[str, bool]) -> bool:
    """Follow a conditional; whether its command stays, since its condition is not known."""
    if kind.startswith("if") and kind != "iftoggle":
        branches.append(switches.get(kind[2:]))
        return branches[-1] is None
    if not branches or kind == "iftoggle":
        return True
    if kind == "fi":
        return branches.pop() is None
    branches[-1] = None if branches[-1] is None else not branches[-1]
    return branches[-1] is None


def _set(found: re.Match[str], switches: dict[str, bool]) -> bool:
    """Set a switch; whether the command is none of a switch, and stays."""
    if found["new"]:
        switches.setdefault(found["new"], False)
    elif found["toggle"]:
        switches[f"toggle {found['of']}"] = found["toggle"] == "true"
    elif found["name"] in switches:
        switches[found["name"]] = found["value"] == "true"
    else:
        return True
    return False


def _toggled(source: str, switches: Mapping[str, bool]) -> str:
    parts: list[str] = []
    place = 0
    for found in TOGGLED.finditer(source):
        first = argument(source, found.end())
        second = argument(source, first[1]) if first else None
        if found.start() < place or not first or not second:
            continue
        on = switches.get(f"toggle {found[1]}", False)
        parts += [source[place : found.start()], (first if on else second)[0]]
        place = second[1]
    return "".join(parts) + source[place:]
