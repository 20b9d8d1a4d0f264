"""Hints: first the place, then the idea, last the solution."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from agent.practice.exercise import Stretch
from agent.practice.ideas import Idea, ideas, opening
from agent.practice.selection import share, topic_stems
from agent.practice.task_passages import (
    SOLVED,
    explains,
    is_solution,
    is_task,
    solution_of,
    task_in,
)
from agent.reasoners.extractive.choose import choose
from agent.reasoners.extractive.question import ask
from agent.reasoners.extractive.reading import Unit, read
from agent.search.vocabulary import Vocabulary
from agent.text.english_words import FRAME_STEMS, content_stems, stems
from agent.types import Passage

ENOUGH = 0.5
"""Share of the question's weight that a passage must contain."""

NEARLY = 0.9
"""Share of the best fit from which a task is preferred, if the student is at a task."""
_TASK = re.compile(r"\b(?:exercises?|problems?|tasks?|homework|stuck|challenge)\b", re.IGNORECASE)
_DEFINES = re.compile(r"\bwhat(?:'?s| is| are| does)\b|\bdefin\w+\b|\bmean\w*\b", re.IGNORECASE)
"""Questions that the first sentence of an explanation would answer."""
_LITERAL = re.compile(r"`?[\"'][^\"'\n]{1,40}[\"']`?")


@dataclass(frozen=True, slots=True)
class Finding:
    """Finds further passages: near a text in a course, and all of a document."""

    near: Callable[[str, str], list[Passage]]
    document: Callable[[str], list[Passage]]
    vocabulary: Vocabulary


@dataclass(frozen=True, slots=True)
class Hint:
    """Where to look, the ideas that lead to the solution, and the solution if it is printed."""

    place: Passage
    task: Passage | None  # the passage with the task, if that is another one
    ideas: tuple[Idea, ...]
    holder: Passage | None  # of the solution
    solution: tuple[Stretch, ...]


def hint_for(question: str, passages: Sequence[Passage], finding: Finding) -> Hint | None:
    """The hint for a question or a task; None if no passage is about it."""
    wanted = topic_stems(question)
    fits = [share(wanted, _whole(passage), finding.vocabulary) for passage in passages]
    if max(fits, default=0.0) < ENOUGH:
        wanted = frozenset(content_stems(question)) - FRAME_STEMS
        fits = [share(wanted, _whole(passage), finding.vocabulary) for passage in passages]
    if max(fits, default=0.0) < ENOUGH:
        return None
    near = [p for p, fit in zip(passages, fits, strict=True) if fit >= NEARLY * max(fits)]
    best = passages[fits.index(max(fits))]
    if _TASK.search(question):
        best = next((passage for passage in near if is_task(passage)), best)
    if is_task(best):
        return _of_task(question, best, finding)
    others = [passage for passage in passages if not is_task(passage) and not is_solution(passage)]
    place = others[0] if others else best
    solution, hidden = _answer(question, place, finding.vocabulary)
    beside = [passage for passage in others if _same_part(passage, place)]
    leads = () if _DEFINES.search(question) else opening(place)
    leads = leads or ideas(question, beside, hidden, place, finding.vocabulary)
    return Hint(place, None, leads, place, solution)


def _is_about(wanted: frozenset[str], idea: Idea) -> bool:
    """Whether an idea or its heading names something that the student asks about."""
    heading = idea.passage["section"].split(" > ")[-1]
    return bool(wanted & set(stems(f"{idea.passage['text'][idea.start : idea.end]} {heading}")))


def _same_part(passage: Passage, place: Passage) -> bool:
    """Whether both are in the same chapter of a document."""
    chapters = (one["section"].split(" > ")[0] for one in (passage, place))
    return passage["document_id"] == place["document_id"] and len(set(chapters)) == 1


def _of_task(question: str, task: Passage, finding: Finding) -> Hint:
    unit, wanted = task_in(task, question), topic_stems(question)
    holder, solution = solution_of(task, unit, finding.document(task["document_id"]))
    text = SOLVED.sub("", task["text"][unit.start : unit.end]) if unit else ""
    for value in _LITERAL.findall(text):  # "banana" does not describe the task
        question = re.sub(re.escape(value.strip("`\"'")), " ", question, flags=re.IGNORECASE)
    text = _LITERAL.sub(" ", text)
    near = finding.near(f"{question} {text}", task["course"])
    passages = [passage for passage in near if passage["document_id"] == task["document_id"]]
    leads = _beside(task, unit) or ideas(
        f"{question} {text}", passages, solution, holder or task, finding.vocabulary
    )
    leads = tuple(idea for idea in leads if _is_about(wanted, idea))
    if not leads and unit:
        end = SOLVED.search(task["text"], unit.start, unit.end)
        leads = (Idea(task, unit.start, end.start() if end else unit.end),)
    place = leads[0].passage if leads else task
    return Hint(place, task if task is not place else None, leads, holder, solution)


def _beside(task: Passage, unit: Unit | None) -> tuple[Idea, ...]:
    """The explanations in the sentences around a task."""
    others = [u for u in read(task).units if u is not unit and u.kind == "sentence"]
    plain = [u for u in others if not (u.asks or u.announces or u.leans or u.fragment)]
    return tuple(
        Idea(task, u.start, u.end) for u in plain if explains(task["text"][u.start : u.end])
    )


def _answer(
    question: str, passage: Passage, vocabulary: Vocabulary
) -> tuple[tuple[Stretch, ...], tuple[Stretch, ...]]:
    """The spans that answer a question, and the same with all code, which a hint leaves out."""
    units = read(passage).units
    kept: Passage = {**passage, "relevant": True}
    picked = {at for _, ats in choose(ask(question, vocabulary), [kept]) for at in ats}
    code = {at for at, unit in enumerate(units) if unit.kind == "code"}

    def stretches(ats: set[int]) -> tuple[Stretch, ...]:
        return tuple((units[at].start, units[at].end) for at in sorted(ats))

    return stretches(picked or code), stretches(picked | code)


def _whole(passage: Passage) -> str:
    return f"{passage['title']} {passage['section']} {passage['text']}"
