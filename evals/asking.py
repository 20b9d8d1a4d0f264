"""Ask the cases, each in a conversation of its own, as the service would be asked."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, cast

from agent.errors import IndexEmpty, InvalidRequest
from agent.store.catalog import Catalog
from agent.turns.run import LOCAL
from agent.turns.turn_service import Ask
from agent.types import Done, Passage
from evals.golden.cases import Case
from evals.outcome import Outcome

if TYPE_CHECKING:
    from agent.mentor import Mentor


@dataclass(slots=True)
class Heard:
    """One turn's events, with when they came."""

    began: float = field(default_factory=time.perf_counter)
    conversation_id: str | None = None
    first_token: float | None = None
    found: list[Passage] | None = None
    done: Done | None = None
    error: str | None = None
    seconds: float = 0.0


def check(catalog: Catalog, cases: Sequence[Case]) -> None:
    """Raises `IndexEmpty` or `InvalidRequest` when the index cannot answer these cases."""
    documents = catalog.documents()
    indexed = {source for source, row in documents.items() if row["status"] == "indexed"}
    courses = {course["name"] for course in catalog.courses()}
    if not indexed:
        raise IndexEmpty
    for case in cases:
        if case.course and case.course not in courses:
            raise InvalidRequest(
                f"Case {case.id} asks in the course {case.course!r}, which the index lacks.",
                f"Courses: {', '.join(sorted(courses))}. Run make ingest if one is missing.",
            )
        for place in case.expected:
            if place.source not in indexed:
                raise InvalidRequest(
                    f"Case {case.id} expects {place.source}, which is not in the index.",
                    "Run make ingest, or name your own questions: make eval CASES=path",
                )


async def at_once(mentor: Mentor) -> int:
    """How many questions to ask at a time: as many as the model's server answers at once.

    Without one, one: its answers are computed, and beside each other they would only wait.
    """
    if mentor.pool is None:
        return 1
    await mentor.answering.admission.learn()
    return mentor.answering.admission.slots


async def outcomes(mentor: Mentor, cases: Sequence[Case], parallel: int) -> AsyncGenerator[Outcome]:
    """The outcomes as they come, at most `parallel` cases at a time."""
    slots = asyncio.Semaphore(parallel)

    async def one(case: Case) -> Outcome:
        async with slots:
            return await outcome(mentor, case)

    tasks = [asyncio.create_task(one(case)) for case in cases]
    try:
        for task in asyncio.as_completed(tasks):
            yield await task
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def outcome(mentor: Mentor, case: Case) -> Outcome:
    """Ask a case's turns one after another; the last one's outcome."""
    heard = Heard()
    try:
        for message in case.turns:
            courses = [case.course] if case.course else []
            ask = Ask(message, heard.conversation_id, courses, style=case.style)
            heard = await _hear(mentor, ask)
            if heard.error:
                break
    finally:
        if heard.conversation_id:
            await _forget(mentor, heard.conversation_id)
    ids = [citation["passage_id"] for citation in heard.done["citations"]] if heard.done else []
    stored = await asyncio.to_thread(mentor.index.passages, ids)
    return _outcome(case, heard, stored)


async def _hear(mentor: Mentor, ask: Ask) -> Heard:
    heard = Heard()
    turn = await mentor.answering.begin(ask)
    heard.conversation_id = turn.conversation_id
    async with aclosing(mentor.answering.events(turn)) as events:
        async for event in events:
            heard.seconds = time.perf_counter() - heard.began
            if event.name == "token" and heard.first_token is None:
                heard.first_token = heard.seconds
            elif event.name == "sources" and heard.found is None:
                heard.found = event.data["passages"]
            elif event.name == "done":
                heard.done = cast(Done, event.data)
            elif event.name == "error":
                heard.error = event.data["message"]
    return heard


async def _forget(mentor: Mentor, conversation_id: str) -> None:
    """Golden questions do not belong among the conversations of people."""
    await mentor.answering.forget(conversation_id, LOCAL)


def _outcome(case: Case, heard: Heard, stored: Sequence[Passage]) -> Outcome:
    broken = Outcome(
        case,
        "failed",
        found=heard.found or [],
        seconds=heard.seconds,
        first_token=heard.first_token,
        error=heard.error or "the answer broke off",
    )
    if heard.done is None:
        return broken
    return replace(
        broken,
        error=None,
        status=heard.done["status"],
        answer=heard.done["answer"],
        citations=heard.done["citations"],
        graded=heard.done["passages"],
        stored={passage["id"]: passage for passage in stored},
        trace=heard.done["trace"],
        usage=heard.done["usage"],
        unsupported=heard.done["unsupported"],
    )
