"""Mirror the materials folder: start an ingest, and follow it."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import JSONResponse, Response

from api.access.auth import only_teachers
from api.access.same_site import only_own_page
from api.errors import shapes
from api.schemas import IngestState
from api.sse import stream, wants_stream
from api.uploads.ingests import TheIngests

router = APIRouter(tags=["documents"])

EVENTS: dict[str, Any] = {
    "description": "The report; or its progress and the report, where a stream was asked for.",
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
    dependencies=[Depends(only_own_page), Depends(only_teachers)],
)
async def ingest(request: Request, ingests: TheIngests) -> Response:
    """Make the index hold exactly what is in the materials folder.

    Events: `progress`..., then `report` or `error`. Leaving the stream does not stop the ingest.
    Files that could not be read are in the report, with the reason. Where another ingest runs,
    here or in a terminal, the answer is 409 and says which.
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
    """How far the running ingest is, and how the last one ended.

    Where a stream is asked for and an ingest runs, its events from here on.
    """
    if ingests.running and wants_stream(request):
        return stream(ingests.running.id, ingests.running.events())
    return JSONResponse(ingests.state())
