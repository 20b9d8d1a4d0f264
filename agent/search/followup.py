"""Rewrites a follow-up as a standalone question, from the question before it and its answer.

Rules, no model: "what about X?" repeats the earlier question for X; "it", "they", "that" are
replaced by the earlier topic; a question without a topic ("why?") gets the earlier terms; "more"
and "explain simpler" repeat the question.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from agent.reasoner import Exchange
from agent.search.continuations import continuation
from agent.search.course_names import ANY, CourseNames
from agent.search.other_topic import ACTS, CONNECTIVE, HOW_TO, other_topic
from agent.search.pronouns import referent
from agent.search.question_topic import (
    DETERMINERS,
    terms,
    topic,
    topic_of_answer,
)
from agent.text.english_words import stem, word_set, words
from agent.types import Wanted

_LEANS = re.compile(
    r"\s*(?:and\s+(?!(?:[^?]*\b(?:an?|for|of|in)\s+\w+)[^?]*$)"
    r"|and\s+what'?s\b|(?:since|until|till|from|before|after|by|in|for|with|to|on|at|about)\s+"
    r"(?:what|which|when|whom?|how)\b|[^?]*\b(?:of (?:the two|them|those|these|both)|the (?:latter|"
    r"former|other one|first one|second one|two)|both of|either of)\b|which one\b"
    r"|[^?]*\b(?:\w{3,}er|another|different) (?:way|method|version|option|one)\b"
    r"|(?:(?:can|could|may|should) (?:i|you|we) (?:also )?\w+|is there) "
    r"(?:another|a different) \w+\W*$"
    r"|which (?:one )?is (?:the )?(?:\w{2,}(?:er|est)|better|best|worse|more|less)\b\s*[?.!]*$)",
    re.IGNORECASE,
)
_NUMBERED = re.compile(r"\b(?!than|at|for|of|in|to|from|by|is)[a-z]{2,} \d+\b", re.IGNORECASE)
"""A thing by its number: "quiz 4"."""
_IF = re.compile(rf"\s*(?:{CONNECTIVE})?(?:what\s+)?(?=if\b)", re.IGNORECASE)
"""Another case: "and if I am late?"."""
_OF_MINE = re.compile(r"if (?:i['’]?m|i am|we['’]?re|we are)\b", re.IGNORECASE)
_GENERIC_ACTS = word_set(
    """add append insert delete remove pop update change replace modify reverse sort search traverse
    visit push enqueue dequeue access copy clear iterate loop find get take stop end leave skip"""
)
_GENERIC_PARTS = word_set(
    """key keys value values node nodes element elements item items entry entries edge edges vertex
    vertices leaf leaves root head tail worst time best average base case cases complexity code
    output argument arguments parameter parameters default index size length beginning middle front
    back top bottom new first last running advantage advantages disadvantage disadvantages
    alternative alternatives opposite example examples"""
)
"""Words for parts of things and what is done to them: of which thing, the question before says."""
_COURTESIES = word_set("thanks thank hello hi hey great bye goodbye cheers")
_ALSO = re.compile(rf"\s*{CONNECTIVE}(?P<act>(?P<verb>[a-z]+) \w.*)", re.IGNORECASE | re.DOTALL)
"""Another act: "and change its limits?"."""
_SAME_OF = re.compile(
    rf"\s*(?:{CONNECTIVE})?(?:can|could|do|may) (?:i|you|we) (?:also |even )?"
    r"do (?:that|this|it|the same)"
    r"(?: thing)? (?:with|for|on|to) (?P<other>\w.*?)(?: (?:too|also|as well))?[\s?.!]*",
    re.IGNORECASE,
)
"""The same act on another thing: "can I do that with a tuple too?"."""
_WORKS = re.compile(
    rf"\s*(?:{CONNECTIVE})?(?:does|do|will|would|can) (?:it|that|this|they|these) (?:also |even )?"
    r"(?:work|apply|go) (?P<case>(?:for|with|on|in|without) .+?)(?: (?:too|also|as well))?[\s?.!]*",
    re.IGNORECASE,
)
"""The same in another case: "does it work for tuples too?"."""
_GIVES = re.compile(
    r"\s*(?P<what>what (?:does|do|will|would)) (?:it|that|this|they) "
    r"(?P<gives>(?:give|print|return|show|output|produce)\b.*)",
    re.IGNORECASE | re.DOTALL,
)
"""The result of what the question before did."""
MOST_TERMS = 2  # of a question that is read behind the one before ...
MOST_AFTER_AND = 4  # ... and of one that begins with "and", "so", "but"
LONGEST = 9  # words of a question that may leave its topic to the one before


class Completed(NamedTuple):
    """A question completed from the one before it."""

    text: str  # the standalone question
    context: str = ""
    """The question before, if both are best searched as they were asked, one after the other. Where
    one thing takes the place of another ("and for CS 210?") it would only mislead."""


def standalone(question: str, history: Sequence[Exchange], courses: CourseNames = ANY) -> str:
    """The question, completed from the last exchange; `courses`: those of the index.

    A standalone question, or the first one, is returned unchanged.
    """
    return completed(question, history, courses).text


def completed(question: str, history: Sequence[Exchange], courses: CourseNames = ANY) -> Completed:
    """The question, completed from the last exchange, and the question before if it is needed."""
    before = history[-1].query if history else ""
    about = topic(before)
    if not about:
        return Completed(question)
    if wanted := continuation(question):
        why = wanted == "why"
        return Completed(_continued(wanted, question, before), before if why else "")
    if same := _of_the_act(question, before):
        return Completed(same)
    asked = question
    behind = before if _says_little(question) else ""
    question = _also_how(question, before) or question
    about = topic_of_answer(before, history[-1].answer) or about
    question = _whole_name(question, about)
    if another := _IF.match(question):
        return Completed(_in_that_case(question[another.end() :], before, about), behind)
    if new := other_topic(question, before, courses):
        return Completed(new)
    if new := referent(question, about):
        return Completed(new, behind)
    leans = _LEANS.match(question) or _is_generic(question)
    if _names_something(question) and (_NUMBERED.search(question) or not leans):
        return Completed(question, behind if question != asked else "")
    mark = "?" if question.rstrip().endswith("?") else ""
    whole = f"{question.rstrip(' ?.!')} {_new_terms(question, before)}".rstrip() + mark
    return Completed(whole, behind)


def _says_little(question: str) -> bool:
    """Whether a question has so few terms that those of the one before say what it is about."""
    most = MOST_AFTER_AND if re.match(rf"\s*{CONNECTIVE}", question, re.IGNORECASE) else MOST_TERMS
    return len(terms(question).split()) <= most


def _of_the_act(question: str, before: str) -> str | None:
    """A question on what the one before did, "how do I sort a list": "what does it print"."""
    how = HOW_TO.match(before)
    if how and (same := _SAME_OF.fullmatch(question)):
        return other_topic(f"what about {same['other']}", before)
    if how and (works := _WORKS.fullmatch(question)):
        return f"{before.rstrip(' ?.!')} {works['case']}"
    if how and (asks := _GIVES.match(question)):
        return f"{asks['what']} {how['act']}{how['rest'].rstrip(' ?.!')} {asks['gives']}"
    return None


def _also_how(question: str, before: str) -> str | None:
    """For "and change its limits?" after "how do I ...": how to do that."""
    how, also = HOW_TO.match(before), _ALSO.match(question)
    return f"{how['how']}{also['act']}" if how and also and also["verb"].lower() in ACTS else None


def _whole_name(question: str, about: str) -> str:
    """The question with the topic's whole name: "the hash table" for "the table"."""
    name = about.split(None, 1)[-1] if about.split()[0].lower() in DETERMINERS else about
    last = words(name)[-1].text if " " in name and words(name) else ""
    short = re.compile(rf"\b(?<=the ){re.escape(last)}\b", re.IGNORECASE)
    whole = last and name.lower() not in question.lower()
    return short.sub(name, question, count=1) if whole else question


