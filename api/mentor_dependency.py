"""The mentor of the running app, as a dependency of routes."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request

from agent.mentor import Mentor


def _mentor(request: Request) -> Mentor:
    mentor = request.app.state.mentor
    assert isinstance(mentor, Mentor)
    return mentor


TheMentor = Annotated[Mentor, Depends(_mentor)]
