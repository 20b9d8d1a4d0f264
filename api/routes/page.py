"""The page for browsers, and the service's status for programs."""

from __future__ import annotations

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, JSONResponse, Response

from agent.errors import NotFound
from agent.llm.decisions import Decisions
from api.access.auth import TheUser, only_teachers
from api.access.courses import may_read, within
from api.access.same_site import only_own_page
from api.http_errors import shapes
from api.mentor_dependency import TheMentor
from api.page.words import WEB, etag, language_for, page_in
from api.routes.lti import Lti
from api.schemas import CourseChange, Courses, IndexSize, ServiceStatus
from api.version import VERSION

router = APIRouter(tags=["service"])

__all__ = ["WEB", "router"]

PAGE_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-cache",
    "Vary": "Accept, Accept-Language",
}


@router.get("/", response_model=ServiceStatus)
def page(request: Request, mentor: TheMentor) -> Response:
    """The page for `Accept: text/html`, in a language of `Accept-Language`; else the status."""
    if "text/html" in request.headers.get("accept", ""):
        language = language_for(request.headers.get("accept-language", ""))
        headers = _headers(request.app.state.lti)
        headers |= {"Content-Language": language, "ETag": etag(language)}
        return HTMLResponse(page_in(language), headers=headers)
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
def courses(mentor: TheMentor, user: TheUser) -> Courses:
    """The courses of the index with example questions."""
    known = mentor.catalog.courses()
    return Courses(courses=[course for course in known if may_read(user, course["name"])])


@router.patch(
    "/api/courses/{name}",
    status_code=204,
    responses=shapes(401, 403, 404, 422),
    dependencies=[Depends(only_own_page), Depends(only_teachers)],
)
def name_course(name: str, body: CourseChange, mentor: TheMentor, user: TheUser) -> Response:
    """Set what a course is called on the page; "" shows its name again."""
    within(user, [name])
    if name not in mentor.catalog.course_names():
        raise NotFound(f"There is no course {name!r}.", "GET /api/courses lists them.")
    mentor.catalog.course_titles.put(name, " ".join(body.title.split()))
    return Response(status_code=204)
