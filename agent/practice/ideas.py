"""Sentences that lead to a solution without containing it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from agent.practice.exercise import Stretch, key_words
from agent.practice.selection import share
from agent.practice.task_passages import SOLVED, TASKS, is_solution, is_task
from agent.reasoners.extractive.reading import Unit, read
from agent.search.vocabulary import Vocabulary
from agent.text.english_words import content_stems
from agent.types import Passage

MOST = 3
SHORTEST = 5  # words
ALIKE = 0.5  # of the solution's key words: a sentence with more of them gives it away
NEARLY = 0.6  # of the best sentence's nearness: others are worth showing
SAME_DOCUMENT = 0.4  # counted on top of the share of the question's words
SHORT = 3  # sentences of a passage whose first one would be the whole answer
BEHIND = 0.05  # counted off for each passage that the search put before it
_GOES_ON = re.compile(r"(?:Now|Earlier|Finally|Yes|No|Note|Previously|We previously|So|But)\b")
_ELSEWHERE = re.compile(rf"{TASKS.pattern}|\b(?:like this|above|below)\b", re.IGNORECASE)
"""Words of a sentence that cannot be understood without another one."""
_CODE = re.compile(r"`[^`\n]*[=(\[][^`\n]*`|\w\([^)\s]|\w+ (?:\+=|=) |\[[^\]]+ for |\bexcept \(")


@dataclass(frozen=True, slots=True)
class Idea:
    """A sentence of a passage."""

    passage: Passage
    start: int
    end: int


def ideas(
    question: str,
    passages: Sequence[Passage],
    solution: Sequence[Stretch],
    holder: Passage,
    vocabulary: Vocabulary,
) -> tuple[Idea, ...]:
    """Sentences without code and without the solution, those closest to the question first."""
    hidden = set(key_words(holder["text"], solution, question))
    asked = set(content_stems(question))
    found: list[tuple[float, Idea]] = []
    for at, passage in enumerate(passages):
        own = SAME_DOCUMENT * (passage["document_id"] == holder["document_id"]) - BEHIND * at
        for unit in _prose(passage):
            if passage["id"] == holder["id"] and _touches(unit, solution):
                continue
            sentence = passage["text"][unit.start : unit.end]
            near = share(asked, f"{sentence} {passage['section']}", vocabulary)
            if near and not _gives_away(unit, sentence, hidden):
                idea = Idea(passage, unit.start, unit.end)
                found.append((near + own, idea))
    ranked = sorted(found, key=lambda pair: -pair[0])[:MOST]
    return tuple(idea for near, idea in ranked if near >= NEARLY * ranked[0][0])


def opening(place: Passage) -> tuple[Idea, ...]:
    """The first sentence of a longer explanation, if it shows no code."""
    text = place["text"]
    units = [unit for unit in read(place).units if unit.kind in ("sentence", "item")]
    if len(units) < SHORT:
        return ()
    first = units[0]
    sentence = text[first.start : first.end]
    plain = not (first.fragment or first.asks or first.points or first.leans or first.announces)
    shown = plain and not _CODE.search(sentence) and not SOLVED.search(sentence)
    return (Idea(place, first.start, first.end),) if shown else ()


def _prose(passage: Passage) -> Iterator[Unit]:
    if is_task(passage) or is_solution(passage):
        return
    for unit in read(passage).units:
        sentence = passage["text"][unit.start : unit.end]
        plain = unit.kind in ("sentence", "item") and len(unit.order) >= SHORTEST
        lesser = unit.fragment or unit.asks or unit.announces or unit.points or unit.leans
        lesser = lesser or unit.negated or bool(_GOES_ON.match(sentence))
        if plain and not lesser and not sentence[0].islower() and not _ELSEWHERE.search(sentence):
            yield unit


def _gives_away(unit: Unit, sentence: str, hidden: set[str]) -> bool:
    if _CODE.search(sentence) or SOLVED.search(sentence):
        return True
    values = {stem for stem in hidden if any(char.isdigit() for char in stem)}
    return bool(unit.bag & values) or len(unit.bag & hidden) > ALIKE * len(hidden) > 0


def _touches(unit: Unit, stretches: Sequence[Stretch]) -> bool:
    return any(start < unit.end and unit.start < end for start, end in stretches)
