"""Recognises passages with tasks and passages with solutions."""

from __future__ import annotations

import re
from collections.abc import Sequence

from agent.practice.exercise import Stretch
from agent.reasoners.extractive.reading import Unit, read
from agent.text.english_words import content_stems
from agent.types import Passage

TASKS = re.compile(
    r"\b(?:exercises?|problems?|tasks?|self-check\w*|check your\w*|homework|challenge|questions)\b",
    re.IGNORECASE,
)
SOLVED = re.compile(
    r"(?:Answers?|Expected|Solutions?):[^\n]*"
    r"|\b(?:the answer is|there are|takes)\b[^\n]*\d[^\n]*",
    re.IGNORECASE,
)
"""A result printed after a task."""
_SETS = re.compile(
    r"^\W*(?:\d{1,2}[.)]\s*)?(?:write|print|ask for|find|count|group|change|make|fill in|rewrite|"
    r"modify|implement|give|calculate|create|solve|start with)\b|(?:Answers?|Expected):",
    re.IGNORECASE | re.MULTILINE,
)
_WRITES = re.compile(
    r"\bwrite (?:an?|some|the) (?:function|program|loop|code|script|expression)\b", re.IGNORECASE
)
_SOLUTION = re.compile(r"\bsolutions?\b", re.IGNORECASE)
_OF = re.compile(
    r"Solutions? (?:to|of|for) (?:exercises?|problems?|tasks?) (?P<numbers>[\d, and]+)"
)
_NUMBER = re.compile(r"\W*(\d{1,2})[.)]")
_STATES = re.compile(r"\b(?:is|are|produces?|means?|returns?|gives?|can)\b")
_OUR_WORDS = re.compile(r"\b(?:your|you|solutions?|expected|results?|below|above)\b", re.IGNORECASE)
BEHIND = 2  # passages in which the solution of a task may follow


def is_task(passage: Passage) -> bool:
    """Whether the passage sets tasks rather than explaining something."""
    last = passage["section"].split(" > ")[-1]
    text = passage["text"]
    named = bool(TASKS.search(last)) and bool(_SETS.search(text))
    return not is_solution(passage) and (named or bool(_WRITES.search(text)))


def explains(sentence: str) -> bool:
    """Whether a sentence beside a task explains something, without setting or solving a task."""
    asks = _SETS.search(sentence) or _WRITES.search(sentence) or SOLVED.search(sentence)
    return not asks and bool(_STATES.search(sentence)) and not _OUR_WORDS.search(sentence)


def is_solution(passage: Passage) -> bool:
    """Whether the passage prints the solution of a task."""
    last = passage["section"].split(" > ")[-1]
    return bool(_SOLUTION.search(last) or re.match(r"\W*Solutions?\b", passage["text"]))


def task_in(passage: Passage, question: str) -> Unit | None:
    """The task of a passage that the question is about: its sentence or list item."""
    asked = set(content_stems(question))
    units = [unit for unit in read(passage).units if unit.kind in ("sentence", "item")]
    return max(units, key=lambda unit: len(unit.bag & asked), default=None)


def solution_of(
    task: Passage, unit: Unit | None, document: Sequence[Passage]
) -> tuple[Passage | None, tuple[Stretch, ...]]:
    """The solution of a task: under its own heading right after it, or on the task's line."""
    number = _NUMBER.match(task["text"], unit.start) if unit else None
    at = next((n for n, p in enumerate(document) if p["id"] == task["id"]), len(document))
    for passage in document[at + 1 : at + 1 + BEHIND]:
        if is_solution(passage) and _solves(passage, number[1] if number else ""):
            return passage, ((0, len(passage["text"])),)
    printed = SOLVED.search(task["text"], unit.start) if unit else None
    if unit and printed and "\n" not in task["text"][unit.end : printed.start()].strip(" "):
        return task, (printed.span(),)
    return None, ()


def _solves(passage: Passage, number: str) -> bool:
    named = _OF.search(passage["text"])
    return not (named and number) or number in named["numbers"].replace(",", " ").split()
