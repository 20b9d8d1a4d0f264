"""Launches from a learning platform (LTI 1.3): a login, then the signed launch."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import replace
from typing import Annotated, Any
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response
from fastapi.routing import APIRoute

from agent.errors import InvalidRequest, MentorError, NotFound
from api.access.auth import User
from api.access.middleware import COOKIE
from api.http_errors import shapes
from api.lti.cookies import forget, keep
from api.lti.launch import claims_of, course_of, user_of
from api.lti.platforms import Platforms
from api.lti.problem_page import CookiesBlocked, problem_page
from api.lti.tickets import LOGIN, SESSION, Login, Tickets
from api.mentor_dependency import TheMentor

STATE = "mentor_lti"  # the cookie that ties a launch to the browser that began it
REDIRECT = {"description": "To the next step."}
Handle = Callable[[Request], Coroutine[Any, Any, Response]]


class LaunchRoute(APIRoute):
    """A route whose errors are pages for people, who come with a browser."""

    def get_route_handler(self) -> Handle:
        """See FastAPI."""
        handle = super().get_route_handler()

        async def explained(request: Request) -> Response:
            try:
                return await handle(request)
            except MentorError as error:
                lti = request.app.state.lti
                if lti is None or "text/html" not in request.headers.get("accept", ""):
                    raise
                return problem_page(error, lti.platforms.origins)

        return explained


router = APIRouter(prefix="/lti", tags=["learning platforms"], route_class=LaunchRoute)


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
    hint, message_hint = sent["login_hint"], sent.get("lti_message_hint", "")
    state, begun = lti.tickets.login(platform.issuer, platform.client_id, hint, message_hint)
    asked = {
        "scope": "openid",
        "response_type": "id_token",
        "response_mode": "form_post",
        "prompt": "none",
        "client_id": platform.client_id,
        "redirect_uri": str(request.url_for("launch")),
        "login_hint": hint,
        "state": state,
        "nonce": begun.nonce,
    }
    if message_hint:
        asked["lti_message_hint"] = message_hint
    joined = "&" if "?" in platform.auth_login_url else "?"
    reply = RedirectResponse(f"{platform.auth_login_url}{joined}{urlencode(asked)}", 303)
    keep(reply, STATE, begun.nonce, LOGIN)
    return reply


@router.post("/launch", include_in_schema=False)
async def launch(request: Request, mentor: TheMentor, lti: TheLti) -> RedirectResponse:
    """Open the page for the course of a launch, with the user's role."""
    form = await request.form()
    begun = lti.tickets.login_of(str(form.get("state", "")))
    await asyncio.to_thread(lti.tickets.check_unused, begun)
    if request.cookies.get(STATE) != begun.nonce:
        raise CookiesBlocked(_again(begun))
    platform = lti.platforms.find(begun.issuer, begun.client_id)
    claims = await claims_of(str(form.get("id_token", "")), platform, begun)
    await asyncio.to_thread(lti.tickets.use, begun)
    known = await asyncio.to_thread(mentor.catalog.course_names)
    course = course_of(claims, platform, known)
    user = _beside(user_of(claims, course), lti.tickets.user(request.cookies.get(COOKIE, "")))
    reply = RedirectResponse(f"/?course={quote(course)}", 303)
    keep(reply, COOKIE, lti.tickets.session(user), SESSION)
    forget(reply, STATE)
    return reply


def _beside(user: User, before: User | None) -> User:
    """The user with the courses that the same browser has open already, in the same role."""
    if before is None or (before.name, before.role) != (user.name, user.role):
        return user
    return replace(user, courses=tuple(dict.fromkeys((*user.courses, *before.courses))))


def _again(begun: Login) -> str:
    """The address that begins the same launch once more."""
    sent = {"iss": begun.issuer, "client_id": begun.client_id, "login_hint": begun.hint}
    if begun.message_hint:
        sent["lti_message_hint"] = begun.message_hint
    return f"/lti/login?{urlencode(sent)}"
