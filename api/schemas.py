"""Request bodies, and responses without a type in `agent`."""

from __future__ import annotations

from difflib import get_close_matches
from typing import Annotated, Any, Literal, NotRequired

from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError
from typing_extensions import TypedDict

from agent.errors import ErrorBody
from agent.mentor import Missing
from agent.types import CourseInfo, DocumentRow, Indexed, Mode, Passage, Style

ALIKE = 0.75  # of the letters of a field's name, from which another name is a slip of it
CourseNames = str | list[str] | None


class Body(BaseModel):
    """A request's body. A misspelt field is an error; other unknown fields are ignored."""

    @model_validator(mode="before")
    @classmethod
    def _no_misspelt_field(cls, body: object) -> object:
        if not isinstance(body, dict):
            return body
        for name in body:
            near = get_close_matches(str(name), cls.model_fields, n=1, cutoff=ALIKE)
            if near and name not in cls.model_fields and near[0] not in body:
                raise PydanticCustomError(
                    "misspelt_field", "unknown field {name} (did you mean {meant}?)",
                    {"name": repr(name), "meant": repr(near[0])},
                )  # fmt: skip
        return body


class ChatRequest(Body):
    """A question."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"message": "What is a tuple?", "course": "intro-python"}]},
    )

    message: Annotated[str, Field(description="the question, at most 8,000 characters")]
    conversation_id: Annotated[
        str | None, Field(description="omit to start a new conversation")
    ] = None
    course: Annotated[CourseNames, Field(description="a name or a list; omit for all courses")] = (
        None
    )
    style: Style = "answer"
    stream: Annotated[bool, Field(description="stream server-sent events")] = False


class ForkRequest(Body):
    """The start of a branch."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"message_id": "9c1d", "message": "What is a list?"}]},
    )

    message_id: Annotated[str, Field(description="an answer, or its question")]
    message: Annotated[
        str | None, Field(description="the new question; omit to ask the same again")
    ] = None
    stream: Annotated[bool, Field(description="stream server-sent events")] = False


class ConversationChange(Body):
    """Changes to a conversation."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"title": "Tuples"}]})

    title: Annotated[str | None, Field(min_length=1, max_length=200, pattern=r"\S")] = None
    branch: Annotated[str | None, Field(description="a message of the branch to continue")] = None


class CourseChange(Body):
    """A new title of a course."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"title": "Introduction to Python"}]})

    title: Annotated[str, Field(max_length=100)]


class FeedbackRequest(Body):
    """A student's rating of an answer."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"message_id": "9c1d", "rating": 1, "comment": "Clear."}]},
    )

    message_id: str
    rating: Literal[-1, 1]
    comment: Annotated[str | None, Field(max_length=2_000)] = None


class SignIn(Body):
    """An access key."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"key": "mk_x1"}]})

    key: Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[A-Za-z0-9_-]+$")]


class Sharing(Body):
    """Whether teachers may open the user's conversations."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"teachers_may_read": True}]})

    teachers_may_read: bool


class Session(TypedDict):
    """The current user."""

    user: str
    role: Literal["student", "teacher"]
    teachers_may_read: bool  # the user's conversations
    keys: bool  # whether access keys are required; if not, there is one local user


class SearchRequest(Body):
    """A search request."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"query": "late policy", "k": 3}]})

    query: Annotated[str, Field(min_length=1, max_length=8_000)]
    course: CourseNames = None
    k: Annotated[int, Field(ge=1, le=50)] = 8


class SearchResult(TypedDict):
    passages: list[Passage]


class IngestProgress(TypedDict):
    """The progress of an ingest."""

    source: str  # the last file that was read; "" before the first and at the end
    files: int  # finished, of the new and changed ones
    of_files: int
    chunks: int  # written so far
    share: float  # of the work, 0 to 1
    seconds: float


class IngestState(TypedDict):
    """The running ingest, and the outcome of the last one that this service started."""

    running: bool
    progress: IngestProgress | None  # null before it starts, or while it waits for another one
    last: dict[str, Any] | None  # its report
    error: ErrorBody | None  # why there is no report


class UploadRules(TypedDict):
    """The limits for uploads."""

    formats: list[str]  # file extensions: ".pdf", ...
    max_mb: int  # megabytes per file


class Documents(TypedDict):
    documents: list[DocumentRow]
    ingest: IngestState
    upload: UploadRules


class Uploaded(TypedDict):
    """A stored file, about to be ingested."""

    id: str
    source: str
    course: str
    size: int  # bytes
    replaced: bool  # whether it replaced a file of the same name
    same_as: list[str]  # other documents with the same content
    url: str  # of the document, once it has been ingested


class Accepted(TypedDict):
    """The stored files; `see` is the call that lists documents and the ingest's progress."""

    documents: list[Uploaded]
    ingest: IngestState
    see: str


class Removed(TypedDict):
    """The document whose file was removed; the next ingest removes it from the index."""

    id: str
    source: str
    ingest: IngestState
    see: str


class NextQuestions(TypedDict):
    questions: list[str]


class Courses(TypedDict):
    courses: list[CourseInfo]


class IndexSize(TypedDict):
    documents: int
    chunks: int
    of: NotRequired[int]  # expected documents; until the first ingest is complete


class ServiceStatus(TypedDict):
    status: str
    version: str
    mode: Mode
    model: str | None
    decisions: NotRequired[str]  # with a language model: who grades, rewrites and writes
    index: IndexSize


class Readiness(TypedDict):
    ready: bool
    missing: list[Missing]
    indexed: NotRequired[Indexed]  # until the first ingest is complete; with a key, if required


def names(course: CourseNames) -> list[str]:
    """The courses of a request; empty for all."""
    if course is None:
        return []
    return [course] if isinstance(course, str) else course
