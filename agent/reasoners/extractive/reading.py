"""Splits a passage into quotable units with their stems."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from agent.text.english_words import stems
from agent.text.sentences import Kind, sentences
from agent.types import Passage

_LEANS = re.compile(
    r"[^\w`]*(?:it|its|this|that|they|their|these|those|he|she|his|her|such|here|then|also|"
    r"however|therefore|thus|instead|otherwise|both|the (?:former|latter|same)|and|but|yes|"
    r"using (?:this|these|it)|another|similarly|likewise|conversely|moreover|furthermore|hence|"
    r"consequently|as a result|"
    r"in (?:this|that|such a|either) case|for (?:this|that) reason|(?:after|before) (?:this|that)|"
    r"on the other hand|in contrast|by contrast|the (?:first|second|third|last|next|upper|lower)"
    r" (?:lines?|forms?|statements?|versions?|calls?|loops?|examples?|blocks?|programs?))\b",
    re.IGNORECASE,
)
_REFERS_BACK = re.compile(
    r"(?:(?!\b\w{3,}s\b).)*?\b(?:all|both|each|any|most|some|none|one) of (?:them|these|those)\b",
    re.DOTALL,
)  # with no plural before it in the sentence: "A graph is the structure for all of them"
_DATE = re.compile(
    r"\b(?:1[0-9]{3}|20[0-9]{2})\b|\b\d{1,2}:\d{2}\b|\b\d{1,2}\s?[ap]\.?m\b"
    r"|\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)days?\b|\b(?:January|February|March|April|May|June|"
    r"July|August|September|October|November|December)\b|\bweeks? \d|\bcentury\b"
)
_NUMBER = re.compile(
    r"\d[\d,.:]*|\b(?:zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|"
    r"thirty|forty|fifty|hundreds?|thousands?|millions?|billions?|half|third|quarter|twice|once|"
    r"dozens?|every|all|none|single|double)\b",
    re.IGNORECASE,
)
NEGATION = re.compile(
    r"\b(?:not|never|no|none|nobody|nothing|without|neither|nor|cannot|\w+n['’]t)\b", re.IGNORECASE
)
_NAME = re.compile(r"(?<![.!?]\s)(?<!^)\b[A-Z][\w'’-]+")
_POINTS = re.compile(
    r"\b(?:described|explained|listed|discussed|introduced|defined|found|given|details?|rules?|more)"
    r"(?: (?:is|are|stands?))? in (?:[A-Z]|(?:the |your )?(?:document|syllabus|handbook|handout|"
    r"notes|slides|book|text|faq|section|chapter|appendix|lecture|lab|notebook|material)\w*)"
    r"|\b[Ss]ee (?:also |the |section|chapter|below|above|page|[A-Z])|\bsays exactly\b"
    r"|^\W*(?:[Hh]ave|[Tt]ake) a look (?:at|in)\b"
    r"|^\W*(?:Look|Refer|Go) (?:at|in|into|to|up) [“\"'A-Z]"
    r"|\bThis (?:document|handout|notebook|section|chapter|lecture|course|page)\b"
)
_UNFINISHED = re.compile(
    r"\b(?:is|are|be|as|like|follows|write|by|with|gives|to|of|this|where|and|or|into)$"
)
"""The end of a sentence that goes on in the code or the formula below it."""
_SAYS = re.compile(r"(?:[-*+•]\s+)?\**([A-Z]\w+(?: \w+){0,2})\**:\**\s+\S")
TITLE = 9  # words; a longer line without a full stop is a sentence
_OUTPUT = re.compile(r"[`~]{3,}(?:output|error)\b")
_WORDS = re.compile(r"[^\W\d_]{2}")  # in a meaningful list item
MARKER = re.compile(r"(?:[-*+•◦▪●–]|\d{1,3}[.)])\s+")
"""The bullet or the number of a list item."""
_ENDS = re.compile(r"[.!?…:;][\"'”’)\]*_`]*$")

_NONE = frozenset[str]()


@dataclass(frozen=True, slots=True)
class Unit:
    """One sentence, list item, table row or block of code."""

    start: int
    end: int
    kind: Kind
    order: tuple[str, ...]  # stems in order
    bag: frozenset[str]  # its stems; a row's include the table's header
    context: frozenset[str]  # stems of the headings, and of the unit before if it `leans`
    leans: bool  # cannot be understood without the unit before
    asks: bool  # is a question itself
    announces: bool  # ends in a colon: the next unit belongs to it
    points: bool  # only refers to another place
    fragment: bool  # a label or a title, not a statement
    label: frozenset[str]  # stems of a row's first cell
    opens: bool  # a paragraph, or a list item
    dates: frozenset[str]  # as written, in lower case; so are numbers and names
    numbers: frozenset[str]
    names: frozenset[str]
    negated: bool
    lines: int  # of a block of code, without its fences
    output: bool  # the printed output of the code above
    says: frozenset[str] = frozenset()  # stems of a label before a colon: "Cure: print it"


@dataclass(frozen=True, slots=True)
class Reading:
    """A passage's units in reading order."""

    units: tuple[Unit, ...]
    bag: frozenset[str]  # stems of the text
    headings: frozenset[str]  # stems of title and section


