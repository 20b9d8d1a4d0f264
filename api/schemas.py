"""What clients send, and the answers that the agent has no type for."""

from __future__ import annotations

from typing import Annotated, Any, Literal, NotRequired

from pydantic import BaseModel, ConfigDict, Field
from typing_extensions import TypedDict

from agent.errors import ErrorBody
from agent.mentor import Missing
from agent.store.catalog import DocumentRow
from agent.types import CourseInfo, Indexed, Mode, Passage, Style

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


class ForkRequest(BaseModel):
    """Where to begin a branch."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"message_id": "9c1d", "message": "What is a list?"}]}
    )

    message_id: Annotated[str, Field(description="an answer, or its question")]
    message: Annotated[str | None, Field(description="other words; none: ask once more")] = None
    stream: Annotated[bool, Field(description="answer as server-sent events")] = False


class ConversationChange(BaseModel):
    """What to change of a conversation."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"title": "Tuples"}]})

    title: Annotated[str | None, Field(min_length=1, max_length=200, pattern=r"\S")] = None
    branch: Annotated[str | None, Field(description="a message of the branch to go on with")] = None


class FeedbackRequest(BaseModel):
    """What a student thinks of an answer."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"message_id": "9c1d", "rating": 1, "comment": "Clear."}]}
    )

    message_id: str
    rating: Literal[-1, 1]
    comment: Annotated[str | None, Field(max_length=2_000)] = None


class CompletionMessage(BaseModel):
    """A message as OpenAI's clients send it."""

    role: Literal["system", "developer", "user", "assistant", "tool"]
    content: str | list[dict[str, Any]] | None = None


class CompletionRequest(BaseModel):
    """A chat as OpenAI's clients send it; other fields are let through and have no effect."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"model": "mentor", "messages": [{"role": "user", "content": "What is a tuple?"}]}
            ]
        }
    )

    model: str = "mentor"
    messages: Annotated[list[CompletionMessage], Field(min_length=1, max_length=500)]
    stream: bool = False


class SignIn(BaseModel):
    """A key, as a teacher gave it out."""

    key: Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[A-Za-z0-9_-]+$")]


class Session(TypedDict):
    """Who asks."""

    user: str
    role: Literal["student", "teacher"]
    keys: bool  # false: there is one local user, who needs none


class SearchRequest(BaseModel):
    """A search without an answer."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"query": "late policy", "k": 3}]})

    query: Annotated[str, Field(min_length=1, max_length=8_000)]
    course: CourseNames = None
    k: Annotated[int, Field(ge=1, le=50)] = 8


class SearchResult(TypedDict):
    passages: list[Passage]


class IngestProgress(TypedDict):
    """How far an ingest has come."""

    source: str  # the file that was read last; "" before the first and at the end
    files: int  # done, of those that are new or changed
    of_files: int
    chunks: int  # written so far
    share: float  # of the work, 0 to 1
    seconds: float


class IngestState(TypedDict):
    """The ingest that runs, and how the last one that this service started has ended."""

    running: bool
    progress: IngestProgress | None  # none before it has begun, or while it waits for another
    last: dict[str, Any] | None  # its report
    error: ErrorBody | None  # why there is no report


class UploadRules(TypedDict):
    """What can be uploaded."""

    formats: list[str]  # suffixes: ".pdf", ...
    max_mb: int  # megabytes of one file


class Documents(TypedDict):
    documents: list[DocumentRow]
    ingest: IngestState
    upload: UploadRules


class Uploaded(TypedDict):
    """One stored file, to be ingested next."""

    id: str
    source: str
    course: str
    size: int  # bytes
    replaced: bool  # whether a file of this name was there before
    url: str  # where to look once the ingest has read it


class Accepted(TypedDict):
    """What was stored; `see` lists the documents and how far the ingest is."""

    documents: list[Uploaded]
    ingest: IngestState
    see: str


class Removed(TypedDict):
    """The document whose file was removed; the ingest that follows forgets it."""

    id: str
    source: str
    ingest: IngestState
    see: str


class Courses(TypedDict):
    courses: list[CourseInfo]


class IndexSize(TypedDict):
    documents: int
    chunks: int
    of: NotRequired[int]  # documents there will be; until the first ingest is complete


class ServiceStatus(TypedDict):
    status: str
    version: str
    mode: Mode
    model: str | None
    index: IndexSize


class Readiness(TypedDict):
    ready: bool
    missing: list[Missing]
    indexed: NotRequired[Indexed]  # until the first ingest is complete; with a key, where needed


def names(course: CourseNames) -> list[str]:
    """The courses that a request names; empty: all."""
    if course is None:
        return []
    return [course] if isinstance(course, str) else course
