"""The current user, as a dependency of routes; set by the access middleware."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from fastapi import Depends, Request

from agent.errors import Forbidden
from agent.turns.run import LOCAL

Role = Literal["student", "teacher"]


@dataclass(frozen=True, slots=True)
class User:
    """A user; without access keys there is only the local user, who may do everything."""

    name: str
    role: Role
    courses: tuple[str, ...] = ()  # the only ones that may be read; empty: all


LOCAL_USER = User(LOCAL, "teacher")


def _user(request: Request) -> User:
    user = request.scope["state"]["user"]
    assert isinstance(user, User)
    return user


TheUser = Annotated[User, Depends(_user)]


def only_teachers(user: TheUser) -> None:
    """Raises `Forbidden` for students."""
    if user.role != "teacher":
        raise Forbidden("Only teachers may do this.", "Use a teacher's key.")
