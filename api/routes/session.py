"""Sign in on the page: the key goes into a cookie, which links to documents need as well."""

from __future__ import annotations

import asyncio

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from agent.errors import NotAuthenticated
from api.access.auth import TheUser
from api.access.keys import Keys
from api.access.middleware import COOKIE
from api.access.same_site import only_own_page
from api.http_errors import shapes
from api.lti.cookies import forget
from api.mentor_dependency import TheMentor
from api.schemas import Session, Sharing, SignIn

router = APIRouter(tags=["service"])

A_TERM = 120 * 24 * 3600  # seconds


@router.post("/api/session", status_code=204, responses=shapes(401, 403, 422))
async def sign_in(request: Request, body: SignIn) -> Response:
    """Store an access key in this browser's cookie, which scripts cannot read."""
    only_own_page(request)
    keys = request.app.state.keys
    if isinstance(keys, Keys) and keys.user(body.key) is None:
        raise NotAuthenticated("Unknown access key.", "Ask your teacher for a key.")
    response = Response(status_code=204)
    response.set_cookie(
        COOKIE,
        body.key,
        max_age=A_TERM,
        httponly=True,
        samesite="strict",
        secure=request.url.scheme == "https",
    )
    return response


@router.get("/api/session", responses=shapes(401))
async def session(request: Request, mentor: TheMentor) -> Session:
    """The current user, and whether access keys are required."""
    user, keys = request.scope["state"]["user"], request.app.state.keys
    if user is None:
        raise NotAuthenticated("An access key is required.", "Ask your teacher for a key.")
    opened = await asyncio.to_thread(mentor.conversations.transcripts.opened.users)
    return Session(
        user=user.name,
        role=user.role,
        teachers_may_read=user.name in opened,
        keys=keys is not None,
    )


@router.patch(
    "/api/session",
    status_code=204,
    responses=shapes(401, 403, 422),
    dependencies=[Depends(only_own_page)],
)
async def share(body: Sharing, mentor: TheMentor, user: TheUser) -> Response:
    """Let teachers open your conversations, or no longer; they cannot by default."""
    opened = mentor.conversations.transcripts.opened
    await asyncio.to_thread(opened.put, user.name, body.teachers_may_read)
    return Response(status_code=204)


@router.delete("/api/session", status_code=204)
async def sign_out() -> Response:
    """Delete the key from this browser."""
    response = Response(status_code=204)
    response.delete_cookie(COOKIE, httponly=True, samesite="strict")
    forget(response, COOKIE)  # ... and the one of a learning platform's frame
    return response
