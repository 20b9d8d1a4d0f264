"""A conversation that a client keeps itself: what was practised in it, found from its words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from agent.practice.exercise import Exercise, where
from agent.practice.forms import exercises
from agent.practice.practice_service import PracticeService, last_practice, opened, solved
from agent.practice.request import PracticeRequest
from agent.practice.selection import on_topic
from agent.reasoner import Exchange
from agent.types import Kind, Practice
from agent.understanding import Message, Understanding, Understood

PRACTISED: tuple[Kind, ...] = ("quiz", "hint")


@dataclass(frozen=True, slots=True)
class Recalling:
    """Understands the questions and answers that a client sends along, as they were understood.

    `practising` is None where a language model makes quiz questions and hints: it reads them in the
    conversation.
    """

    understanding: Understanding
    practising: PracticeService | None

    def exchanges(self, given: Sequence[tuple[str, str]], courses: Sequence[str]) -> list[Exchange]:
        """The exchanges, oldest first, with their kinds and what a quiz or a hint goes on with."""
        known: list[Exchange] = []
        for question, answer in given:
            understood = self.understanding.classify(Message(question, tuple(known)))
            exchange = Exchange(question, understood.asked, answer, understood.kind)
            if self.practising and understood.kind in PRACTISED:
                request = _request(exchange, understood, courses, known)
                exchange = replace(exchange, practice=_practice(self.practising, request, answer))
            known.append(exchange)
        return known


def _practice(
    practising: PracticeService, request: PracticeRequest, answer: str
) -> Practice | None:
    """The record that an answer left for the next turn; a quiz question is found by its words."""
    if request.kind == "hint" or request.wanted in ("reveal", "attempt"):
        return practising.reply_to(request).practice
    last = last_practice(request.history)
    found = _asked(practising, answer, request.courses)
    if found is None:
        return solved(last) if last else None
    topic, _ = practising.topic(request, last)
    on_it = on_topic(topic, [found.passage], practising.vocabulary(), {}) if topic else []
    return opened(found, topic if found.question in {one.question for one in on_it} else "")


def _asked(practising: PracticeService, answer: str, courses: Sequence[str]) -> Exercise | None:
    """The quiz question that an answer asks, by its words and the place that it names."""
    words = _plain(answer)
    found = [
        exercise
        for row in practising.catalog.documents().values()
        if row["title"] in answer and (not courses or row["course"] in courses)
        for passage in practising.index.document(row["id"])
        if where(passage) in answer
        for exercise in exercises(passage)
        if words.startswith(_plain(exercise.question))
    ]
    return max(found, key=lambda exercise: len(exercise.question), default=None)


def _request(
    exchange: Exchange, understood: Understood, courses: Sequence[str], known: Sequence[Exchange]
) -> PracticeRequest:
    return PracticeRequest(
        kind=exchange.kind,
        wanted=understood.wanted,
        asked=exchange.query,
        text=exchange.question,
        courses=courses,
        history=tuple(known),
    )


def _plain(text: str) -> str:
    """The text with single spaces: programs indent and wrap as they like."""
    return " ".join(text.split())
