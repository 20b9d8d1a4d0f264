"""The courses that a user may read: all, or those that a learning platform has opened for them."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from agent.errors import Forbidden, NotFound
from api.access.auth import TheUser, User

WHOLE = ("/v1/", "/mcp")
"""Calls for programs, which no learning platform opens."""


def may_read(user: User, course: str) -> bool:
    """Whether a course is among the user's."""
    return not user.courses or course in user.courses


def may_read_turn(user: User, courses: Collection[str]) -> bool:
    """Whether a turn was asked in the user's courses only; `courses` are those it was asked in."""
    return not user.courses or (bool(courses) and set(courses) <= set(user.courses))


def within(user: User, courses: Sequence[str]) -> list[str]:
    """The courses of a call; if it names none, all that the user may read (empty: all).

    Raises `NotFound` for a course that is not among the user's.
    """
    for course in courses:
        if not may_read(user, course):
            known = ", ".join(user.courses)
            raise NotFound(f"There is no course {course!r}.", f"Courses: {known}.")
    return list(courses or user.courses)


def check_calls(user: User, path: str) -> None:
    """Raises `Forbidden` for calls of programs, which a learning platform does not open."""
    if user.courses and path.startswith(WHOLE):
        raise Forbidden("This call needs an access key.", "Ask your teacher for a key.")


def all_courses(user: TheUser) -> None:
    """Raises `Forbidden` for users of some courses only."""
    if user.courses:
        raise Forbidden(
            "This key is limited to some courses; this call is about all of them.",
            "Use a teacher's access key.",
        )
