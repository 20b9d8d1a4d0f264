r"""How numbered lists count: labels of enumitem, of the package enumerate, and \labelenumi."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from ingestion.parsers.latex.braces import argument, bracket
from ingestion.parsers.office.numbers import letter, roman

DEPTHS = ("i", "ii", "iii", "iv")  # as in \labelenumii
DEFAULT = (r"\arabic*.", r"(\alph*)", r"\roman*.", r"\Alph*.")
BEAMER = (r"\arabic*.", r".\arabic*", r".\arabic*", r".\arabic*")
COUNTER = (r"\arabic{enumi}", r"\alph{enumii}", r"\roman{enumiii}", r"\Alph{enumiv}")
COUNTED = re.compile(r"\\(arabic|alph|Alph|roman|Roman)(?:\*|\s*\{enum([iv]+)\})")
SHORT = re.compile(r"(?<![A-Za-z\\])[AaIi](?![A-Za-z])|1")
SHORTS = {"1": "arabic", "a": "alph", "A": "Alph", "i": "roman", "I": "Roman"}
LABEL = re.compile(r"\\renewcommand\s*\*?\s*\{?\s*\\(label|the)enum(i|ii|iii|iv)\s*\}?\s*(?=\{)")
SETTING = re.compile(r"\\setlist\s*(?=[\[{])")
NEW = re.compile(
    r"\\newlist\s*\{\s*([A-Za-z]+)\s*\}\s*\{\s*(enumerate|itemize|description)\*?\s*\}"
)
WRITTEN: dict[str, Callable[[int], str]] = {
    "arabic": str,
    "alph": letter,
    "Alph": lambda number: letter(number).upper(),
    "roman": roman,
    "Roman": lambda number: roman(number).upper(),
}


def counted(template: str, numbers: Sequence[int]) -> str:
    r"""A label with the numbers of the lists around it, its own last: "(\alph*)" and 2 give
    "(b)"."""

    def written(found: re.Match[str]) -> str:
        depth = DEPTHS.index(found[2]) if found[2] in DEPTHS else len(numbers)
        return WRITTEN[found[1]](numbers[min(depth, len(numbers) - 1)])

    return COUNTED.sub(written, template)


def options(text: str) -> dict[str, str]:
    """The settings in the brackets of a list; "label" is that of a short form such as "(a)"."""
    found: dict[str, str] = {}
    for setting in _parted(text):
        name, given, value = setting.partition("=")
        if given:
            found[name.strip()] = value.strip().removeprefix("{").removesuffix("}")
        elif SHORT.search(re.sub(r"\{[^{}]*\}", "", setting)):
            found["label"] = _long(setting)
        else:
            found[name.strip()] = ""
    return found


def _long(short: str) -> str:
    """The label of a short form; words of it stand in braces."""
    parts = re.split(r"(\{[^{}]*\})", short.strip())
    for place in range(0, len(parts), 2):
        part, count = SHORT.subn(lambda found: f"\\{SHORTS[found[0]]}*", parts[place], count=1)
        parts[place] = part
        if count:
            break
    return "".join(part.strip("{}") for part in parts)


def _parted(text: str) -> Iterator[str]:
    """Settings between commas that stand in no braces."""
    depth, begun = 0, 0
    for place, sign in enumerate(f"{text},"):
        depth += {"{": 1, "}": -1}.get(sign, 0)
        if sign == "," and depth <= 0:
            if setting := text[begun:place].strip():
                yield setting
            begun = place + 1


@dataclass
class Labels:
    """The labels that a source sets for its lists."""

    kinds: dict[str, str] = field(default_factory=dict)
    r"""The author's own lists (\newlist): "tasks" for "enumerate"."""
    beamer: bool = False
    _set: dict[tuple[str, int], dict[str, str]] = field(default_factory=dict)
    _counters: dict[int, str] = field(default_factory=dict)  # \theenumi, by depth

    def learn(self, source: str) -> None:
        r"""Note the lists of a source, \setlist and \labelenumi."""
        self.beamer |= "{beamer}" in source
        self.kinds |= {found[1]: found[2] for found in NEW.finditer(source)}
        for found in LABEL.finditer(source):
            if given := argument(source, found.end()):
                self._label(found[1], DEPTHS.index(found[2]) + 1, given[0])
        for found in SETTING.finditer(source):
            self._setting(source, found.end())

    def _label(self, kind: str, depth: int, text: str) -> None:
        if kind == "the":
            self._counters[depth] = text
            text = f"{text}."
        self._set.setdefault(("enumerate", depth), {})["label"] = text

    def _setting(self, source: str, place: int) -> None:
        chosen = bracket(source, place)
        given = argument(source, chosen[1] if chosen else place)
        if not given:
            return
        names = [name.strip() for name in (chosen[0] if chosen else "enumerate").split(",")]
        depths = [int(name) for name in names if name.isdecimal()] or range(1, 5)
        for name in (name for name in names if not name.isdecimal()):
            for depth in depths:
                self._set.setdefault((name, depth), {}).update(options(given[0]))

    def of(self, name: str, depth: int, given: str) -> dict[str, str]:
        """The settings of a list of this name and depth (from 1), with those in its brackets;
        always with "label" or "label*"."""
        usual = (BEAMER if self.beamer else DEFAULT)[min(depth, 4) - 1]
        found = {"label*" if usual[0] == "." else "label": usual}
        for own in (self._set.get((name, depth), {}), options(given)):
            if own.keys() & {"label", "label*"}:
                found.pop("label", None)
                found.pop("label*", None)
            found |= own
        return {key: self._plain(value) for key, value in found.items()}

    def _plain(self, value: str) -> str:
        for depth, name in enumerate(DEPTHS, start=1):
            counter = self._counters.get(depth, COUNTER[depth - 1])
            value = re.sub(rf"\\theenum{name}(?![a-z])", counter.replace("\\", r"\\"), value)
        return value
