"""HTTP errors: one table from error to status, one shape for all."""

from __future__ import annotations

import logging
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

log = logging.getLogger(__name__)

STATUS: dict[type[MentorError], int] = {
    MessageTooLong: 413,
    BodyTooLarge: 413,
    UploadTooLarge: 413,
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


def response(error: MentorError) -> JSONResponse:
    """The response for an error."""
    headers = {}
    if isinstance(error, TooBusy):
        headers["Retry-After"] = str(error.retry_after)
    if isinstance(error, NotAuthenticated):
        headers["WWW-Authenticate"] = "Bearer"
    return JSONResponse(
        {"error": error.body()}, status_code=status_of(type(error)), headers=headers
    )


def install(app: FastAPI) -> None:
    """Make every error of the app use the common shape."""
    app.add_exception_handler(MentorError, _mentor_error)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(ClientDisconnect, _left)
    app.add_exception_handler(Exception, _unexpected)


async def _mentor_error(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, MentorError)
    return response(error)


async def _invalid(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    problems = error.errors()
    if any(problem["type"] == "json_invalid" for problem in problems):
        problem = InvalidRequest(
            "The body is not valid JSON.",
            'Send {"message": "..."} with Content-Type: application/json.',
        )
        return JSONResponse({"error": problem.body()}, status_code=400)
    described = "; ".join(f"{_place(problem)}: {problem['msg']}" for problem in problems)
    return response(InvalidRequest(f"Invalid request: {described}.", "See /docs."))


async def _http(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    code = {404: "not_found", 405: "method_not_allowed", 413: BodyTooLarge.code}.get(
        error.status_code, "http_error"
    )
    body = {"code": code, "message": f"{error.detail}.", "fix": "See /docs for all calls."}
    return JSONResponse({"error": body}, status_code=error.status_code, headers=error.headers)


async def _left(_: Request, __: Exception) -> Response:
    return Response(status_code=400)  # the client disconnected while sending and never reads this


async def _unexpected(request: Request, error: Exception) -> JSONResponse:
    log.error("%s %s failed", request.method, request.url.path, exc_info=error)
    return response(InternalError("Internal error.", "Try again. The log has the details."))


def _place(problem: dict[str, Any]) -> str:
    return ".".join(str(part) for part in problem["loc"][1:]) or "body"
