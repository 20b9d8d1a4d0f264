"""Hints: the place, then the idea, the solution last."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from agent.practice.choose import ENOUGH, share, topic_stems
from agent.practice.exercise import Stretch, key_words
from agent.reasoners.extractive.choose import choose
from agent.reasoners.extractive.question import ask
from agent.reasoners.extractive.reading import Unit, read
from agent.search.vocabulary import Vocabulary
from agent.text.language import content_stems
from agent.types import Passage

TASKS = re.compile(
    r"\b(?:exercises?|problems?|tasks?|self-check\w*|check your\w*|homework|challenge|questions)\b",
    re.IGNORECASE,
)
SETS_TASK = re.compile(
    r"^\W*(?:\d{1,2}[.)]\s*)?(?:write|print|ask for|find|count|group|change|make|fill in|rewrite|"
    r"modify|implement|give|calculate|create|start with)\b|\bwrite a (?:function|program|loop)\b",
    re.IGNORECASE | re.MULTILINE,
)
SOLVED = re.compile(
    r"(?:Answers?|Expected|Solutions?):[^\n]*|\b(?:the answer is|there are|takes)\b[^\n]*\d[^\n]*",
    re.IGNORECASE,
)
_SOLUTION = re.compile(r"\bsolutions?\b", re.IGNORECASE)
_CODE = re.compile(r"`[^`\n]*[=(\[][^`\n]*`|\w\([^)\s]|\w+ (?:\+=|=) |\[[^\]]+ for ")
IDEAS = 3
ALIKE = 0.5  # of the solution's key words: a sentence with more of them gives it away


@dataclass(frozen=True, slots=True)
class Idea:
    """A sentence that leads to the solution and does not hold it."""

    passage: Passage
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Hint:
    """Where to look, what leads to the solution, and the solution where it is printed."""

    place: Passage
    task: Passage | None  # that sets the task, where that is another place
    ideas: tuple[Idea, ...]
    holder: Passage | None  # of the solution
    solution: tuple[Stretch, ...]


def hint_for(question: str, passages: Sequence[Passage], vocabulary: Vocabulary) -> Hint | None:
    """The hint for a question or a task; None where no passage is about it."""
    wanted = topic_stems(question)
    fits = [(share(wanted, _whole(p), vocabulary), -at) for at, p in enumerate(passages)]
    if not fits or max(fits)[0] < ENOUGH * ENOUGH:
        return None
    tasks = [(fit, p) for fit, p in zip(fits, passages, strict=True) if _is_task(p)]
    others = [p for p in passages if not _is_task(p) and not _is_solution(p)]
    best = passages[-max(fits)[1]]
    task = max(tasks, key=lambda pair: pair[0])[1] if tasks and _is_task(best) else None
    if task is None:
        place = best if best in others or not others else others[0]
        solution = _answer(question, place, vocabulary)
        return Hint(place, None, ideas(question, passages, solution, place), place, solution)
    holder, solution = _solution_of(question, task, passages)
    found = ideas(question, others, solution, holder or task)
    place = found[0].passage if found else task
    return Hint(place, task if task is not place else None, found, holder, solution)


def ideas(
    question: str, passages: Sequence[Passage], solution: Sequence[Stretch], holder: Passage
) -> tuple[Idea, ...]:
    """Sentences without code and without the solution, those nearest to the question first."""
    hidden = key_words(holder["text"], solution, question)
    asked = set(content_stems(question))
    found: list[tuple[float, Idea]] = []
    for at, passage in enumerate(passages):
        for unit in _prose(passage):
            if passage["id"] == holder["id"] and _touches(unit, solution):
                continue
            said = passage["text"][unit.start : unit.end]
            if _gives_away(unit, said, set(hidden)):
                continue
            near = len(unit.bag & asked) / (len(asked) or 1) - 0.05 * at
            found.append((near, Idea(passage, unit.start, unit.end)))
    ranked = sorted(found, key=lambda pair: -pair[0])
    return tuple(idea for near, idea in ranked[:IDEAS] if near > 0)


def _prose(passage: Passage) -> Iterator[Unit]:
    for unit in read(passage).units:
        plain = unit.kind in ("sentence", "item")
        if plain and not (unit.fragment or unit.asks or unit.announces or unit.points):
            yield unit


def _gives_away(unit: Unit, said: str, hidden: set[str]) -> bool:
    if _CODE.search(said) or SOLVED.search(said):
        return True
    values = {stem for stem in hidden if any(char.isdigit() for char in stem)}
    return bool(unit.bag & values) or len(unit.bag & hidden) > ALIKE * len(hidden) > 0


def _touches(unit: Unit, stretches: Sequence[Stretch]) -> bool:
    return any(start < unit.end and unit.start < end for start, end in stretches)


def _answer(question: str, passage: Passage, vocabulary: Vocabulary) -> tuple[Stretch, ...]:
    """What answers a question in its passage, with all code and printed answers."""
    units = read(passage).units
    kept: Passage = {**passage, "relevant": True}
    taken = choose(ask(question, vocabulary), [kept])
    picked = {at for _, ats in taken for at in ats}
    picked |= {at for at, unit in enumerate(units) if unit.kind == "code"}
    return tuple((units[at].start, units[at].end) for at in sorted(picked))


def _solution_of(
    question: str, task: Passage, passages: Sequence[Passage]
) -> tuple[Passage | None, tuple[Stretch, ...]]:
    """The printed solution of a task: behind it, or below a heading of its own right after it."""
    asked = set(content_stems(question))
    units = [u for u in read(task).units if u.kind in ("sentence", "item")]
    best = max(units, key=lambda u: len(u.bag & asked), default=None)
    if best and (printed := SOLVED.search(task["text"], best.start)):
        between = task["text"][best.end : printed.start()]
        if "\n" not in between.strip(" "):
            return task, (printed.span(),)
    behind = [p for p in passages if _is_solution(p) and p["document_id"] == task["document_id"]]
    holder = next((p for p in behind if _follows(task, p)), None)
    return holder, ((0, len(holder["text"])),) if holder else ()


def _follows(task: Passage, other: Passage) -> bool:
    first, second = (int(p["id"].rsplit(":", 1)[1]) for p in (task, other))
    return 0 < second - first <= 2


def _is_task(passage: Passage) -> bool:
    last = passage["section"].split(" > ")[-1]
    sets = bool(SETS_TASK.search(passage["text"])) or "Answer:" in passage["text"]
    return not _is_solution(passage) and sets and (bool(TASKS.search(last)) or _writes(passage))


def _writes(passage: Passage) -> bool:
    return bool(re.search(r"\b[Ww]rite a (?:function|program|loop)\b", passage["text"]))


def _is_solution(passage: Passage) -> bool:
    last = passage["section"].split(" > ")[-1]
    return bool(_SOLUTION.search(last) or re.match(r"\W*Solutions?\b", passage["text"]))


def _whole(passage: Passage) -> str:
    return f"{passage['title']} {passage['section']} {passage['text']}"
