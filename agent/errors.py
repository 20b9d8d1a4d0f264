"""What can go wrong, named by what the caller should do about it.

    MentorError
    ├── InvalidRequest        change the request
    │   ├── MessageTooLong
    │   ├── BodyTooLarge
    │   └── UploadTooLarge
    ├── NotAuthenticated      send a key
    ├── Forbidden             do it from where it is allowed, or as somebody who may
    ├── InvalidSettings       change the environment or .env
    ├── NotFound              name something that exists
    ├── Conflict              wait, or do it elsewhere
    ├── TooBusy               wait for `retry_after` seconds, then try again
    │   └── TooManyRequests
    ├── TimedOut              ask for less, or raise the limit
    ├── NotReady              run what `fix` says, then try again
    │   ├── IndexEmpty
    │   ├── IndexMismatch
    │   ├── NewerData
    │   ├── EmbeddingModelMissing
    │   ├── RerankerMissing
    │   ├── StoreUnavailable
    │   ├── StorageFull
    │   └── NotWritable
    ├── Interrupted           ask again: the process that was answering has ended
    ├── ModelUnavailable      start the language model's server, or do without one
    ├── Unreadable            mend or remove one file of the materials
    │   ├── NeedsProgram      install a program, then ingest again
    │   └── Unsupported
    └── InternalError         report it; the log has the details

Every error carries a `code` for programs, a message for people and, where one is known, a `fix`;
some name the run they speak of, or the seconds to wait.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from typing_extensions import TypedDict


class ErrorBody(TypedDict, total=False):
    """The JSON of an error: `code` and `message` always, the others where they are known."""

    code: str
    message: str
    fix: str
    run_id: str  # of the run that is in the way
    retry_after: int  # seconds


class MentorError(Exception):
    """Base of all errors of this program; `str()` gives the message."""

    code: ClassVar[str] = "error"

    def __init__(self, message: str, fix: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.fix = fix

    def explain(self) -> str:
        """The error for a terminal: what went wrong, and what to do."""
        return f"Error: {self.message}" + (f"\nFix:   {self.fix}" if self.fix else "")

    def body(self) -> ErrorBody:
        """The error as the wire shows it."""
        body = ErrorBody(code=self.code, message=self.message)
        if self.fix:
            body["fix"] = self.fix
        return body


class InvalidRequest(MentorError):
    code = "invalid_request"


class MessageTooLong(InvalidRequest):
    code = "message_too_long"


class BodyTooLarge(InvalidRequest):
    code = "body_too_large"


class UploadTooLarge(InvalidRequest):
    code = "upload_too_large"


class NotAuthenticated(MentorError):
    code = "not_authenticated"


class Forbidden(MentorError):
    code = "forbidden"


class InvalidSettings(MentorError):
    code = "invalid_settings"


class NotFound(MentorError):
    code = "not_found"


class Conflict(MentorError):
    code = "conflict"
    run_id: str | None = None

    def __init__(self, message: str, fix: str | None = None, run_id: str | None = None) -> None:
        super().__init__(message, fix)
        self.run_id = run_id

    def body(self) -> ErrorBody:
        """The error as the wire shows it, with the run that is in the way."""
        return super().body() | (ErrorBody(run_id=self.run_id) if self.run_id else ErrorBody())


class TooBusy(MentorError):
    code = "too_busy"
    retry_after: int = 5

    def __init__(self, message: str, fix: str | None = None, retry_after: int = 5) -> None:
        super().__init__(message, fix)
        self.retry_after = retry_after

    def body(self) -> ErrorBody:
        """The error as the wire shows it, with the seconds to wait."""
        return super().body() | ErrorBody(retry_after=self.retry_after)


class TooManyRequests(TooBusy):
    code = "too_many_requests"


class TimedOut(MentorError):
    code = "timed_out"


class NotReady(MentorError):
    code = "not_ready"


class IndexEmpty(NotReady):
    code = "index_empty"

    def __init__(
        self,
        message: str = "There are no course materials in the index yet.",
        fix: str = "Put files into the materials folder, one folder per course, and run: "
        "make ingest",
    ) -> None:
        super().__init__(message, fix)


class IndexMismatch(NotReady):
    code = "index_mismatch"


class NewerData(NotReady):
    code = "newer_data"


class EmbeddingModelMissing(NotReady):
    code = "embedding_model_missing"


class RerankerMissing(NotReady):
    code = "reranker_missing"


class StoreUnavailable(NotReady):
    code = "store_unavailable"


class StorageFull(NotReady):
    code = "storage_full"


class NotWritable(NotReady):
    code = "not_writable"


class Interrupted(MentorError):
    code = "interrupted"

    def __init__(self) -> None:
        super().__init__("The service stopped before this answer was complete.", "Ask again.")


class ModelUnavailable(MentorError):
    code = "model_unavailable"


class Unreadable(MentorError):
    code = "unreadable"


class NeedsProgram(Unreadable):
    code = "needs_program"


class Unsupported(Unreadable):
    code = "unsupported"


class InternalError(MentorError):
    code = "internal_error"


def from_body(body: Mapping[str, Any]) -> MentorError:
    """The error that another process told of."""
    kind = next((kind for kind in _kinds(MentorError) if kind.code == body["code"]), InternalError)
    error = kind.__new__(kind)  # the message is known, whatever the kind's own says
    MentorError.__init__(error, body["message"], body.get("fix"))
    return error


def _kinds(kind: type[MentorError]) -> Iterator[type[MentorError]]:
    yield kind
    for child in kind.__subclasses__():
        yield from _kinds(child)
