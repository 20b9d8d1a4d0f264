"""Which facts of a course a question asks for, by its words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from agent.lookup.asks import (
    ASKING,
    ASKS,
    EXAM,
    MEETING,
    NOT_ASKED,
    POLICIES,
    ROLE,
    RULE_ASKED,
)
from agent.text.course_words import EXAMS, MEETINGS, ROLES, Named, digits, group_of, named
from agent.text.language import content_words
from agent.types import FactKind

_IS = re.compile(r"\b(when|what|who|where|which)['’]?s\b", re.IGNORECASE)
_EDGE = re.compile(rf"\b(?:after|before|until|since) (?:the |our |my )?(?:[\w-]+ )?{EXAM}\b")
_ASKS = [(kind, re.compile("|".join(said))) for kind, said in ASKS.items()]
_POLICIES = {key: re.compile(pattern) for key, pattern in POLICIES.items()}
_RULE_ASKED, _NOT_ASKED = re.compile(RULE_ASKED), re.compile(NOT_ASKED)
_STAFF = re.compile(rf"{ROLE}|{MEETING}")


SHORTEST = 3  # letters of a word that says something


@dataclass(frozen=True, slots=True)
class Asked:
    """What a question asks of a course."""

    text: str
    kinds: tuple[FactKind, ...]
    works: tuple[Named, ...]  # the work and exams that it names
    policies: tuple[str, ...]
    role: str | None  # of persons: "teacher", "assistant"; None: any
    meeting: str | None  # "lecture", "lab", "tutorial"; None: any
    others: frozenset[str]  # stems of its words that say more than which facts it asks for


def asked_for(question: str) -> Asked | None:
    """What a question asks for; none where it asks for no facts of a course."""
    text = _IS.sub(r"\1 is", digits(" ".join(question.split())))
    said = _EDGE.sub(" ", text.lower())
    policies = _policies(said)
    kinds = tuple(dict.fromkeys(kind for kind, pattern in _ASKS if pattern.search(said)))
    if policies:
        kinds = ("policy",)
    works = tuple(named(said))
    if not kinds or (_NOT_ASKED.search(said) and not policies) or ("topic" in kinds and works):
        return None
    settled = _settled(kinds, works)
    return Asked(
        text=text,
        kinds=settled,
        works=works,
        policies=policies,
        role=_role(said),
        meeting=group_of(MEETINGS, said) if "meeting" in kinds else None,
        others=_others(said, works, settled),
    )


def _policies(said: str) -> tuple[str, ...]:
    found = tuple(key for key, pattern in _POLICIES.items() if pattern.search(said))
    return found if found and _RULE_ASKED.search(said) else ()


def _settled(kinds: tuple[FactKind, ...], works: Sequence[Named]) -> tuple[FactKind, ...]:
    """The kinds without those that another one explains: labs are held, and labs are due."""
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


def _role(said: str) -> str | None:
    if re.search(r"\bwho (?:teach|gives|lectures|runs|is teach)", said):
        return "teacher"
    return group_of(ROLES, said)


def _others(said: str, works: Sequence[Named], kinds: Sequence[FactKind]) -> frozenset[str]:
    """Stems of what is left of a question without what it asks with."""
    inside = [(work.start, work.end) for work in works]
    inside += [found.span() for pattern in _POLICIES.values() for found in pattern.finditer(said)]
    inside += [found.span() for found in _STAFF.finditer(said)]
    asking = frozenset[str]().union(*(ASKING[kind] for kind in kinds))
    return frozenset(
        word.stem
        for word in content_words(said)
        if word.stem not in asking
        and len(word.text) >= SHORTEST
        and not any(start <= word.start < end for start, end in inside)
    )
