r"""Parts of a source that a switch leaves out: \iffalse, \newif, toggles."""

from __future__ import annotations

import re
from collections.abc import Mapping

from ingestion.parsers.latex.braces import argument

TOKEN = re.compile(
    r"\\newif\s*\\if(?P<new>[A-Za-z@]+)|\\(?P<kind>if[A-Za-z@]*|else|fi)(?![A-Za-z@])[ \t]*"
    r"|\\toggle(?P<toggle>true|false)\s*\{(?P<of>[^{}]*)\}"
    r"|\\(?P<name>[A-Za-z@]+?)(?P<value>true|false)(?![A-Za-z@])[ \t]*"
)
NEW_TOGGLE = re.compile(r"\\(?:new|provide)toggle\s*\{[^{}]*\}")
TOGGLED = re.compile(r"\\iftoggle\s*\{([^{}]*)\}")


def states(source: str, known: Mapping[str, bool]) -> dict[str, bool]:
    """The switches of a source as it leaves them, with those that are known from elsewhere."""
    return _read(source, known)[1]


def chosen(source: str, known: Mapping[str, bool]) -> str:
    """The source without the branches that a switch leaves out; of conditions that are not known
    both branches stay."""
    text, found = _read(source, known)
    return _toggled(NEW_TOGGLE.sub("", text), found)


class _Branches:
    """The conditionals around a place; a condition that is not known shows both branches."""

    def __init__(self) -> None:
        self._shown: list[bool | None] = []
        self._hidden = 0  # how many of them leave out the place

    @property
    def shown(self) -> bool:
        """Whether the place is in no branch that is left out."""
        return not self._hidden

    def follow(self, kind: str, switches: Mapping[str, bool]) -> bool:
        """Go past \\if..., \\else or \\fi; whether it stays, since its condition is not known."""
        if kind == "iftoggle" or (kind in ("else", "fi") and not self._shown):
            return True
        before = self._shown.pop() if kind in ("else", "fi") else None
        self._hidden -= before is False
        if kind == "fi":
            return before is None
        now = switches.get(kind[2:]) if kind.startswith("if") else None
        if kind == "else" and before is not None:
            now = not before
        self._shown.append(now)
        self._hidden += now is False
        return now is None


def _read(source: str, known: Mapping[str, bool]) -> tuple[str, dict[str, bool]]:
    switches = {"true": True, "false": False, **known}
    branches = _Branches()
    parts: list[str] = []
    place = 0
    for found in TOKEN.finditer(source):
        parts.append(source[place : found.start()] if branches.shown else "")
        place = found.end()
        before = branches.shown
        if kind := found["kind"]:
            stays = branches.follow(kind, switches)
        else:
            stays = before and _set(found, switches)
        parts.append(found[0] if stays and before else "")
    parts.append(source[place:] if branches.shown else "")
    return "".join(parts), switches


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
        if not first or not second:
            break  # its braces are never closed
        if found.start() < place:
            continue
        on = switches.get(f"toggle {found[1]}", False)
        parts += [source[place : found.start()], (first if on else second)[0]]
        place = second[1]
    return "".join(parts) + source[place:]
