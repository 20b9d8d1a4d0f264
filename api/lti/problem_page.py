"""Why a launch did not work, as a page in the platform's frame."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from fastapi.responses import HTMLResponse

from agent.errors import Forbidden, MentorError
from api.http_errors import status_of

PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>AI Mentor</title>
<link rel="stylesheet" href="/static/style.css">
<main class="panel" role="alert">
<h1>The mentor could not be opened</h1>
<p>{message}</p>
<p>{fix}</p>
{link}</main>
</html>
"""
LINK = '<p><a href="{address}" target="_blank">Open the mentor in a new window</a></p>\n'


class CookiesBlocked(Forbidden):
    """The browser keeps no cookie of the mentor in the platform's frame."""

    def __init__(self, again: str) -> None:
        """`again`: the address that begins the same launch in a window of its own."""
        super().__init__(
            "The launch began in another browser, or this browser blocks cookies in frames.",
            "Open the mentor in a new window.",
        )
        self.again = again


def problem_page(error: MentorError, frames: Sequence[str]) -> HTMLResponse:
    """The error as a page that the pages of these origins may show in a frame."""
    again = error.again if isinstance(error, CookiesBlocked) else ""
    page = PAGE.format(
        message=escape(error.message),
        fix=escape(error.fix or ""),
        link=LINK.format(address=escape(again)) if again else "",
    )
    policy = f"default-src 'none'; style-src 'self'; frame-ancestors 'self' {' '.join(frames)}"
    headers = {"Content-Security-Policy": policy, "Cache-Control": "no-store"}
    return HTMLResponse(page, status_of(type(error)), headers)
