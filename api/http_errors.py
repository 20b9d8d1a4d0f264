"""HTTP errors: one table from error to status, one shape for all."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

from agent.errors import (
    BodyTooLarge,
    Conflict,
    Forbidden,
    InternalError,
    Interrupted,
    InvalidRequest,
    MentorError,
    MessageTooLong,
    ModelUnavailable,
    NotAuthenticated,
    NotFound,
    NotReady,
    StorageFull,
    TimedOut,
    TooBusy,
    Unreadable,
    Unsupported,
    UploadTooLarge,
)
from agent.validation import in_plain_words

log = logging.getLogger(__name__)

OPENAI = "/v1/"
"""Below it, errors also have the `type` and `param` that OpenAI's clients expect."""


class InvalidParameter(InvalidRequest):
    """An unsupported parameter."""

    code = "unsupported_parameter"

    def __init__(self, message: str, fix: str | None = None, param: str | None = None) -> None:
        super().__init__(message, fix)
        self.param = param


class NotJson(InvalidRequest):
    """A body that is not marked as JSON."""

    code = "not_json"


STATUS: dict[type[MentorError], int] = {
    MessageTooLong: 413,
    BodyTooLarge: 413,
    UploadTooLarge: 413,
    NotJson: 415,
    InvalidRequest: 422,
    NotAuthenticated: 401,
    Forbidden: 403,
    NotFound: 404,
    Conflict: 409,
    TooBusy: 429,
    TimedOut: 504,
    StorageFull: 507,
    NotReady: 503,
    Interrupted: 503,
    ModelUnavailable: 502,
    Unsupported: 415,
    Unreadable: 422,
    MentorError: 500,
}

SHAPE: dict[str, Any] = {
    "description": "The error and how to fix it.",
    "content": {
        "application/json": {
            "schema": {
                "type": "object",
                "required": ["error"],
                "properties": {
                    "error": {
                        "type": "object",
                        "required": ["code", "message"],
                        "properties": {
                            "code": {"type": "string"},
                            "message": {"type": "string"},
                            "fix": {"type": "string"},
                            "run_id": {"type": "string"},
                            "retry_after": {"type": "integer"},
                            "type": {"type": "string", "description": "below /v1"},
                            "param": {"type": ["string", "null"], "description": "below /v1"},
                        },
                    }
                },
            },
            "example": {
                "error": {
                    "code": "not_found",
                    "message": "There is no course 'biology'.",
                    "fix": "Courses: data-structures, intro-python.",
                }
            },
        }
    },
}


def shapes(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The OpenAPI description of a route's errors."""
    return dict.fromkeys(statuses, SHAPE)


def status_of(kind: type[MentorError]) -> int:
    """The HTTP status of an error class, or of its nearest parent in the table."""
    return next(STATUS[parent] for parent in kind.mro() if parent in STATUS)


def openai_body(error: MentorError, param: str | None = None) -> dict[str, Any]:
    """The JSON of an error with OpenAI's `type`, and the invalid parameter or null."""
    status = status_of(type(error))
    about = param or (error.param if isinstance(error, InvalidParameter) else None)
    return {**error.body(), "type": _openai_type(status), "param": about}


def _openai_type(status: int) -> str:
    named = {401: "authentication_error", 403: "permission_error", 429: "rate_limit_error"}
    return named.get(status, "invalid_request_error" if status < 500 else "server_error")


def response(error: MentorError, path: str = "", param: str | None = None) -> JSONResponse:
    """The response for an error to a call of this path."""
    headers = {}
    if isinstance(error, TooBusy):
        headers["Retry-After"] = str(error.retry_after)
    if isinstance(error, NotAuthenticated):
        headers["WWW-Authenticate"] = "Bearer"
    body = openai_body(error, param) if path.startswith(OPENAI) else error.body()
    return JSONResponse({"error": body}, status_code=status_of(type(error)), headers=headers)


def install(app: FastAPI) -> None:
    """Make every error of the app use the common shape."""
    app.add_exception_handler(MentorError, _mentor_error)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(ClientDisconnect, _left)
    app.add_exception_handler(Exception, _unexpected)


async def _mentor_error(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, MentorError)
    return response(error, request.url.path)


async def _invalid(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    problems = error.errors()
    if any(problem["type"] == "json_invalid" for problem in problems):
        return _answer(
            request,
            400,
            InvalidRequest(
                "The body is not valid JSON.",
                'Send {"message": "..."} with Content-Type: application/json.',
            ),
        )
    if _is_unlabelled(request, problems):
        return response(
            NotJson(
                "The body is not marked as JSON.", "Send the header Content-Type: application/json."
            ),
            request.url.path,
        )
    described = "; ".join(f"{_place(problem)}: {in_plain_words(problem)}" for problem in problems)
    return response(
        InvalidRequest(f"Invalid request: {described}.", "See /docs."),
        request.url.path,
        _place(problems[0]) if problems else None,
    )


def _is_unlabelled(request: Request, problems: Sequence[Any]) -> bool:
    """Whether a body was rejected only for its content type."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    json = kind.endswith(("/json", "+json"))
    return not json and any(isinstance(p.get("input"), bytes) for p in problems)


async def _http(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    code = {404: "not_found", 405: "method_not_allowed", 413: BodyTooLarge.code}.get(
        error.status_code, "http_error"
    )
    path = request.url.path
    message = {
        404: f"There is no call {path}.",
        405: f"{path} does not support {request.method}.",
    }.get(error.status_code, f"{error.detail}.")
    body: dict[str, Any] = {"code": code, "message": message, "fix": "See /docs for all calls."}
    if path.startswith(OPENAI):
        body |= {"type": _openai_type(error.status_code), "param": None}
    return JSONResponse({"error": body}, status_code=error.status_code, headers=error.headers)


def _answer(request: Request, status: int, error: MentorError) -> JSONResponse:
    path = request.url.path
    body = openai_body(error) if path.startswith(OPENAI) else error.body()
    return JSONResponse({"error": body}, status_code=status)


async def _left(_: Request, __: Exception) -> Response:
    return Response(status_code=400)  # the client disconnected while sending and never reads this


async def _unexpected(request: Request, error: Exception) -> JSONResponse:
    log.error("%s %s failed", request.method, request.url.path, exc_info=error)
    problem = InternalError("Internal error.", "Try again. The details are in the service's log.")
    return response(problem, request.url.path)


def _place(problem: dict[str, Any]) -> str:
    return ".".join(str(part) for part in problem["loc"][1:]) or "body"
