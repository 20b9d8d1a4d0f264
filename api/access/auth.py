"""Who asks: told by the gate in front of all routes, for routes to ask for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from fastapi import Depends, Request

from agent.errors import Forbidden
from agent.turns.run import LOCAL

Role = Literal["student", "teacher"]


@dataclass(frozen=True, slots=True)
class User:
    """One person; without keys there is the local one alone, who may do everything."""

    name: str
    role: Role


LOCAL_USER = User(LOCAL, "teacher")


def _user(request: Request) -> User:
    user = request.scope["state"]["user"]
    assert isinstance(user, User)
    return user


TheUser = Annotated[User, Depends(_user)]


def only_teachers(user: TheUser) -> None:
    """Raises `Forbidden` for students."""
    if user.role != "teacher":
        raise Forbidden("Only teachers may do this.", "Ask with a teacher's key.")
