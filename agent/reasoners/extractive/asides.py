"""Passages that teach nothing: a list of questions or goals at the start of a lesson, exercises."""

from __future__ import annotations

import re
from collections.abc import Sequence

from agent.reasoners.extractive.reading import read
from agent.types import Passage

_TEASER = re.compile(
    r"^\W*(?:(?:learning |lesson |course )?(?:objectives?|goals?|outcomes?|aims?)"
    r"|(?:guiding |key |main |essential |overview |lesson )?questions?|outline|agenda"
    r"|(?:table of )?contents|acknowledge?ments?\b.*"
    r"|(?:further|additional|other|more) (?:resources?|readings?)\b.*|references?|bibliography"
    r"|see also)\W*$",
    re.IGNORECASE,
)
_SUMMARY = re.compile(r"^\W*(?:summary|overview|recap|review)\W*$", re.IGNORECASE)
TOPIC = 4.5  # mean number of words of items that only name topics
_ASKS_FOR_TEASER = re.compile(
    r"\b(?:objectives?|goals?|outcomes?|aims?|outline|agenda|contents?|topics?|cover\w*|learn\w*"
    r"|questions?|resources?|read\w*|books?|references?|acknowledge\w*|made|makes?|created?|wrote|written|authors?|contribut\w+|thanks?"
    r"|summar\w+|overview|recap)\b",
    re.IGNORECASE,
)
_EXERCISES = re.compile(
    r"\b(?:exercises?|practice|homework problems|challenges?|your turn|try it|self-check"
    r"|(?:check|test) your (?:understanding|knowledge)|worksheet|quiz)\b",
    re.IGNORECASE,
)
_SOLUTION = re.compile(r"^\W*(?:solutions?|answers?)\b", re.IGNORECASE)
_BESIDE = re.compile(
    r"(?:^|/)(?:read-?me|licen[cs]e|contribut\w*|instructor\w*|teacher\w*|learner-profiles?"
    r"|code[-_]of[-_]conduct|changelog)[\w-]*\.\w+$",
    re.IGNORECASE,
)
_TASK = re.compile(
    r"\W*(?:\d{1,2}[.)]\s*)?(?:please\s+)?(?:write|create|draw|modify|rewrite|revise|fill in|sketch"
    r"|plot the|given the|consider (?:this|the following)|predict|rearrange|complete the|translate"
    r"|extend the|implement|what (?:do you|would you) (?:expect|think)|which of the following"
    r"|use (?:each|the following)|read the (?:code|following)|work out|discuss"
    r"|explain what|what does the following"
    r"|can you (?:find|think|write|rewrite|explain))\b",
    re.IGNORECASE,
)


def is_teaser(question: str, passage: Passage) -> bool:
    """Whether a passage only announces what a lesson is about, and nobody asked for that."""
    heading = passage["section"].split(" > ")[-1]
    if _ASKS_FOR_TEASER.search(question):
        return False
    return bool(_TEASER.match(heading)) or (bool(_SUMMARY.match(heading)) and _names(passage))


def is_wordless(passage: Passage) -> bool:
    """Whether a passage has only labels and numbers, like a slide that is a picture."""
    units = read(passage).units
    return all(unit.fragment or unit.kind == "heading" for unit in units)


def _names(passage: Passage) -> bool:
    """Whether it only lists the names of topics."""
    units = read(passage).units
    items = [len(unit.order) for unit in units if unit.kind == "item"]
    only = all(unit.kind in ("item", "heading") or unit.fragment for unit in units)
    return len(items) > 2 and only and sum(items) <= TOPIC * len(items)


def solved(passages: Sequence[Passage]) -> frozenset[tuple[str, str]]:
    """Documents and sections that have a solution below them: these are exercises."""
    found = set()
    for passage in passages:
        above, _, heading = passage["section"].rpartition(" > ")
        if above and _SOLUTION.match(heading):
            found.add((passage["document_id"], above))
    return frozenset(found)


def is_exercise(passage: Passage, solutions: frozenset[tuple[str, str]]) -> bool:
    """Whether a passage sets a task: by its heading, its solution, or its first words.

    `solutions`: as found by `solved`.
    """
    if _EXERCISES.search(passage["section"].split(" > ")[-1]):
        return True
    if (passage["document_id"], passage["section"]) in solutions:
        return True
    return _ends_in_a_task(passage)


def is_solution(passage: Passage) -> bool:
    """Whether a passage is the solution of an exercise."""
    return bool(_SOLUTION.match(passage["section"].split(" > ")[-1]))


def is_beside(passage: Passage) -> bool:
    """Whether a passage is from a file for those who maintain or teach the course."""
    return bool(_BESIDE.search(passage["source"]))


def _ends_in_a_task(passage: Passage) -> bool:
    """Whether its last sentence sets a task, or asks after a task: nothing gives the answer."""
    text, units = passage["text"], read(passage).units
    prose = [unit for unit in units if unit.kind in ("sentence", "item")]
    if not prose or prose[-1].kind == "item":
        return False
    tasks = [bool(_TASK.match(text[unit.start : unit.end])) for unit in prose]
    return tasks[-1] or (prose[-1].asks and any(tasks))
