"""Start and follow an ingest of the materials folder."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import JSONResponse, Response

from api.access.auth import only_teachers
from api.access.courses import all_courses
from api.access.same_site import only_own_page
from api.http_errors import shapes
from api.schemas import IngestState
from api.sse import stream, wants_stream
from api.uploads.ingests import TheIngests

router = APIRouter(tags=["documents"])

EVENTS: dict[str, Any] = {
    "description": "The report, or a stream of its progress if one was requested.",
    "content": {
        "application/json": {
            "schema": {"type": "object"},
            "example": {
                "files": 15, "added": 1, "changed": 0, "removed": 0, "unchanged": 14,
                "documents": 15, "chunks": 312, "skipped": [], "seconds": 2.41,
                "failed": [["intro-python/scan.pdf", "No text was found in the file."]],
            },
        },
        "text/event-stream": {
            "schema": {"type": "string"},
            "example": (
                'event: progress\nid: ingest-1:0\ndata: {"source": "intro-python/faq.docx", '
                '"files": 2, "of_files": 9, "chunks": 64, "share": 0.21, "seconds": 1.2}\n\n'
                'event: report\nid: ingest-1:1\ndata: {"files": 15, "added": 9}\n\n'
            ),
        },
    },
}  # fmt: skip


@router.post(
    "/api/ingest",
    response_model=dict[str, Any],
    responses={200: EVENTS, **shapes(401, 403, 404, 409, 503)},
    dependencies=[Depends(only_own_page), Depends(only_teachers), Depends(all_courses)],
)
async def ingest(request: Request, ingests: TheIngests) -> Response:
    """Mirror the materials folder in the index.

    Events: `progress`..., then `report` or `error`. Closing the stream does not stop the ingest.
    The report lists files that could not be read, with the reason. If another ingest is running,
    here or in a terminal, the response is 409.
    """
    run = await ingests.start()
    if wants_stream(request):
        return stream(run.id, run.events())
    return JSONResponse(await run.report())


@router.get(
    "/api/ingest",
    response_model=IngestState,
    responses={200: {"content": {"text/event-stream": EVENTS["content"]["text/event-stream"]}}},
)
async def follow(request: Request, ingests: TheIngests) -> Response:
    """The progress of the running ingest and the outcome of the last one.

    If a stream is requested and an ingest is running: its events from now on.
    """
    if ingests.running and wants_stream(request):
        return stream(ingests.running.id, ingests.running.events())
    return JSONResponse(ingests.state())
