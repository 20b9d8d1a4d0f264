"""Whether two sentences contradict each other: opposite words, "all" and "some", units."""

from __future__ import annotations

import re
from functools import lru_cache

from agent.text.claims import numbers
from agent.text.clauses import clauses
from agent.text.english_words import content_stems, word_set

_GROUPS = """
before after
earlier later
first last
minimum maximum
min max
lowest highest
smallest largest
shortest longest
best worst average
fastest slowest
faster slower
smaller larger
shorter longer
lower higher
more less
more fewer
above below
ascending descending
increasing decreasing
increases decreases
required optional
mandatory optional
same different
open closed
true false
left right
front rear
head tail
fifo lifo
odd even
positive negative
local global
constant logarithmic linear quadratic cubic exponential
pass fail
passes fails
push pop
enqueue dequeue
append remove
add remove
adds removes
insert delete
inserts deletes
midterm final
monday tuesday wednesday thursday friday saturday sunday
january february march april may june july august september october november december
north south east west
morning afternoon evening
am pm
public private
static dynamic
"""
_OTHERS: dict[str, frozenset[str]] = {}
for _line in _GROUPS.strip().splitlines():
    for _word in _line.split():
        _OTHERS[_word] = _OTHERS.get(_word, frozenset()) | (frozenset(_line.split()) - {_word})
_PREFIXES = ("un", "in", "im", "non", "dis", "ir", "il")
_ADJECTIVE = re.compile(r".*(?:able|ible|ed|al|ive|ous|ent|ant|ct|ite|ar|ic|ly)$")
SHORTEST = 5  # letters of a word that a prefix turns round: ordered, unordered
_AMBIGUOUS = word_set("may march even right left same open add")
"""Words with other uses; they count against one of their group only beside no other difference."""
_WORD = re.compile(r"[a-z]+(?:'[a-z]+)?", re.IGNORECASE)

_ALL = word_set("all every each always any both entire whole everyone everybody")
_SOME = word_set("some sometimes often usually most many few several partly occasionally")
_ONLY = re.compile(r"\b(?:only|just|solely|exclusively)\b", re.IGNORECASE)
_LIMITS = re.compile(
    r"\b(?:only|just|solely|exclusively|single|one|except|unless|nothing|none|no)\b", re.IGNORECASE
)
_MUST = word_set("must required mandatory compulsory obligatory need needs have has")
_MAY = word_set("may optional voluntary can could")

_QUANTITY = re.compile(r"(\d+(?:[.,:]\d+)*)\s*(%|[a-z]+\.?[a-z]?)?", re.IGNORECASE)
_UNITS = {
    word: kind
    for kind, words in {
        "%": "% percent percentage",
        "point": "point points mark marks",
        "day": "day days",
        "week": "week weeks",
        "hour": "hour hours h",
        "minute": "minute minutes min",
        "second": "second seconds s",
        "year": "year years",
        "page": "page pages",
        "credit": "credit credits ects",
        "byte": "byte bytes",
        "bit": "bit bits",
        "am": "am a.m",
        "pm": "pm p.m",
        "student": "student students",
        "question": "question questions",
    }.items()
    for word in words.split()
}
_PHRASES = re.compile(r"[.;!?]\s+|,\s+|\n|\s+(?:and|but|or|while|whereas)\s+", re.IGNORECASE)
_GROWTH = re.compile(r"\b[OΘΩ]\s?\(([^()]*(?:\([^()]*\)[^()]*)?)\)")


def opposed(statement: str, known: str) -> bool:
    """Whether a statement contradicts a sentence, or goes beyond it."""
    return (
        _opposite_words(statement, known)
        or _of_another_case(statement, known)
        or _goes_further(statement, known)
        or _other_unit(statement, known)
        or bool(growths(statement) - growths(known))
    )


def opposites(word: str) -> frozenset[str]:
    """The words that exclude a word: "immutable" for "mutable", six days for "monday"."""
    with_prefix = {prefix + word for prefix in _PREFIXES} if _turns(word) else set()
    bare = {
        word.removeprefix(prefix)
        for prefix in _PREFIXES
        if word.startswith(prefix) and _turns(word.removeprefix(prefix))
    }
    return _OTHERS.get(word, frozenset()) | with_prefix | bare


def growths(text: str) -> frozenset[str]:
    """The orders of growth in a text, O(n log n) as "nlogn"."""
    return frozenset(re.sub(r"[\s*·]", "", inner).lower() for inner in _GROWTH.findall(text))


def _turns(word: str) -> bool:
    return len(word) >= SHORTEST and bool(_ADJECTIVE.match(word))


@lru_cache(maxsize=2_000)
def _words(text: str) -> frozenset[str]:
    return frozenset(word.lower() for word in _WORD.findall(text))


def _opposite_words(statement: str, known: str) -> bool:
    ours, theirs = _words(statement), _words(known)
    for word in ours:
        for other in (opposites(word) & theirs) - ours:
            if word not in theirs and word not in _AMBIGUOUS:
                return True
            if word in theirs and _about_another(statement, known, word, other):
                return True
    return False


def _about_another(statement: str, known: str, word: str, other: str) -> bool:
    """Whether a sentence with both words uses the other one for the statement's subject."""
    mine = {stem for c in clauses(statement) if word in _words(c.text) for stem in c.subject}

    def shared(wanted: str) -> int:
        named = [
            c.subject or frozenset(content_stems(c.text))
            for c in clauses(known)
            if wanted in _words(c.text)
        ]
        return max((len(mine & subject) for subject in named), default=0)

    return shared(other) > shared(word)


def _of_another_case(statement: str, known: str) -> bool:
    """Whether a value is given for the opposite case: O(n) for the best one, not the worst."""
    phrases = [phrase for phrase in _PHRASES.split(known) if phrase.strip()]
    for value in growths(statement) | numbers(statement):
        given = [p for p in phrases if value in growths(p) | numbers(p)]
        for word in _words(statement):
            others = _OTHERS.get(word, frozenset())
            if given and all(others & _words(p) and word not in _words(p) for p in given):
                return True
    return False


def _goes_further(statement: str, known: str) -> bool:
    """Whether it states "all" for "some", "must" for "may", or an "only" that is not known."""
    ours, theirs = _words(statement), _words(known)
    if ours & _ALL and theirs & _SOME and not theirs & _ALL:
        return True
    if _ONLY.search(statement) and not _LIMITS.search(known):
        return True
    if ours & {"must", "required", "mandatory", "compulsory"}:
        return bool(theirs & _MAY) and not theirs & _MUST
    return bool(ours & {"optional", "voluntary"}) and bool(theirs & _MUST - {"have", "has"})


def _other_unit(statement: str, known: str) -> bool:
    """Whether a number has one unit here and another one there."""
    theirs = _units(known)
    return any(
        theirs.get(number) and units and not units & theirs[number]
        for number, units in _units(statement).items()
    )


def _units(text: str) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for number, word in _QUANTITY.findall(text):
        unit = _UNITS.get(word.lower().rstrip("."))
        found.setdefault(number.replace(",", ""), set()).update({unit} if unit else ())
    return found
