"""All errors of this program, named by what the caller should do about them.

    MentorError
    ├── InvalidRequest        change the request
    │   ├── MessageTooLong
    │   ├── BodyTooLarge
    │   └── UploadTooLarge
    ├── NotAuthenticated      send a key
    ├── Forbidden             use an account or a page that is allowed to do this
    ├── InvalidSettings       change the environment or .env
    ├── NotFound              name something that exists
    ├── Conflict              wait until the other operation has finished
    ├── TooBusy               wait for `retry_after` seconds, then try again
    │   └── TooManyRequests
    ├── TimedOut              ask for less, or raise the limit
    ├── NotReady              follow `fix`, then try again
    │   ├── IndexEmpty
    │   ├── IndexMismatch
    │   ├── NewerData
    │   ├── EmbeddingModelMissing
    │   ├── ReaderMissing
    │   ├── RerankerMissing
    │   ├── StoreUnavailable
    │   ├── StorageFull
    │   └── NotWritable
    ├── Interrupted           ask again: the process that was answering has stopped
    ├── ModelUnavailable      start the language model's server, or run without one
    ├── Unreadable            repair or remove one file of the materials
    │   ├── NeedsProgram      install a program, then ingest again
    │   └── Unsupported
    └── InternalError         report it; the log has the details

Every error has a `code` for programs, a message for people and usually a `fix`; some also have the
run they refer to, or the seconds to wait.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from typing_extensions import TypedDict


class ErrorBody(TypedDict, total=False):
    """The JSON of an error; only `code` and `message` are always present."""

    code: str
    message: str
    fix: str
    run_id: str  # of the conflicting run
    retry_after: int  # seconds


class MentorError(Exception):
    """Base of all errors of this program; `str()` is the message."""

    code: ClassVar[str] = "error"

    def __init__(self, message: str, fix: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.fix = fix

    def explain(self) -> str:
        """The error and its fix, for a terminal."""
        return f"Error: {self.message}" + (f"\nFix:   {self.fix}" if self.fix else "")

    def body(self) -> ErrorBody:
        """The JSON of the error."""
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
        """The JSON of the error, with the conflicting run."""
        return super().body() | (ErrorBody(run_id=self.run_id) if self.run_id else ErrorBody())


class TooBusy(MentorError):
    code = "too_busy"
    retry_after: int = 5

    def __init__(self, message: str, fix: str | None = None, retry_after: int = 5) -> None:
        super().__init__(message, fix)
        self.retry_after = retry_after

    def body(self) -> ErrorBody:
        """The JSON of the error, with the seconds to wait."""
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
        message: str = "The index has no course materials yet.",
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


class ReaderMissing(NotReady):
    code = "reader_missing"


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
        super().__init__("The service stopped before the answer was complete.", "Ask again.")


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
    """The error that another process reported as JSON."""
    kind = next((kind for kind in _kinds(MentorError) if kind.code == body["code"]), InternalError)
    error = kind.__new__(kind)  # keeps the given message for classes with a fixed one
    MentorError.__init__(error, body["message"], body.get("fix"))
    return error


def _kinds(kind: type[MentorError]) -> Iterator[type[MentorError]]:
    yield kind
    for child in kind.__subclasses__():
        yield from _kinds(child)