def _in_that_case(case: str, before: str, about: str) -> str:
    """For "and if ...?": what happens then, with the topic before unless the case names it."""
    asked = f"what happens {case}"
    if new := referent(asked, about):
        return new
    has = {word.stem for word in words(case)}
    if _OF_MINE.match(case) or has & {word.stem for word in words(terms(before))}:
        return asked
    return f"{asked.rstrip(' ?.!')} with {about}?"


def _is_generic(question: str) -> bool:
    """Whether it names only parts of something: "how do I delete a node", "the worst case?"."""
    named = {word.stem for word in words(terms(question))}
    parts, acts = map(_stems, (_GENERIC_PARTS, _GENERIC_ACTS))
    return bool(named & parts) and named <= parts | acts


@cache
def _stems(some: frozenset[str]) -> frozenset[str]:
    return frozenset(map(stem, some))


def about_the_last(question: str, history: Sequence[Exchange]) -> str | None:
    """A question with the terms of the one before: "how fast is inserting?" after a linked list.

    None if there is no earlier question, or it has those terms, or is too long for a follow-up.
    """
    if not history or len(words(question)) > LONGEST:
        return None
    new = _new_terms(question, history[-1].query)
    return f"{question.rstrip(' ?.!')} {new}" if new else None


def _continued(wanted: Wanted, question: str, before: str) -> str:
    """The question that continues the one before."""
    if wanted in ("example", "code"):
        return (
            f"{wanted} of {terms(before)}" if wanted == "example" else f"code for {terms(before)}"
        )
    return f"why {terms(before)}?" if wanted == "why" else before


def _new_terms(question: str, before: str) -> str:
    """The terms of the earlier question that this one lacks."""
    has = {word.stem for word in words(question)}
    return " ".join(term for term in terms(before).split() if words(term)[0].stem not in has)


def _names_something(question: str) -> bool:
    tokens = {word.text for word in words(question)}
    return bool(terms(question)) or bool(tokens & _COURTESIES) or not tokens
