"""A passage as units, with the words of its own language."""

from __future__ import annotations

import re
from functools import lru_cache

from agent.languages.language import Language, language
from agent.reasoners.extractive.reading import MARKER, Reading, Unit, read
from agent.text.dates import dates
from agent.text.sentences import sentences
from agent.types import Passage

_NUMBER = re.compile(r"\d[\d,.:]*")
_NAME = re.compile(r"(?<![.!?|]\s)(?<!^)\b[^\W\d_a-zß-ÿ][\w'’-]+")
_FULL_NAME = re.compile(r"\b[^\W\d_a-zß-ÿ][\w'’-]+ [^\W\d_a-zß-ÿ][a-zß-ÿ'’-]+\b")
_ENDS = re.compile(r"[.!?…:;。！？؟।][\"'”’»)\]*_`]*$")
_QUESTION = ("?", "？", "؟")
_OUTPUT = re.compile(r"[`~]{3,}(?:output|error)\b")
SHORT = 3  # words of a label
_NONE = frozenset[str]()


def read_passage(passage: Passage, code: str | None) -> Reading:
    """The units of a passage in the language `code`, None for English."""
    if code is None:
        return read(passage)
    return _read(passage["title"], passage["section"], passage["text"], code)


@lru_cache(maxsize=4096)
def _read(title: str, section: str, text: str, code: str) -> Reading:
    spoken = language(code)
    headings = frozenset(spoken.stems(f"{title}\n{section}"))
    units: list[Unit] = []
    head: frozenset[str] = _NONE
    for start, end, kind in sentences(text):
        unit = text[start:end]
        order = tuple(spoken.stems(unit))
        leans = kind == "code" or spoken.begins("leans", unit)
        before = units[-1].bag if leans and units else _NONE
        head = frozenset(order) if kind == "head" else head if kind == "row" else _NONE
        opens = not units or kind != units[-1].kind or _opens(text, units[-1].end, start)
        units.append(
            Unit(
                start,
                end,
                kind,
                order,
                frozenset(order) | (head if kind == "row" else _NONE),
                headings | before,
                leans,
                asks=unit.endswith(_QUESTION),
                announces=unit.endswith((":", "：")),
                points=False,
                fragment=kind == "sentence" and (len(order) < SHORT or not _ENDS.search(unit)),
                label=_label(unit, spoken) if kind == "row" else _NONE,
                opens=opens,
                dates=_dates(unit, spoken),
                numbers=frozenset(_NUMBER.findall(unit)) | spoken.spelled(unit),
                names=frozenset(name.lower() for name in _NAME.findall(unit)),
                negated=spoken.mentions("negation", unit),
                lines=max(unit.count("\n") - 1, 1) if kind == "code" else 0,
                output=kind == "code" and bool(_OUTPUT.match(unit)),
            )
        )
    bag = _NONE.union(*(unit.bag for unit in units))
    return Reading(tuple(units), bag, headings)


def names_person(text: str) -> bool:
    """Whether a text seems to have somebody's full name."""
    return bool(_FULL_NAME.search(text))


def _label(unit: str, spoken: Language) -> frozenset[str]:
    return frozenset(spoken.stems(unit.strip("| ").split("|")[0]))


def _dates(unit: str, spoken: Language) -> frozenset[str]:
    """Words of time: a date, a month, a weekday, an hour or a year."""
    found = {unit[date.start : date.end].lower() for date in dates(unit)}
    found |= set(re.findall(r"\b(?:1[0-9]|20)\d\d\b|\b\d{1,2}[:.]\d{2}\b", unit))
    if spoken.mentions("months", unit) or spoken.mentions("weekdays", unit):
        found.add("named")
    return frozenset(found)


def _opens(text: str, end: int, start: int) -> bool:
    between = text[end:start]
    return between.count("\n") > 1 or ("\n" in between and bool(MARKER.match(text, start)))
