"""Requests to continue the last answer: "more", "another example", "explain simpler"."""

from __future__ import annotations

import re

from agent.types import Wanted

_LEAD = (
    r"(?:(?:ok|okay|and|but|so|hm+|oh|please|pls|yes|no|sorry|well|now|then|also|still|just|"
    r"(?:can|could|would) (?:you|u|i)|i (?:want|need|would like)(?: to (?:see|have))?|do you have|"
    r"are there|is there|have you(?: got)?|any|give|show|tell|get|see|have|me|us)[\s,.]+)*"
)
_IT = (
    r"(?:\s+(?:it|that|this|them|the (?:answer|concept|idea|thing)|your answer|everything|to me))*"
)
_TAIL = (
    r"(?:\s+(?:please|pls|plz|then|again|for me|of (?:it|that|this|them)|for (?:it|that|this)))*"
)
_SIMPLE = (
    r"(?:more\s+)?(?:simpl(?:er|y|ier|e)|easier|eas(?:y|ily)|clearer|clearly|better|differently|"
    r"slower|slowly|basic(?:ally)?|understandabl[ey]|in detail|detail(?:ed)?)"
)
_PATTERNS: dict[Wanted, str] = {
    "more": r"(?:some\s+|any\s+)?(?:more|further)(?:\s+(?:info(?:rmation)?|details?|about|on|of))*"
    rf"{_IT}|more|go on|continue|keep going|go ahead|carry on|elaborate(?:\s+on)?{_IT}|what else|"
    rf"anything else|expand(?:\s+on)?{_IT}|in (?:more\s+)?detail|details?|the rest|(?:a )?longer"
    r"(?: answer)?|everything(?:\s+(?:about|on)\s+(?:it|that|this))?|tell me more",
    "simpler": rf"explain{_IT}\s+{_SIMPLE}|{_SIMPLE}(?:\s+(?:explanation|words|terms))?"
    rf"|explain{_IT}(?:\s+(?:again|once more|like i'?m (?:five|5|\w+)|to a (?:child|beginner)))?"
    rf"|(?:explain|say|put){_IT}\s+in\s+(?:\w+\s+)?(?:words|terms|english|way)"
    r"|in\s+(?:simple|simpler|plain|other|easy|easier)\s+(?:words|terms|english|language)"
    r"|(?:another|a different|a simpler|an easier|a better|simpler|other)\s+(?:explanation|way)"
    r"|make (?:it|that) (?:simpler|easier|clearer)|simplify(?:\s+(?:it|that|this))?|eli ?5"
    r"|i(?:'?m| am)? (?:still |really )*(?:do not|don'?t|didn'?t|did not|can'?t|cannot) "
    r"(?:really |quite |fully )*(?:understand|get|follow|see)(?:\s+(?:it|that|this|a word|why|what "
    r"(?:it|that|this) means?))?|i(?:'?m| am) (?:still )?(?:confused|lost)|(?:that|it) is (?:too )?"
    r"(?:hard|difficult|complicated|confusing)|too (?:hard|difficult|complicated)|not clear|unclear"
    r"|huh|what|clarify(?:\s+(?:it|that|this))?|what (?:do you|does (?:that|this|it)) mean|meaning"
    r"|what(?:'s| is) (?:that|this)",
    "example": r"(?:(?:an?|one|some|any|the|another|more|other|different|further|next|simple|real|"
    r"concrete|second|better|few)\s+)*"
    r"(?:example|exampel|exmaple|sample|illustration)s?|for example|for instance|like what|such as"
    r"(?: what)?|e\.?g\.?|(?:an|yet)?other (?:one|example)|one more(?: example)?|another",
    "code": r"(?:the|some|its|a|that|this)?\s*(?:source\s*)?code(?:\s+(?:for|of)\s+(?:it"
    r"|that|this))?"
    r"|how (?:does|would|do) (?:it|that|this|i|you) (?:look|write (?:it|that|this)) (?:in|as) code"
    r"|in code|code (?:example|sample|snippet)s?|how do i (?:code|program"
    r"|implement) (?:it|that|this)"
    r"|what does (?:it|that|this) look like(?: in code)?",
    "why": r"why|why so|why not|how come|but why|why though|and why|the reason|for what reason",
}
_KEYWORD = re.compile(r"\s*(?:and|(?:what|how) about) (?:the )?continue\s*\?*\s*", re.IGNORECASE)
"""After a question about break, "and continue?" asks about another statement."""
_COMPILED = {
    wanted: re.compile(rf"\s*{_LEAD}(?:{pattern}){_TAIL}[\s?.!…]*", re.IGNORECASE)
    for wanted, pattern in _PATTERNS.items()
}


def continuation(question: str) -> Wanted:
    """The kind of continuation that a message requests; "" for other messages."""
    plain = question.replace("’", "'")
    if _KEYWORD.fullmatch(plain):
        return ""
    return next((w for w, pattern in _COMPILED.items() if pattern.fullmatch(plain)), "")
