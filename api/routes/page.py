"""The page for browsers, and the service's status for programs."""

from __future__ import annotations

from pathlib import Path

from fastapi import APIRouter, Request
from fastapi.responses import FileResponse, JSONResponse, Response

from agent.llm.decisions import Decisions
from api.mentor import TheMentor
from api.routes.lti import Lti
from api.schemas import Courses, IndexSize, ServiceStatus
from api.version import VERSION

router = APIRouter(tags=["service"])

WEB = Path(__file__).parent.parent / "web"
PAGE_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-cache",
    "Vary": "Accept",
}


@router.get("/", response_model=ServiceStatus)
def page(request: Request, mentor: TheMentor) -> Response:
    """The page for `Accept: text/html`, else the service's status."""
    if "text/html" in request.headers.get("accept", ""):
        return FileResponse(WEB / "index.html", headers=_headers(request.app.state.lti))
    courses = mentor.catalog.courses()
    index = IndexSize(
        documents=sum(course["documents"] for course in courses),
        chunks=sum(course["chunks"] for course in courses),
    )
    if indexed := mentor.catalog.indexed():
        index["of"] = indexed["of"]
    decided = getattr(mentor.reasoner, "decisions", None)  # of a language model
    status = ServiceStatus(
        status="ok",
        version=VERSION,
        mode=mentor.reasoner.mode,
        model=mentor.reasoner.model,
        index=index,
    )
    if isinstance(decided, Decisions):
        status["decisions"] = decided.describe()
    return JSONResponse(status, headers={"Vary": "Accept"})


def _headers(lti: Lti | None) -> dict[str, str]:
    """The page's headers; pages of the learning platforms may show it in a frame."""
    if lti is None:
        return PAGE_HEADERS
    policy = PAGE_HEADERS["Content-Security-Policy"]
    allowed = f"frame-ancestors 'self' {' '.join(lti.platforms.origins)}"
    return PAGE_HEADERS | {
        "Content-Security-Policy": policy.replace("frame-ancestors 'none'", allowed)
    }


@router.get("/api/courses")
def courses(mentor: TheMentor) -> Courses:
    """The courses of the index with example questions."""
    return Courses(courses=mentor.catalog.courses())
