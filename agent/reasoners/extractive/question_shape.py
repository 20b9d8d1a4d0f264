"""The kind of answer that a question asks for, by its words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Literal

Shape = Literal[
    "definition", "howto", "compare", "when", "number", "person", "place", "list", "why", "other"
]

_VERBS = (
    "activate|add|append|break|build|call|catch|change|check|clear|combine|concatenate|convert|copy"
    "|count|create|cut|define|delete|draw|empty|exit|extract|fill|filter|find|flatten|flip|format"
    "|get|go|handle|import|increase|insert|install|iterate|join|label|leave|load|loop|make|merge"
    "|move|multiply|open|plot|pop|print|put|raise|read|remove|rename|replace|return|reverse|rotate"
    "|round|run|save|search|see|select|set|shuffle|skip|sort|split|start|stop|store|strip|sum|swap"
    "|test|throw|turn|update|use|walk|write"
)
_REQUEST = (
    rf"^\W*(?:please )?(?:{_VERBS}) (?:(?:back|out|up|rid|only|just) )?"
    r"(?:(?:of|at|by|down|from|in|into|over|through|to|with)\b"
    r"|(?:a|all|an|both|each|every|everything|it|its|multiple|my|one|several|some|something|text"
    r"|the|them|these|this|two|which|words?|\w+s)\b(?! (?:vs|versus|or)\b)).*\w"
)
"""A request in the words of a search: "sort a dict by its values"."""
_NOT_AN_ACT = (
    r"^(?!\W*(?:so |and |but )?how (?:do|can|could|should|would) (?:i|you|we|one) "
    r"\w+ (?:out )?how\b).*?"
)
"""Before a quantity: not "how do I count how often ..."."""
_UNDER_WHICH = (
    r"(?: is| are| was| were|['’]s|s)?\b[^?]*\b(?:bad|good|better|best|worse|worst"
    r"|slow(?:er|est|ly)?|fast(?:er|est)?|useful|useless|helpful|necessary|needed|wrong|right|safe|dangerous|expensive"
    r"|cheap|efficient|inefficient|appropriate|enough|true|false)\W*$"
)
"""Behind "when": it asks in which case, not for a date: "when is quicksort slow"."""
_TO_USE = (
    r"(?: (?:do|should|would|could|can|must|shall) (?:i|you|we|one|people|students)| to)\b"
    r"(?: (?:rather|better|actually|really|even|ever|then))?"
    r" (?:use|choose|prefer|pick|reach for|go for|want|need(?! to\b))\b"
)
"""Behind "when": it asks what a thing is good for: "when do I use a deque"."""
_SHAPES: Mapping[Shape, str] = {
    "compare": r"\b(?:differences?|compared?|comparison|versus|vs\.?|differ|distinguish)\b",
    "number": rf"{_NOT_AN_ACT}"
    r"\bhow (?:much|many|long|often|far|old|big|large|tall|fast|late|early|high)\b"
    r"|\bwhat (?:is the |\w+ )?(?:percentage|percent|number|amount|share)\b",
    "when": rf"^\W*(?:[\w']+\W+){{0,3}}when\b(?!{_UNDER_WHICH}|{_TO_USE})|\bdeadline\b|\bdue date\b"
    r"|\b(?:what|which) (?:\w+ )?(?:time|date|day|year|month|week|century|decade|era)\b",
    "person": r"\bwho(?:m|se)?\b",
    "place": r"\bwhere\b|\b(?:what|which) (?:room|place|city|country|building|town|state)\b",
    "why": r"\bwhy\b|\bwhat (?:is|was) the (?:reason|cause)\b",
    "howto": r"\bhow (?:do|does|did|can|could|should|to|would|must|is|are)\b"
    rf"|^\s*(?:show|write|give)\b|{_REQUEST}",
    "list": r"^\s*(?:list|name)\b|\bwhat are (?:the|some|all)\b"
    r"|\bwhich \w+s (?:are|can|do|does|is)\b",
    "definition": r"^\s*(?:so )?what(?:'s| is| are| does| do| was| were)\b"
    r"|^\s*(?:define|explain|describe)\b|\bmean(?:ing)?\b|\bdefinition\b",
}
"""Patterns of questions by the shape of their answer; the first match counts."""
_ASKS_HOW = re.compile(
    r"\bhow (?:to|(?:do|can|could|should|would|must) (?:i|you|we|one))\b|" + _REQUEST,
    re.IGNORECASE,
)


def shape_of(text: str) -> Shape:
    """The first shape whose pattern matches; "other" if none does."""
    found = (shape for shape, pattern in _SHAPES.items() if re.search(pattern, text, re.I))
    return next(found, "other")


def asks_how(text: str) -> bool:
    """Whether it asks how the student does something, or is a request to have it done."""
    return bool(_ASKS_HOW.search(text))
