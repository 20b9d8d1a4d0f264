"""The earlier question about something else: "what about X?", "and X?", "and delete?".

Rules, no model; see `followup`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from agent.search.course_name_forms import ABOUT_COURSES
from agent.search.course_names import ANY, CourseNames, Mention
from agent.search.pronouns import POINTERS, POSSESSIVES, PRONOUNS
from agent.search.question_topic import DETERMINERS, VERBS, terms, topic_span
from agent.search.same_kind import (
    another_kind,
    same_frame,
    same_head,
    same_keyword,
    same_part,
    same_sign,
    same_type,
    with_number,
)
from agent.text.english_words import word_set, words

CONNECTIVE = r"(?:(?:(?:and|but|so|or|also|then|ok|okay|well)\b[\s,]*)+)"
_ABOUT = re.compile(rf"\s*{CONNECTIVE}?(?:what|how)\s+about\s+(?P<topic>[^?!]+)", re.IGNORECASE)
_AND = re.compile(rf"\s*{CONNECTIVE}(?:(?:for|in|with|of|on)\s+)?(?P<topic>[^?!]+)", re.IGNORECASE)
_MANNER = re.compile(
    r"\s*(?:(?:by|with|without|using|from|through|via)\s+\S|(\w+) (?:by|after|at a) \w+\b"
    r"|(?:only|just) (?:on|at|from|in) \w|(?:back|for)wards?\b"
    r"|in (?:reverse|order|one line|place)\b|at once\b|again\b)",
    re.IGNORECASE,
)
"""Another way of doing the same: "and line by line?", "and without a loop?"."""
_DEFINES = re.compile(r"\s*(?:so )?(?:what(?:['’]?s| is| are)|define|explain)\b", re.IGNORECASE)
_OF_ANOTHER = re.compile(r"\s*(?P<how>for|in|with|on) \w", re.IGNORECASE)
"""The same of something else: "what is a set comprehension", "and for dictionaries?"."""
_PLACE = re.compile(r"\s*(?:on|in|under|inside) \w", re.IGNORECASE)
"""Where or in what it is done, after a question how: "and on Windows?"."""
_OF = re.compile(
    r"\b(?:of|for) (?P<whose>(?!(?:the|an?|my|our|each)\b)[^?]+?)[\s?.!]*$", re.IGNORECASE
)
_OF_IT = re.compile(r" of (?!the\b)\w+\b")
_BARE_PHRASE = re.compile(
    r"\s*(?:(?:only|just|also|even)\s+)?(?:on|in|for|with|without|by|from|using|at|under)\s+[^?.!]+[?.!\s]*$",
    re.IGNORECASE,
)
HOW_TO = re.compile(
    r"(?P<how>.*?\bhow (?:do|can|could|should|would|to|must)(?: (?:i|you|we|one))? )"
    r"(?P<act>\w+)(?P<rest>.*)",
    re.IGNORECASE | re.DOTALL,
)
_KIND_NAMED = re.compile(
    r"\b(?!(?:an?|the|this|that|what|which|my|pure|first|class|python)\b)(?P<name>[\w.]+)(?:\(\))? "
    r"(?:method|function|operator|keyword|statement)\b",
    re.IGNORECASE,
)
"""A thing named before its kind: "the find method"."""
_IN_PLACE = re.compile(r"(?P<how>in|on|from|under|at) (?P<where>\w.*)", re.IGNORECASE)
_BARE_NAME = re.compile(r"[\w.]+(?:\(\))?")
_NUMBERED = re.compile(r"(?P<noun>[a-z]+) (?P<number>\d+)", re.IGNORECASE)
ACTS = word_set(
    """add append insert delete remove pop update change replace edit modify read write open close
    create make copy sort reverse search find iterate loop print format convert split join slice
    merge import install run test debug stop start save load call return define declare count
    compare check access get set push enqueue dequeue clear empty rename submit traverse visit
    initialize initialise use build round catch raise handle"""
)
_TAKE_AWAY = word_set("delete remove pop take drop")
_SUPERLATIVE = re.compile(
    r"\b(?:\w{2,}est|first|second|third|fourth|fifth|last|next|previous|best|worst|most|least)\b"
)
_ONE = re.compile(r" ones?$", re.IGNORECASE)
MANNER_WORDS = 3  # of a message that is only a manner


def other_topic(question: str, before: str, courses: CourseNames = ANY) -> str | None:
    """For "what about X?" and "and X?": the earlier question about X; `courses`: of the index."""
    bare = _without_and(question).strip(" ?")
    if same := same_sign(bare, before) or with_number(bare.rstrip(".!"), before):
        return same
    about = _ABOUT.match(question) or _AND.match(question)
    if about is None and (_BARE_PHRASE.match(question) or is_manner(question)):
        about = _AND.match(f"and {question.lstrip()}")
    if about is None:
        return None
    new = about["topic"].rstrip(" .")
    if kind := another_kind(new, before):
        return kind
    if _SUPERLATIVE.search(new):  # "the smallest one"
        new = _ONE.sub("", new)
    tokens = {word.text.split("'")[0] for word in words(new.replace("whats", "what's"))}
    if tokens & (VERBS | PRONOUNS | POSSESSIVES) or tokens <= POINTERS or not _names(new):
        return None
    if course := _in_course(new, before, courses):
        return course
    how = _without_and(question)
    if _DEFINES.match(before) and (one := _OF_ANOTHER.match(how)) and one["how"] not in before:
        return f"{before.rstrip(' ?.!')} {how.strip(' ?.!')}"
    if same := _same_place(how, before):
        return same
    if _MANNER.match(how) or (_PLACE.match(how) and HOW_TO.match(before)):
        return f"{before.rstrip(' ?.!')} {how.strip(' ?.!')}"
    if tokens & ACTS and (other := _other_act(new, before)):
        return other
    if (one := _NUMBERED.fullmatch(new)) and (other := _other_number(one, before)):
        return other
    most = _SUPERLATIVE.search(new)
    if most and not terms(new[: most.start()]) and (one := _SUPERLATIVE.search(before)):
        behind = before[one.end() :] if len(words(new)) <= 2 else before[topic_span(before)[1] :]
        return before[: one.start()] + new[most.start() :] + behind
    alike = (same_keyword, same_head, same_type, same_part)
    if same := next(filter(None, (rule(new, before) for rule in alike)), None):
        return same
    determined = words(new)[0].text in DETERMINERS
    if not determined and (whose := _OF.search(before)):
        return before[: whose.start("whose")] + new + before[whose.end("whose") :]
    if same := same_frame(new, before):
        return same
    if _BARE_NAME.fullmatch(new) and (one := _KIND_NAMED.search(before)):
        return before[: one.start("name")] + new + before[one.end("name") :]
    start, end = topic_span(before)
    if not courses.mentions(new):
        new = _of_course(courses.mentions(before[start:end]), before[start:end], new)
    first = words(new)[0].stem
    if not determined:
        start = next((word.start for word in words(before) if word.stem == first), start)
    elif part := _OF_IT.match(before, end):  # "a line of code": of "a function" no more
        end = part.end()
    return before[: min(start, end)] + new + before[end:]


def _same_place(how: str, before: str) -> str | None:
    """For "and in the command prompt?" after "how do I start it in a shell": there instead."""
    place = _IN_PLACE.match(how)
    if place is None or not HOW_TO.match(before):
        return None
    one = re.search(rf"\b{place['how']} [^,]+$", before, re.IGNORECASE)
    return before[: one.start()] + how.strip() if one else None


def is_manner(question: str) -> bool:
    """Whether it only names another way of doing the same: "backwards?"."""
    return bool(_MANNER.match(question)) and len(words(question)) <= MANNER_WORDS


def _in_course(new: str, before: str, courses: CourseNames) -> str | None:
    """For "and for CS 210?": the earlier question about that course.

    None if it is no course, or "chemistry" or a number after a question on something else.
    """
    name = courses.called(new)
    if name is None:
        return None
    if named := courses.mentions(before):
        return before[: named[0].start] + name + before[named[0].end :]
    plain = name.isdigit() or not courses.mentions(name)
    if plain and not ABOUT_COURSES.search(before):
        return None
    return f"{before.rstrip(' ?.!')} in {name}?"


def _of_course(named: Sequence[Mention], topic: str, new: str) -> str:
    """For "and the final?" after "the cs101 midterm": the new topic is cs101's, too."""
    if not named:
        return new
    name = topic[named[0].start : named[0].end]
    first, _, rest = new.partition(" ")
    return f"{first} {name} {rest}" if first in DETERMINERS else f"{name} {new}"


def _without_and(question: str) -> str:
    """The question without the "and" that it begins with."""
    return re.sub(rf"^\s*{CONNECTIVE}", "", question, flags=re.IGNORECASE)


def _other_act(new: str, before: str) -> str | None:
    """For "and delete?": the earlier how-to question with this act."""
    how = HOW_TO.match(before)
    tokens = words(new)
    if how is None or len(tokens) != 1 or how["act"].lower() not in ACTS:
        return None
    rest = how["rest"]
    if tokens[0].text in _TAKE_AWAY:
        rest = re.sub(r"^ (?:to|in|into)\b", " from", rest)
    return f"{how['how']}{new}{rest}"


def _other_number(new: re.Match[str], before: str) -> str | None:
    """For "and homework 2?": the earlier question with the other number."""
    for one in _NUMBERED.finditer(before):
        if one["noun"].lower() == new["noun"].lower():
            return before[: one.start()] + new[0] + before[one.end() :]
    return None


def _names(phrase: str) -> bool:
    return bool(terms(phrase)) or bool(_SUPERLATIVE.search(phrase))
