"""The place that an answer cites: a page image or a section, with the words highlighted."""

from __future__ import annotations

import asyncio
from dataclasses import asdict
from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query
from fastapi.responses import Response
from typing_extensions import TypedDict

from agent.errors import MentorError, NotFound
from agent.types import DocumentRow, Passage
from api.http_errors import shapes
from api.mentor_dependency import TheMentor
from api.page.page_picture import DRAWN
from api.page.pdf_pages import PdfPages, ThePdfPages
from api.page.source_view import find_passage, html_of, section_of
from api.routes.documents import TheDocument, path_of

router = APIRouter(tags=["documents"])

AN_HOUR = "private, max-age=3600"
LONGEST_QUOTE = 2_000  # characters
MOST_BEGUN = 30  # passages shown of the beginning of a document


class PageView(TypedDict):
    """A PDF page with the boxes of the quoted words."""

    page: int
    pages: int
    width: float  # points
    height: float
    image: str  # add &width=... in pixels
    boxes: list[dict[str, float]]  # x, y, width, height, as shares of the page


class Place(TypedDict):
    """One passage of a section."""

    id: str
    section: str
    page: int | None
    html: str  # sanitised; quoted words in <mark>


class SourceView(TypedDict):
    """The place of a quote."""

    document_id: str
    title: str
    source: str
    course: str
    kind: Literal["page", "section"]
    unit: Literal["page", "slide", ""]
    page: PageView | None
    section: list[Place]  # the extracted text, in order
    found: bool  # whether the quote was found; true without a quote
    notes: str | None  # what is not in the index of this document
    original: str
    view: str  # the extracted text of the whole document


@router.get("/api/documents/{document_id}/source", responses=shapes(401, 404, 422, 503))
async def source(
    row: TheDocument,
    mentor: TheMentor,
    pages: ThePdfPages,
    passage: Annotated[int | None, Query(ge=0, description="its ordinal, last in its id")] = None,
    page: Annotated[int | None, Query(ge=1, le=1_000_000)] = None,
    quote: Annotated[str, Query(max_length=LONGEST_QUOTE, description="words to highlight")] = "",
    version: Annotated[str, Query(max_length=100, description="of the document")] = "",
    start: Annotated[int, Query(ge=0, description="of the words in the passage")] = 0,
    end: Annotated[int, Query(ge=0)] = 0,
) -> SourceView:
    """A cited place: a PDF page or another document's section, with the quote highlighted.

    The words are a `quote`, or `start` to `end` of the passage while the document still has that
    `version`. Without any place: how the document begins.
    """
    document_id = row["id"]
    passages = await asyncio.to_thread(mentor.index.document, document_id)
    whole = passage is None and page is None and not quote
    if not quote and end > start and version == row["version"]:
        quote = _stretch(passages, passage, start, end)
    at = find_passage(passages, passage, quote, page)
    page = page or (passages[at]["page"] if at >= 0 else None)
    shown = None
    if row["source"].lower().endswith(".pdf"):
        shown = await _page(mentor, pages, row, page or 1, quote)
    begun = passages[:MOST_BEGUN] if whole and not shown else None
    section = await asyncio.to_thread(_section, begun or passages, 0 if begun else at, quote, begun)
    boxes = bool(shown and shown["boxes"])
    return SourceView(
        document_id=document_id,
        title=row["title"],
        source=row["source"],
        course=row["course"],
        kind="page" if shown else "section",
        unit=_unit(row, passages),
        page=shown,
        section=section,
        found=not quote or boxes or any("<mark>" in place["html"] for place in section),
        original=f"/api/documents/{document_id}/file",
        view=f"/api/documents/{document_id}/view",
        notes=row["reason"],
    )


@router.get(
    "/api/documents/{document_id}/pages/{page}",
    response_class=Response,
    responses={
        200: {"content": {"image/webp": {"schema": {"type": "string", "format": "binary"}}}},
        **shapes(401, 404, 415, 422, 504),
    },
)
async def page_image(
    row: TheDocument,
    page: Annotated[int, Path(ge=1, le=1_000_000)],
    mentor: TheMentor,
    pages: ThePdfPages,
    width: Annotated[int, Query(ge=100, le=2_400, description="dots")] = 1_200,
) -> Response:
    """A PDF page as an image; of a .pptx slide, a small picture drawn from its parts."""
    if not row["source"].lower().endswith(DRAWN):
        raise NotFound(
            f"Only pages of {' and '.join(DRAWN)} files are rendered as images.",
            f"GET /api/documents/{row['id']}/view returns the document itself.",
        )
    path = await asyncio.to_thread(path_of, mentor, row)
    picture = await pages.draw(path, page, width)
    return Response(picture, media_type="image/webp", headers={"Cache-Control": AN_HOUR})


async def _page(
    mentor: TheMentor, pages: PdfPages, row: DocumentRow, number: int, quote: str
) -> PageView | None:
    """None if the file is gone or cannot be rendered; the extracted text is shown instead."""
    try:
        path = await asyncio.to_thread(path_of, mentor, row)
        found = await pages.mark(path, number, quote)
    except MentorError:
        return None
    return PageView(
        page=found.page,
        pages=found.pages,
        width=found.width,
        height=found.height,
        image=f"/api/documents/{row['id']}/pages/{found.page}?v={row['version'][:12]}",
        boxes=[asdict(box) for box in found.boxes],
    )


def _section(
    passages: list[Passage], at: int, quote: str, begun: list[Passage] | None
) -> list[Place]:
    if at < 0:
        return []
    return [
        Place(id=p["id"], section=p["section"], page=p["page"], html=html_of(p, quote))
        for p in begun or section_of(passages, at)
    ]


def _stretch(passages: list[Passage], ordinal: int | None, start: int, end: int) -> str:
    """The words between two offsets of a passage, as far as a quote may be long."""
    at = find_passage(passages, ordinal, "", None) if ordinal is not None else -1
    return passages[at]["text"][start : min(end, start + LONGEST_QUOTE)] if at >= 0 else ""


def _unit(row: DocumentRow, passages: list[Passage]) -> Literal["page", "slide", ""]:
    if row["format"] in ("pptx", "ppt", "odp"):
        return "slide"
    return "page" if any(passage["page"] for passage in passages) else ""
