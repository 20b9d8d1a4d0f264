"""Protection against cross-site requests that change the materials."""

from __future__ import annotations

from urllib.parse import urlsplit

from fastapi import Request

from agent.errors import Forbidden


def only_own_page(request: Request) -> None:
    """Raises `Forbidden` for requests of another site's page; programs may call.

    A form on any page can post files to a loopback address. Browsers send the origin of a request
    in `Sec-Fetch-Site` over https and loopback, else in `Origin`.
    """
    site = request.headers.get("sec-fetch-site")
    origin = request.headers.get("origin")
    if site:
        own = site in ("same-origin", "none")
    else:
        own = origin is None or urlsplit(origin).netloc == request.headers.get("host")
    if not own:
        raise Forbidden("This request came from another site's page.", "Use the mentor's own page.")