def read(passage: Passage) -> Reading:
    """The passage's units; cached for the next question."""
    return _read(passage["title"], passage["section"], passage["text"])


@lru_cache(maxsize=4096)
def _read(title: str, section: str, text: str) -> Reading:
    headings = frozenset(stems(f"{title}\n{section}"))
    units: list[Unit] = []
    head: frozenset[str] = frozenset()
    for start, end, kind in sentences(text):
        unit_text = text[start:end]
        order = tuple(stems(unit_text))
        leans = kind == "code" or bool(_LEANS.match(unit_text) or _REFERS_BACK.match(unit_text))
        before = units[-1].bag if leans and units else frozenset()
        head = frozenset(order) if kind == "head" else head if kind == "row" else frozenset()
        units.append(
            Unit(
                start,
                end,
                kind,
                order,
                frozenset(order) | (head if kind == "row" else frozenset()),
                headings | before,
                leans,
                asks=unit_text.endswith("?"),
                announces=unit_text.endswith(":")
                or (kind == "sentence" and bool(_UNFINISHED.search(unit_text))),
                points=bool(_POINTS.search(unit_text)),
                fragment=(
                    kind == "sentence" and _is_fragment(unit_text, order, not text[end:].strip())
                )
                or (kind == "item" and not _WORDS.search(unit_text)),
                label=frozenset(stems(unit_text.strip("| ").split("|")[0]))
                if kind == "row"
                else _NONE,
                says=frozenset(stems(said[1])) if (said := _SAYS.match(unit_text)) else _NONE,
                opens=not units or kind != units[-1].kind or _opens(text, units[-1].end, start),
                dates=_found(_DATE, unit_text),
                numbers=_found(_NUMBER, unit_text),
                names=_found(_NAME, unit_text),
                negated=bool(NEGATION.search(unit_text)),
                lines=max(unit_text.count("\n") - 1, 1) if kind == "code" else 0,
                output=kind == "code" and bool(_OUTPUT.match(unit_text)),
            )
        )
    bag = frozenset[str]().union(*(unit.bag for unit in units))
    return Reading(tuple(units), bag, headings)


def _is_fragment(text: str, order: tuple[str, ...], alone: bool) -> bool:
    """Whether it is a label or a title: a few words, few without full stop, or a question at the
    end. Slides have whole sentences without one."""
    unfinished = text.endswith(("…", "...")) or (alone and text.endswith("?"))
    short = len(order) < 3 or (len(order) < TITLE and not _ENDS.search(text))
    return short or unfinished


def _opens(text: str, end: int, start: int) -> bool:
    """Whether a paragraph or list item begins at `start`, if the unit before ended at `end`."""
    between = text[end:start]
    return between.count("\n") > 1 or ("\n" in between and bool(MARKER.match(text, start)))


def _found(pattern: re.Pattern[str], text: str) -> frozenset[str]:
    return frozenset(match.lower() for match in pattern.findall(text))
