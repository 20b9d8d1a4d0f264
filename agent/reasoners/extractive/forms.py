"""How the form of a unit fits the form of a question: a table's cell, a call, a property."""

from __future__ import annotations

import re

from agent.reasoners.extractive.features import Credits
from agent.reasoners.extractive.question import Question
from agent.reasoners.extractive.reading import Unit
from agent.text.english_words import content_stems, stems, word_set

_CALL = re.compile(r"(?<![\w.])(?P<name>\w+)\((?P<given>[^()]*)\)")
_COSTS = word_set("cost time complex runtim speed")
_EFFECTS = word_set("mean effect result return doe do purpos descript explan meaning")
_ENTRY = re.compile(r"(?:[-*+•]\s+)?(?P<term>[^:\n]{2,50}?)\s*(?::|\s[–—-])\s+(?=\S+\s+\S+\s+\S)")
_APPOSED = re.compile(
    r"\w\w, (?:the|or an?) (?P<term>[\w -]{2,30})(?=[.,;]\s|[.]$)"
    r"|\b(?:the|an?) (?P<term2>[\w-]+(?: [\w-]+)?), (?:which|an? \w)"
)
_USED_TO = re.compile(
    r"\b(?:us(?:e|es|ed|ing)|call(?:s|ed)?|appl(?:y|ies|ied))\s+(?:the\s+|a\s+|an\s+)?(?P<what>\S+"
    r"(?:\s+\S+){0,2}?)\s+(?:to|for)\s+\w+",
    re.IGNORECASE,
)
APPOSED = 0.6  # of a definition
_NAMED = 0.6  # of a term, from which a cell is about it


def call_fits(question: Question, unit: Unit, text: str) -> float:
    """1 for a unit with the very call of the question, or one with as many arguments; -1 for the
    same function called otherwise only; 0 if the question has no call."""
    asked = _CALL.search(question.text)
    if asked is None or not asked["given"].strip():
        return 0.0
    found = [
        call for call in _CALL.finditer(text, unit.start, unit.end) if call["name"] == asked["name"]
    ]
    if not found:
        return 0.0
    if any(_plain(call["given"]) == _plain(asked["given"]) for call in found):
        return 1.0
    count = asked["given"].count(",")
    return 0.5 if any(call["given"].count(",") == count for call in found) else -1.0


def _plain(given: str) -> str:
    return "".join(given.split()).replace("'", '"')


def in_cell(question: Question, credits: Credits, unit: Unit) -> bool:
    """Whether a row's label and its table's header together name all that is asked for, each a part
    of it: "are sets ordered" and the row "Ordered?" below "list | set"."""
    header = unit.bag - frozenset(unit.order)
    if unit.kind != "row" or not header or not unit.label:
        return False
    terms = [term for term in question.terms if not term.framing]
    left = [credits.inside(term, unit.label) >= _NAMED for term in terms]
    above = [credits.inside(term, header) >= _NAMED for term in terms]
    return any(left) and any(above) and all(a or b for a, b in zip(left, above, strict=True))


def glossed(subjects: frozenset[str], asked: frozenset[str], unit: Unit, text: str) -> float:
    """1 for an entry of a glossary, "library: a family of ...", on the subject; less for "its first
    node, the head" and "has a type, which ...". `asked`: the stems of the whole question."""
    if unit.kind not in ("sentence", "item"):
        return 0.0
    entry = _ENTRY.match(text, unit.start, unit.end)
    if entry and subjects and subjects <= frozenset(content_stems(entry["term"])) <= asked:
        return 1.0
    beside = _APPOSED.finditer(text, unit.start, unit.end)
    terms = (one["term"] or one["term2"] for one in beside)
    return APPOSED * any(frozenset(content_stems(term)) == subjects for term in terms)


def used_to(subjects: frozenset[str], unit: Unit, text: str) -> bool:
    """Whether it mentions what the subject is used for: "uses `yield` to ..."."""
    found = _USED_TO.finditer(text, unit.start, unit.end)
    return any(subjects and subjects <= frozenset(stems(use["what"])) for use in found)


def is_cost_row(unit: Unit) -> bool:
    """Whether a row belongs to a table of costs, which does not describe what an operation does."""
    header = unit.bag - frozenset(unit.order)
    return bool(header & _COSTS) and not header & _EFFECTS
