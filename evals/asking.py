"""Asks the cases as the service would, each in its own conversation."""

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
from evals.case_outcome import Outcome
from evals.golden.cases import Case

if TYPE_CHECKING:
    from agent.mentor import Mentor


@dataclass(slots=True)
class Recording:
    """One turn's events, with their times."""

    began: float = field(default_factory=time.perf_counter)
    conversation_id: str | None = None
    first_token: float | None = None
    found: list[Passage] | None = None
    done: Done | None = None
    error: str | None = None
    seconds: float = 0.0


def check(catalog: Catalog, cases: Sequence[Case]) -> None:
    """Raises `IndexEmpty` or `InvalidRequest` if the index cannot answer these cases."""
    documents = catalog.documents()
    indexed = {source for source, row in documents.items() if row["status"] == "indexed"}
    courses = {course["name"] for course in catalog.courses()}
    if not indexed:
        raise IndexEmpty
    for case in cases:
        if case.course and case.course not in courses:
            raise InvalidRequest(
                f"Case {case.id} asks in the course {case.course!r}, which is not in the index.",
                f"Courses: {', '.join(sorted(courses))}. Run make ingest if one is missing.",
            )
        for place in case.expected:
            if place.source not in indexed:
                raise InvalidRequest(
                    f"Case {case.id} expects {place.source}, which is not in the index.",
                    "Run make ingest, or name your own questions: make eval CASES=path",
                )


async def concurrency(mentor: Mentor) -> int:
    """The number of concurrent questions: the slots of the model's server.

    1 without a model: computed answers would only wait for each other.
    """
    if mentor.pool is None:
        return 1
    await mentor.answering.admission.learn()
    return mentor.answering.admission.slots


async def outcomes(mentor: Mentor, cases: Sequence[Case], parallel: int) -> AsyncGenerator[Outcome]:
    """The outcomes as they finish, at most `parallel` cases at a time."""
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
    """Ask a case's turns in order; returns the last one's outcome."""
    recording = Recording()
    try:
        for message in case.turns:
            courses = [case.course] if case.course else []
            ask = Ask(message, recording.conversation_id, courses, style=case.style)
            recording = await _record(mentor, ask)
            if recording.error:
                break
    finally:
        if recording.conversation_id:
            await _forget(mentor, recording.conversation_id)
    ids = (
        [citation["passage_id"] for citation in recording.done["citations"]]
        if recording.done
        else []
    )
    stored = await asyncio.to_thread(mentor.index.passages, ids)
    return _outcome(case, recording, stored)


async def _record(mentor: Mentor, ask: Ask) -> Recording:
    recording = Recording()
    turn = await mentor.answering.begin(ask)
    recording.conversation_id = turn.conversation_id
    async with aclosing(mentor.answering.events(turn)) as events:
        async for event in events:
            recording.seconds = time.perf_counter() - recording.began
            if event.name == "token" and recording.first_token is None:
                recording.first_token = recording.seconds
            elif event.name == "sources" and recording.found is None:
                recording.found = event.data["passages"]
            elif event.name == "done":
                recording.done = cast(Done, event.data)
            elif event.name == "error":
                recording.error = event.data["message"]
    return recording


async def _forget(mentor: Mentor, conversation_id: str) -> None:
    """Delete the conversation, which is not one of a person."""
    await mentor.answering.forget(conversation_id, LOCAL)


def _outcome(case: Case, recording: Recording, stored: Sequence[Passage]) -> Outcome:
    broken = Outcome(
        case,
        "failed",
        found=recording.found or [],
        seconds=recording.seconds,
        first_token=recording.first_token,
        error=recording.error or "the answer broke off",
    )
    if recording.done is None:
        return broken
    return replace(
        broken,
        error=None,
        status=recording.done["status"],
        answer=recording.done["answer"],
        citations=recording.done["citations"],
        graded=recording.done["passages"],
        stored={passage["id"]: passage for passage in stored},
        trace=recording.done["trace"],
        usage=recording.done["usage"],
        unsupported=recording.done["unsupported"],
    )
