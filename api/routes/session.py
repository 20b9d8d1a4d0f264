"""Sign in on the page: its key in a cookie, which links to documents need as well."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import Response

from agent.errors import NotAuthenticated
from api.access.keys import Keys
from api.access.middleware import COOKIE
from api.access.same_site import only_own_page
from api.errors import shapes
from api.schemas import Session, SignIn

router = APIRouter(tags=["service"])

A_TERM = 120 * 24 * 3600  # seconds


@router.post("/api/session", status_code=204, responses=shapes(401, 403, 422))
async def sign_in(request: Request, body: SignIn) -> Response:
    """Let this browser use a key from now on; no script can read it."""
    only_own_page(request)
    keys = request.app.state.keys
    if isinstance(keys, Keys) and keys.user(body.key) is None:
        raise NotAuthenticated("This key is not known.", "Ask your teacher for one.")
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
async def session(request: Request) -> Session:
    """Who uses this browser, and whether keys are needed here."""
    user, keys = request.scope["state"]["user"], request.app.state.keys
    if user is None:
        raise NotAuthenticated("A key is needed.", "Ask your teacher for one.")
    return Session(user=user.name, role=user.role, keys=keys is not None)


@router.delete("/api/session", status_code=204)
async def sign_out() -> Response:
    """Make this browser forget its key."""
    response = Response(status_code=204)
    response.delete_cookie(COOKIE, httponly=True, samesite="strict")
    return response
