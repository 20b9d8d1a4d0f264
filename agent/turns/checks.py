"""Checks of a question before it is answered."""

from __future__ import annotations

from collections.abc import Sequence

from agent.errors import IndexEmpty, InvalidRequest, MessageTooLong, NotFound
from agent.turns.ports import Courses
from agent.types import MAX_MESSAGE_CHARS


def check_message(message: str) -> None:
    """Raises `InvalidRequest` for an empty message, `MessageTooLong`."""
    if not message.strip():
        raise InvalidRequest("The message is empty.", "Write a question.")
    if len(message) > MAX_MESSAGE_CHARS:
        raise MessageTooLong(
            f"The message has {len(message):,} characters; {MAX_MESSAGE_CHARS:,} are allowed.",
            "Shorten it, or ask in several messages.",
        )


def nothing_indexed(catalog: Courses) -> IndexEmpty:
    """The error while no question can be answered: before the first ingest, or at its beginning."""
    indexed = catalog.indexed()
    if indexed is None:
        return IndexEmpty()
    return IndexEmpty(
        f"The course materials are being indexed for the first time: none of {indexed['of']:,} "
        "documents is ready yet.",
        "Try again in a moment. If this does not change, run: make ingest",
    )


def check_courses(catalog: Courses, courses: Sequence[str]) -> None:
    """Raises `NotFound` for an unknown course, `IndexEmpty` if there are no courses."""
    known = catalog.course_names()
    if not known:
        raise nothing_indexed(catalog)
    for course in courses:
        if course not in known:
            raise NotFound(f"There is no course {course!r}.", f"Courses: {', '.join(known)}.")
