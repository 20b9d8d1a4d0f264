"""Messages about a part of the materials: a page, a slide, a week, a lecture, a problem."""

from __future__ import annotations

import re

from agent.understanding.phrases import request

_NUMBER = (
    r"(?:(?:no|nr|number) ?)?(?:[a-z][ -]\d+|\d+(?: \d+)*[a-z]?|[ivx]+|one|two|three|four|five|"
    r"six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen)"
)
_ORDINAL = (
    r"(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|last|next|previous|"
    r"current|\d+(?:st|nd|rd|th))"
)
_LEAF = (
    r"(?:page|p|pp|pages|slide|slides|section|sections|sec|chapter|chapters|ch|paragraph"
    r"|figure|fig|"
    r"problem|exercise|task|question|step|example|appendix|cell|line)"
)
_PART = (
    r"(?:lecture|week|lab|unit|module|lesson|class|session|part|homework|hw|assignment|"
    r"problem set|pset|ps|notebook|handout|reading|tutorial|project|quiz|worksheet|notes|deck)"
)
_WHOLE = (
    r"(?:lecture notes|slides|document|file|pdf|syllabus|notes|handout|notebook|script|reader|"
    r"style guide|faq|textbook|book|deck|materials?)"
)
_ANY = rf"(?:{_LEAF}|{_PART}|{_WHOLE})"
_NUMBERED = rf"(?:{_LEAF}|{_PART}) ?{_NUMBER}\b|\b{_ORDINAL} (?:{_LEAF}|{_PART})"
_LEAF_NUMBERED = rf"{_LEAF} ?{_NUMBER}\b|\b{_ORDINAL} {_LEAF}"
_CONTENT = (
    r"(?:what(?:'s| is| was| are)?|whats) (?:\w+ )?(?:written |said |shown |covered |happening )?"
    r"(?:on|in|at)\b"
    r"|\b(?:summari[sz]e|summary of|sum up|overview of|outline of|contents? of|recap(?: of)?|"
    r"topics? (?:of|in|for)|gist of|main points of|go through|walk me through|key points of|"
    r"what happens in|read(?: me| out)?|open|show(?: me)?|quote|display)\b"
    r"|\b(?:cover(?:s|ed)?|about|contain(?:s)?|say(?:s)?|list(?:s)?|discuss(?:es)?|deal with)$"
    r"|\bwhat (?:do|does|did|will|are|is) .*\b(?:cover(?:s|ed)?|contain|about|deal with|discuss)\b"
)
_EXCEPT = re.compile(
    r"\b(?:when|where|who|whom|deadlines?|due|worth|points?|count|graded?|weight|submit"
    r"|hand in|turn in"
    r"|late|percent|how (?:much|many|long|often|big|do|can|should|would|is|are|was|does|to))\b"
    r"|\bwhy\b|\bwhich (?:week|lecture|page|slide|section|chapter|lab)\b"
)
_BARE = re.compile(rf"(?:the )?(?:{_NUMBERED})(?: (?:of|in|from|on) .+)?")
_HAS_NUMBER = re.compile(rf"\b(?:{_NUMBERED})")
_HAS_LEAF = re.compile(rf"\b(?:{_LEAF_NUMBERED})")
_HAS_CONTENT = re.compile(rf"(?:^|\b)(?:{_CONTENT})")
_OF_PART = re.compile(
    rf"^(?:summari[sz]e|give me (?:a |an )?(?:summary|overview|outline|recap) of|summary of|"
    rf"overview of|outline of|recap(?: of)?|sum up) (?:.* )?{_ANY}\b"
    rf"|^what (?:do|does|did|will|is|are) the (?:.* )?{_ANY}\b.* (?:cover|about|list|contain|say)\b"
    rf"|^(?:what(?:'s| is)?|whats) (?:on|in) the (?:.* )?(?:slides?|page|chapter|section|notebook|"
    r"handout|lecture notes|lab)\b"
)


def names_place(text: str) -> str | None:
    """The part of the materials that a message requests, in its own words; None for no part.

    "When is homework 3 due?" names a part, but does not ask for its contents.
    """
    plain = request(re.sub(r"(?<=[a-z])(?=\d)", " ", text.lower()))
    if _EXCEPT.search(plain):
        return None
    if found := _OF_PART.search(plain):
        return plain[found.start() :]
    part = _HAS_NUMBER.search(plain)
    if part is None:
        return None
    asks = _BARE.fullmatch(plain) or _HAS_CONTENT.search(plain)
    return part[0] if asks or _HAS_LEAF.search(plain) else None
