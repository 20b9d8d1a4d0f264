"""Whether a unit defines a thing: "A tuple is a ...", "The function len counts ..."."""

from __future__ import annotations

import math
from collections.abc import Sequence

from agent.reasoners.extractive.reading import Unit
from agent.text.english_words import STOP_STEMS, word_set

_COPULAS = word_set("is are was were")
_MEANS = word_set(
    "mean refer stand denot describ map consist hold store contain repres let occur happen"
)
_DOES = word_set(
    """add remov delet insert return give put take count print show read write open close sort
    revers convert turn split join replac make creat build check test find search call run execut
    stop skip jump end leav go repeat produc get set start chang round ask wait cut strip copi
    compar combin leav keep collect place rais evalu assign visit suppl end execut hand load plot
    draw import defin declar travers swap split follow chang updat extend merg select catch handl
    walk choos divid arrang link point"""
)
"""Stems of verbs that describe what a function does: "append adds one element"."""
_SORTS = word_set(
    """function method statement keyword oper operat command librari modul packag block claus loop
    iter object type generat properti attribut class"""
)
"""Stems of nouns that may stand beside a name: "the function len", "the break statement"."""
_CALLS = word_set("call term known name")
_ARTICLES = word_set("a an the each everi any one")
_GLOSSARY = word_set(
    "mean definit descript explan effect result return purpos doe"
)  # headers of a table of terms
_WITH = word_set("with without that which whose")
_BEST = word_set("best worst only usual common")  # besides "shortest", "fastest", ...
_WAY = word_set("way method tool choice approach option solution means")
WHICH = 8  # words before "is a leaf" among which one says which things are meant
CONDITION = 9  # first words of a definition among which no "if" stands
GLOSS = 5  # words after the label of a row that defines a term
DOES = 0.6  # for what the subject does, of a definition
WITHIN = 0.4  # for "In a binary tree every node has at most two children"
NAMED_SO = 0.8  # share of DEFINES for "a path that ... is called a cycle"


def defines(subjects: frozenset[str], unit: Unit) -> float:
    """How clearly a unit defines its subject: 1 for "A tuple is a ...", less for "Tuples are".

    The subject must match exactly: "A linked list is ..." does not define a list.
    """
    begins = [stem for stem in unit.order if stem not in _ARTICLES]
    if _interleaved(subjects, begins):
        return 0.0
    if (
        begins[:1] == ["in"]
        and "case" not in subjects
        and frozenset(begins[1 : 1 + len(subjects)]) == subjects
    ):
        return WITHIN
    if begins and begins[0] in _SORTS - subjects:
        begins = begins[1:]
    if unit.kind == "row":
        said = sum(len(stem) > 1 and stem.isalpha() for stem in unit.order)  # "O(n)" says little
        gloss = said - len(unit.label) >= GLOSS or bool(unit.bag & _GLOSSARY)
        named_so = gloss and bool(unit.label) and unit.label - _ARTICLES <= subjects
        return float(named_so) if unit.bag & _GLOSSARY else DOES * named_so
    named = next((n for n, stem in enumerate(begins) if stem not in subjects), len(begins))
    if named == 0 and (other := _other_name(subjects, begins)):
        begins, named = begins[other:], 1
    if named == 0:
        named_so = _named_so(subjects, unit.order) or _is_what_is_so(subjects, unit.order)
        return NAMED_SO * named_so
    share = math.sqrt(len(subjects & frozenset(begins[:named])) / len(subjects))
    at = _verb(begins, named)
    verb = (*begins[at:], "")[0]
    if verb in _MEANS:
        return share
    if verb in _DOES:
        return DOES * share
    if verb in _COPULAS:
        after = (*unit.order[unit.order.index(verb) + 1 :], "")[0]
        if "if" in unit.order[:CONDITION]:  # "a string is a palindrome if ...", defines another
            return 0.4 * share
        if _praises(unit.order[unit.order.index(verb) + 2 :][:2]):
            return 0.4 * share
        return share if after in _ARTICLES else (0.6 if verb == "are" else 0.4) * share
    near = begins[named : named + 3]
    return 0.4 * share if any(stem in _COPULAS | _MEANS for stem in near) else 0.0


def _praises(said: Sequence[str]) -> bool:
    """Whether it only says what a thing is good for: "is the shortest way to invert a dict"."""
    return len(said) > 1 and (said[0] in _BEST or said[0].endswith("est")) and said[1] in _WAY


def _other_name(subjects: frozenset[str], begins: Sequence[str]) -> int:
    """The index of the subject's other name: "Breadth-first search, or BFS, ..."; else 0."""
    near = range(2, min(7, len(begins)))
    return next((at for at in near if begins[at] in subjects and begins[at - 1] == "or"), 0)


def _verb(begins: Sequence[str], named: int) -> int:
    """The index of the verb after a subject, its other name and its arguments.

    "A binary search tree, or BST, is ...", "len(x) is ...".
    """
    at = named + 2 if begins[named : named + 1] == ["or"] else named
    if at < len(begins) - 1 and begins[at] in _SORTS:
        at += 1
    while at < min(named + 3, len(begins) - 1) and len(begins[at]) == 1:
        at += 1
    return at


def defines_another(subjects: frozenset[str], unit: Unit) -> float:
    """1 for "A linked list is ..." if the question asks for a list, and for "A binary search tree
    ..." if it asks for a binary tree."""
    begins = [stem for stem in unit.order if stem not in _ARTICLES][:4]
    if _interleaved(subjects, begins):
        return 1.0
    named = [n for n, stem in enumerate(begins[:-1]) if stem in subjects]
    return float(bool(named) and named[0] > 0 and begins[named[-1] + 1] in _COPULAS | _MEANS)


def _interleaved(subjects: frozenset[str], begins: Sequence[str]) -> bool:
    """Whether another word stands between those of the subject: "binary search tree"."""
    first = [stem for stem in begins[: len(subjects) + 1] if stem not in STOP_STEMS]
    inside = [stem in subjects for stem in first]
    return sum(inside) == len(subjects) > 1 and inside[0] and inside[-1] and not all(inside)


def _is_what_is_so(subjects: frozenset[str], order: Sequence[str]) -> bool:
    """Whether it says which things are the subject: "a node without children is a leaf"."""
    for at in range(2, len(order) - 1):
        named = order[at] in _ARTICLES and frozenset(order[at + 1 : at + 1 + len(subjects)])
        if order[at - 1] in _COPULAS and named == subjects:
            return not _WITH.isdisjoint(order[max(at - WHICH, 0) : at - 1])
    return False


def _named_so(subjects: frozenset[str], order: Sequence[str]) -> bool:
    """Whether it names the subject: "a path that ... is called a cycle"."""
    calls = [at for at, stem in enumerate(order) if stem in _CALLS]
    return any(
        bool(following) and following[0] in subjects
        for at in calls
        for following in [[s for s in order[at + 1 : at + 5] if s not in _ARTICLES]]
    )
