"""Cookies that also work in a frame of a learning platform."""

from __future__ import annotations

from fastapi.responses import Response


def keep(reply: Response, name: str, value: str, seconds: int) -> None:
    """Set a cookie in the frame of the platform that shows the page, and for that platform only."""
    reply.headers.append(
        "Set-Cookie",
        f"{name}={value}; Max-Age={seconds}; Path=/; HttpOnly; Secure; SameSite=None; Partitioned",
    )


def forget(reply: Response, name: str) -> None:
    """Delete such a cookie."""
    keep(reply, name, "", 0)
