"""The earlier question on another thing of the same kind: another sign, number, part or type.

Each rule takes what a message names and the question before, and gives the whole question, or None
where the two are not alike; see `other_topic`.
"""

from __future__ import annotations

import re

from agent.search.question_topic import DETERMINERS, topic_span
from agent.text.english_words import STOP_WORDS, words

_FRAME = re.compile(
    r"(?:the|an?) [^?]*? (?P<by>(?:for|of|in|per) (?:each|every)) \w+", re.IGNORECASE
)
_SYMBOL = re.compile(r"(?<![\w\\])(?:\\\w|[^\w\s'\"?.,()]{1,3})(?!\w)")
_SYMBOL_NAMED = re.compile(
    r"(?:the |a )?(?:stars?|asterisks?|plus|minus|dots?|period|hash|question mark|caret"
    r"|dollar(?: sign)?|pipe|underscores?|percent(?: sign)?|at(?: sign)?|slash|backslash"
    r"|ampersand|colon|semicolon"
    r"|exclamation mark)\W*",
    re.IGNORECASE,
)
"""A sign by its name: "and the star?" after a question on +."""
_COUNT = r"(?:no|zero|one|two|three|four|several|many|both|more|\d+)"
_WITH_NUMBER = re.compile(rf"with (?:only |just )?{_COUNT}", re.IGNORECASE)
_NUMBER_OF = re.compile(
    rf"(?P<number>\bwith(?: only| just)? {_COUNT}|\bwithout(?: any)?)(?= [a-z]{{3,}})",
    re.IGNORECASE,
)
"""A number of things that a thing has, in a question: "with no kids"."""
TYPES = frozenset(
    f"{one}{plural}"
    for one in "list tuple set dict string array range generator".split()
    for plural in ("", "s")
)
_HEAD = re.compile(
    r" (?!(?:with|of|in|by|from|to|and|or|into|for|on|at|as|is|are|the|an?)\b)[a-z]{4,}", re.I
)
"""The noun of which a type before it is only the kind: "list comprehension"."""
_PART_OF = re.compile(
    r"\b(?:an?|the|one|each|every) (?:\w+ ){1,2}(?:of|in|from) (?:an?|the|my) \w+(?=\W*$)",
    re.IGNORECASE,
)
"""A part of a thing, at the end of a question: "a letter in a string"."""
_KEYWORD = re.compile(
    r"\b(?:finally|else|elif|except|try|break|continue|return|yield|raise|def|lambda|while)\b"
)
"""Keywords of Python that are no words for anything else between two others."""
_NOUNS = {"else": "the else block", "while": "the while loop"}  # which alone would be no names
_ENDING = 3  # letters that "union" and "intersection" share: two of a kind
_KIND_OF = re.compile(
    r"(?:an?|the) (?!(?:other|another|first|second|last|next|same|right|wrong|new|old|\w+est)\b)"
    r"(?P<kind>[a-z][\w-]+) ones?",
    re.IGNORECASE,
)


def same_frame(new: str, before: str) -> str | None:
    """For "and the average for each day?": the earlier question "... the maximum for each week"."""
    whole = _FRAME.fullmatch(new)
    if whole is None:
        return None
    frame = rf"\b(?:the|an?) [^?]*? {whole['by']} [^?]+"
    one = re.search(frame, before, re.IGNORECASE)
    return before[: one.start()] + new if one else None


def same_sign(new: str, before: str) -> str | None:
    """For "and \\w?" or "and the star?": the earlier question on another sign."""
    sign = _SYMBOL.search(before)
    another = _SYMBOL.fullmatch(new) or _SYMBOL_NAMED.fullmatch(new)
    return before[: sign.start()] + new + before[sign.end() :] if sign and another else None


def same_head(new: str, before: str) -> str | None:
    """For "and the space complexity?" after "the time complexity of merge sort", or "and the
    intersection?" after "union of two sets": the earlier question about this of the same thing."""
    last, said = words(new)[-1].text, words(before)
    for at, word in enumerate(said):
        same = word.text == last or word.text[-_ENDING:] == last[-_ENDING:] != word.text
        if not same or not before.startswith(" of ", word.end):
            continue
        first = at
        while first and at - first < 2 and said[first - 1].text not in STOP_WORDS:
            first -= 1
        if first and said[first - 1].text in DETERMINERS:
            first -= 1
        return before[: said[first].start] + new + before[word.end :]
    return None


def another_kind(new: str, before: str) -> str | None:
    """For "and a global one?" after "what is a local variable": a global variable."""
    one = _KIND_OF.fullmatch(new)
    start, end = topic_span(before)
    said = [word for word in words(before) if start <= word.start < end]
    if one is None or len(said) < 2 or said[-2].text in DETERMINERS:
        return None
    return before[: said[-2].start] + one["kind"] + before[said[-2].end :]


def with_number(how: str, before: str) -> str | None:
    """For "and with two?" after "a node without children": with two children."""
    new, old = _WITH_NUMBER.fullmatch(how), _NUMBER_OF.search(before)
    return before[: old.start()] + new[0] + before[old.end("number") :] if new and old else None


def same_type(new: str, before: str) -> str | None:
    """For "with sets?" after "how do I write a list comprehension": "a set comprehension"."""
    if new.lower() not in TYPES:
        return None
    for one in words(before):
        if one.text in TYPES and _HEAD.match(before, one.end):
            return before[: one.start] + new.lower().removesuffix("s") + before[one.end :]
    return None


def same_part(new: str, before: str) -> str | None:
    """For "and a letter in a string?" after "can I change an item of a list": both are others."""
    old = _PART_OF.search(before)
    return before[: old.start()] + new if old and _PART_OF.fullmatch(new) else None


def same_keyword(new: str, before: str) -> str | None:
    """For "and the else part?" after "what is finally for in a try": the one that it is about."""
    named, other = _KEYWORD.search(new), _KEYWORD.search(before)
    if named is None or other is None or named[0] in before:
        return None
    keyword = _NOUNS.get(named[0], named[0])
    return before[: other.start()] + keyword + before[other.end() :]
