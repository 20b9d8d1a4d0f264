"""What clients send, and the answers that the agent has no type for."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field
from typing_extensions import TypedDict

from agent.backends.catalog import DocumentRow
from agent.compose import Missing
from agent.types import CourseInfo, Mode, Passage, Style

CourseNames = str | list[str] | None


class ChatRequest(BaseModel):
    """A question."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"message": "What is a tuple?", "course": "intro-python"}]}
    )

    message: Annotated[str, Field(description="the student's words, at most 8,000 characters")]
    conversation_id: Annotated[str | None, Field(description="none: a new conversation")] = None
    course: Annotated[CourseNames, Field(description="a name or a list; none: all")] = None
    style: Style = "answer"
    stream: Annotated[bool, Field(description="answer as server-sent events")] = False


class SearchRequest(BaseModel):
    """A search without an answer."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"query": "late policy", "k": 3}]})

    query: Annotated[str, Field(min_length=1, max_length=8_000)]
    course: CourseNames = None
    k: Annotated[int, Field(ge=1, le=50)] = 8


class SearchResult(TypedDict):
    passages: list[Passage]


class Documents(TypedDict):
    documents: list[DocumentRow]


class Courses(TypedDict):
    courses: list[CourseInfo]


class IndexSize(TypedDict):
    documents: int
    chunks: int


class ServiceStatus(TypedDict):
    status: str
    version: str
    mode: Mode
    model: str | None
    index: IndexSize


class Readiness(TypedDict):
    ready: bool
    missing: list[Missing]


def names(course: CourseNames) -> list[str]:
    """The courses that a request names; empty: all."""
    if course is None:
        return []
    return [course] if isinstance(course, str) else course
