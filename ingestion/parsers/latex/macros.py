r"""The author's own commands (\newcommand, \def, \newtheorem), expanded."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from ingestion.parsers.latex import environments
from ingestion.parsers.latex.braces import argument, bracket
from ingestion.parsers.latex.conditionals import states
from ingestion.parsers.latex.list_labels import Labels

DEFINED = re.compile(
    r"\\(?:(?:re)?newcommand|(?P<provide>providecommand)|DeclareRobustCommand"
    r"|(?P<operator>DeclareMathOperator)|(?P<def>[gex]?def)|(?P<theorem>newtheorem)"
    r"|(?P<document>(?:New|Renew|Provide|Declare)DocumentCommand))(?![A-Za-z@])\*?\s*"
)
COMMENT = re.compile(r"(?<!\\)((?:\\\\)*)%[^\n]*(?:\n[ \t]*(?=\S))?")
NAME = re.compile(r"\{\s*\\([A-Za-z@]+\*?)\s*\}|\\([A-Za-z@]+)")
COUNT = re.compile(r"\s*\[(\d)\]")
PARAMETERS = re.compile(r"((?:\s*#\d)*)\s*(?=\{)")
USED = re.compile(r"\\([A-Za-z@]+)")
DEEPEST = 12  # macros within macros
GROWTH = 20  # times its length that a source may get by its macros, and some more
ROOM = 200_000  # characters
MOST = 2_000  # definitions


@dataclass(frozen=True, slots=True)
class Macro:
    """The definition of a command; `default` is that of its optional first argument."""

    body: str
    arguments: int = 0
    default: str | None = None


class Macros:
    """The commands that a source defines."""

    def __init__(self) -> None:
        self.theorems: dict[str, str] = {}
        """The names of environments that are theorems and the like: "thm" for "Theorem"."""
        self.switches: dict[str, bool] = {}
        r"""Whether a switch of \newif or a toggle is on."""
        self.labels = Labels()
        """How its lists count."""
        self._known: dict[str, Macro] = {}
        self._environments: dict[str, environments.Environment] = {}
        self._room = 0

    def learn(self, source: str) -> None:
        """Note all commands that a source defines."""
        plain = COMMENT.sub(r"\1", source)
        self._known |= _definitions(plain, self.theorems)
        self._environments |= environments.learned(plain)
        self.switches |= states(plain, self.switches)
        self.labels.learn(plain)

    def written_out(self, source: str) -> str:
        """The source with its commands replaced by what they stand for."""
        self._room = GROWTH * len(source) + ROOM
        source = environments.written_out(source, self._environments, self._room)
        return self._expanded(_without_definitions(source), 0)

    def _expanded(self, source: str, depth: int) -> str:
        if not self._known or depth > DEEPEST:
            return source
        parts: list[str] = []
        place = 0
        for used in USED.finditer(source):
            macro = self._known.get(used[1])
            if macro is None or used.start() < place or self._room < 0:
                continue
            given = _given(source, used.end(), macro)
            if given is None:
                continue
            values, end = given
            inner = self._expanded(_filled(macro.body, values), depth + 1)
            self._room -= len(inner) + 10
            parts += [source[place : used.start()], inner]
            place = end
        return "".join(parts) + source[place:]


def _filled(body: str, values: list[str]) -> str:
    def value(found: re.Match[str]) -> str:
        place = int(found[1]) - 1
        return values[place] if place < len(values) else ""

    body = body.replace("\\xspace", "")
    return re.sub(r"#(\d)", value, body) if values else body


def _given(source: str, place: int, macro: Macro) -> tuple[list[str], int] | None:
    """The arguments of a use and the place after it; None if they are missing."""
    values: list[str] = []
    if macro.default is not None:
        optional = bracket(source, place)
        values.append(optional[0] if optional else macro.default)
        place = optional[1] if optional else place
    while len(values) < macro.arguments:
        found = argument(source, place)
        if found is None:
            return None
        values.append(found[0])
        place = found[1]
    if not macro.arguments and source[place : place + 2] == "{}":
        place += 2
    return values, place


def _definitions(source: str, theorems: dict[str, str]) -> dict[str, Macro]:
    known: dict[str, Macro] = {}
    for found in DEFINED.finditer(source):
        if found["theorem"]:
            _theorem(source, found.end(), theorems)
        elif len(known) < MOST and (read := _definition(source, found)):
            name, macro, _ = read
            if f"\\{name}" not in macro.body and (found["provide"] is None or name not in known):
                known[name] = macro
    return known


def _definition(source: str, found: re.Match[str]) -> tuple[str, Macro, int] | None:
    """A defined command: its name, what it stands for, the place after it."""
    named = NAME.match(source, found.end())
    read = SIGNATURES[_kind(found)](source, named.end()) if named else None
    body = argument(source, read[2]) if read else None
    if not (named and read and body):
        return None
    text = rf"\operatorname{{{body[0]}}}" if found["operator"] else body[0]
    return named[1] or named[2], Macro(text, read[0], read[1]), body[1]


def _kind(found: re.Match[str]) -> str:
    return next((kind for kind in ("def", "document", "operator") if found[kind]), "command")


Signature = tuple[int, str | None, int]  # arguments, the default of the first, the place after it


def _of_command(source: str, place: int) -> Signature:
    """As in "[2][default]"."""
    counted = COUNT.match(source, place)
    if not counted:
        return 0, None, place
    optional = bracket(source, counted.end())
    default, place = optional or (None, counted.end())
    return int(counted[1]), default, place


def _of_def(source: str, place: int) -> Signature | None:
    """As in "#1#2"; other patterns are not understood."""
    parameters = PARAMETERS.match(source, place)
    return (parameters[1].count("#"), None, parameters.end()) if parameters else None


def _of_document(source: str, place: int) -> Signature | None:
    """As in "{O{default} m}"."""
    given = argument(source, place)
    if not given:
        return None
    letters = re.findall(r"[mso]|O\{[^{}]*\}", given[0])
    optional = bool(letters) and letters[0][0] in "oO"
    return len(letters), letters[0][2:-1] if optional else None, given[1]


SIGNATURES: dict[str, Callable[[str, int], Signature | None]] = {
    "command": _of_command,
    "def": _of_def,
    "document": _of_document,
    "operator": lambda _, place: (0, None, place),
}


def _theorem(source: str, place: int, theorems: dict[str, str]) -> int:
    name = argument(source, place)
    if not name:
        return place
    counter = bracket(source, name[1])
    title = argument(source, counter[1] if counter else name[1])
    if not title:
        return place
    theorems[name[0].strip()] = title[0].strip()
    within = bracket(source, title[1])
    return within[1] if within else title[1]


def _without_definitions(source: str) -> str:
    parts: list[str] = []
    place = 0
    for found in DEFINED.finditer(source):
        if found.start() < place:
            continue
        read = None if found["theorem"] else _definition(source, found)
        end = _theorem(source, found.end(), {}) if found["theorem"] else read[2] if read else 0
        if end > found.end():
            parts.append(source[place : found.start()])
            place = end
    return "".join(parts) + source[place:]
