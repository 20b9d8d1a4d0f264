"""Launches from a learning platform (LTI 1.3): a login, then the signed launch."""

from __future__ import annotations

import asyncio
from typing import Annotated
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse

from agent.errors import Forbidden, InvalidRequest, NotFound
from api.access.middleware import COOKIE
from api.errors import shapes
from api.lti.launch import claims_of, course_of, user_of
from api.lti.platforms import Platforms
from api.lti.tickets import LOGIN, SESSION, Tickets
from api.mentor import TheMentor

router = APIRouter(prefix="/lti", tags=["learning platforms"])

STATE = "mentor_lti"  # the cookie that ties a launch to the browser that began it
REDIRECT = {"description": "To the next step."}


class Lti:
    """The platforms and tickets for launches."""

    def __init__(self, platforms: Platforms, tickets: Tickets) -> None:
        self.platforms = platforms
        self.tickets = tickets


def _lti(request: Request) -> Lti:
    lti = request.app.state.lti
    if not isinstance(lti, Lti):
        raise NotFound(
            "No learning platform is set up.", "See MENTOR_LTI_FILE in deploy/README.md."
        )
    return lti


TheLti = Annotated[Lti, Depends(_lti)]


@router.api_route(
    "/login",
    methods=["GET", "POST"],
    response_class=RedirectResponse,
    status_code=303,
    responses={303: REDIRECT, **shapes(403, 404, 422)},
    include_in_schema=False,
)
async def login(request: Request, lti: TheLti) -> RedirectResponse:
    """Send the browser to the platform, which sends it back with a signed launch."""
    sent = {**request.query_params}
    if request.method == "POST":
        sent |= {name: str(value) for name, value in (await request.form()).items()}
    platform = lti.platforms.find(sent.get("iss", ""), sent.get("client_id", ""))
    if not sent.get("login_hint"):
        raise InvalidRequest("The login has no login_hint.", "Open the mentor from your course.")
    state, begun = lti.tickets.login(platform.issuer, platform.client_id)
    asked = {
        "scope": "openid",
        "response_type": "id_token",
        "response_mode": "form_post",
        "prompt": "none",
        "client_id": platform.client_id,
        "redirect_uri": str(request.url_for("launch")),
        "login_hint": sent["login_hint"],
        "state": state,
        "nonce": begun.nonce,
    }
    if hint := sent.get("lti_message_hint"):
        asked["lti_message_hint"] = hint
    joined = "&" if "?" in platform.auth_login_url else "?"
    reply = RedirectResponse(f"{platform.auth_login_url}{joined}{urlencode(asked)}", 303)
    _keep(reply, STATE, begun.nonce, LOGIN)
    return reply


@router.post("/launch", include_in_schema=False)
async def launch(request: Request, mentor: TheMentor, lti: TheLti) -> RedirectResponse:
    """Open the page for the course of a launch, with the user's role."""
    form = await request.form()
    begun = lti.tickets.login_of(str(form.get("state", "")))
    if request.cookies.get(STATE) != begun.nonce:
        raise Forbidden(
            "The launch was started in another browser, or cookies are blocked in frames.",
            "Open the link again; if that does not help, set it to open in a new window.",
        )
    platform = lti.platforms.find(begun.issuer, begun.client_id)
    claims = await claims_of(str(form.get("id_token", "")), platform, begun)
    await asyncio.to_thread(lti.tickets.use, begun)
    known = await asyncio.to_thread(mentor.catalog.course_names)
    course = course_of(claims, platform, known)
    reply = RedirectResponse(f"/?course={quote(course)}", 303)
    _keep(reply, COOKIE, lti.tickets.session(user_of(claims)), SESSION)
    _keep(reply, STATE, "", 0)
    return reply


def _keep(reply: RedirectResponse, name: str, value: str, seconds: int) -> None:
    """Set a cookie that also works in a frame of the platform, and for that platform only."""
    reply.headers.append(
        "Set-Cookie",
        f"{name}={value}; Max-Age={seconds}; Path=/; HttpOnly; Secure; SameSite=None; Partitioned",
    )
