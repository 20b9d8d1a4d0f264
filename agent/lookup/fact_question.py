"""Recognises questions for facts of a course, by their words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from agent.lookup.fact_patterns import (
    ASKING,
    ASKS,
    EXAM,
    HOW_MANY,
    MEETING,
    NOT_ASKED,
    POLICIES,
    ROLE,
    RULE_ASKED,
)
from agent.text.course_words import EXAMS, MEETINGS, ROLES, Named, digits, group_of, named
from agent.text.english_words import content_words
from agent.types import FactKind

_IS = re.compile(r"\b(when|what|who|where|which)['’]?s\b", re.IGNORECASE)
_EDGE = re.compile(rf"\b(?:after|before|until|since) (?:the |our |my )?(?:[\w-]+ )?{EXAM}\b")
_ASKS = [(kind, re.compile("|".join(patterns))) for kind, patterns in ASKS.items()]
_POLICIES = {key: re.compile(pattern) for key, pattern in POLICIES.items()}
_RULE_ASKED, _NOT_ASKED = re.compile(RULE_ASKED), re.compile(NOT_ASKED)
_HOW_MANY = re.compile(HOW_MANY)
_STAFF = re.compile(rf"{ROLE}|{MEETING}")

SHORTEST = 3  # letters of a significant word


@dataclass(frozen=True, slots=True)
class FactQuestion:
    """A question for facts of a course."""

    text: str
    kinds: tuple[FactKind, ...]
    works: tuple[Named, ...]  # the work and exams that it names
    policies: tuple[str, ...]
    role: str | None  # of persons: "teacher", "assistant"; None: any
    meeting: str | None  # "lecture", "lab", "tutorial"; None: any
    others: frozenset[str]  # stems of its words besides those that ask for the facts


def fact_question(question: str) -> FactQuestion | None:
    """The facts that a question asks for; None for other questions."""
    text = _IS.sub(r"\1 is", digits(" ".join(question.split())))
    plain = _EDGE.sub(" ", text.lower())
    policies = _policies(plain)
    kinds = tuple(dict.fromkeys(kind for kind, pattern in _ASKS if pattern.search(plain)))
    if policies:
        kinds = ("policy",)
    works = tuple(named(plain))
    not_asked = _NOT_ASKED.search(plain) and not policies and not _HOW_MANY.search(plain)
    if not kinds or not_asked or ("topic" in kinds and works):
        return None
    settled = _settled(kinds, works)
    return FactQuestion(
        text=text,
        kinds=settled,
        works=works,
        policies=policies,
        role=_role(plain),
        meeting=group_of(MEETINGS, plain) if "meeting" in kinds else None,
        others=_others(plain, works, settled),
    )


def _policies(plain: str) -> tuple[str, ...]:
    found = tuple(key for key, pattern in _POLICIES.items() if pattern.search(plain))
    return found if found and _RULE_ASKED.search(plain) else ()


def _settled(kinds: tuple[FactKind, ...], works: Sequence[Named]) -> tuple[FactKind, ...]:
    """The kinds without those implied by another one: labs are held, and labs are due."""
    exams = any(work.noun in EXAMS for work in works)
    drop: set[FactKind] = set()
    held = all(work.noun in MEETINGS and not work.number for work in works)
    if "meeting" in kinds and "deadline" in kinds and works and held:
        drop.add("deadline")
    elif "meeting" in kinds and any(
        kind in kinds for kind in ("deadline", "exam", "topic", "room")
    ):
        drop.add("meeting")
    if "hours" in kinds:
        drop |= {"person", "meeting"}
    if "exam" in kinds and works and not exams:
        drop.add("exam")
    if "deadline" in kinds and exams and all(work.noun in EXAMS for work in works):
        drop.add("deadline")
    if "contact" in kinds:
        drop.add("person")
    return tuple(kind for kind in kinds if kind not in drop)


def _role(plain: str) -> str | None:
    if re.search(r"\bwho (?:teach|gives|lectures|runs|is teach)", plain):
        return "teacher"
    return group_of(ROLES, plain)


def _others(plain: str, works: Sequence[Named], kinds: Sequence[FactKind]) -> frozenset[str]:
    """Stems of the words of a question that are not part of the asking."""
    inside = [(work.start, work.end) for work in works]
    inside += [found.span() for pattern in _POLICIES.values() for found in pattern.finditer(plain)]
    inside += [found.span() for found in _STAFF.finditer(plain)]
    asking = frozenset[str]().union(*(ASKING[kind] for kind in kinds))
    return frozenset(
        word.stem
        for word in content_words(plain)
        if word.stem not in asking
        and len(word.text) >= SHORTEST
        and not any(start <= word.start < end for start, end in inside)
    )
