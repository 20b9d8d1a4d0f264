"""What can go wrong, named by what the caller should do about it.

    MentorError
    ├── InvalidRequest        change the request
    │   ├── MessageTooLong
    │   └── UploadTooLarge
    ├── Forbidden             do it from where it is allowed
    ├── InvalidSettings       change the environment or .env
    ├── NotFound              name something that exists
    ├── Conflict              wait, or do it elsewhere
    ├── NotReady              run what `fix` says, then try again
    │   ├── IndexEmpty
    │   ├── IndexMismatch
    │   ├── EmbeddingModelMissing
    │   ├── StoreUnavailable
    │   ├── StorageFull
    │   └── NotWritable
    ├── ModelUnavailable      start the language model's server, or do without one
    ├── Unreadable            mend or remove one file of the materials
    │   ├── NeedsProgram      install a program, then ingest again
    │   └── Unsupported
    └── InternalError         report it; the log has the details

Every error carries a `code` for programs, a message for people and, where one is known, a `fix`.
"""

from __future__ import annotations

from typing import ClassVar

from typing_extensions import TypedDict


class ErrorBody(TypedDict, total=False):
    """The JSON of an error: `code` and `message` always, `fix` where one is known."""

    code: str
    message: str
    fix: str


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


class UploadTooLarge(InvalidRequest):
    code = "upload_too_large"


class Forbidden(MentorError):
    code = "forbidden"


class InvalidSettings(MentorError):
    code = "invalid_settings"


class NotFound(MentorError):
    code = "not_found"


class Conflict(MentorError):
    code = "conflict"


class NotReady(MentorError):
    code = "not_ready"


class IndexEmpty(NotReady):
    code = "index_empty"

    def __init__(self) -> None:
        super().__init__(
            "There are no course materials in the index yet.",
            "Put files under the materials folder, one folder a course, and run: make ingest",
        )


class IndexMismatch(NotReady):
    code = "index_mismatch"


class EmbeddingModelMissing(NotReady):
    code = "embedding_model_missing"


class StoreUnavailable(NotReady):
    code = "store_unavailable"


class StorageFull(NotReady):
    code = "storage_full"


class NotWritable(NotReady):
    code = "not_writable"


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
