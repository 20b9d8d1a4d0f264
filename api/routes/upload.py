"""Upload and remove materials."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

from fastapi import APIRouter, Depends, Request

from agent.compose import materials_folder
from agent.errors import MentorError
from agent.mentor import Mentor
from agent.source import course, document_id
from api.access.auth import TheUser, only_teachers
from api.access.courses import within
from api.access.same_site import only_own_page
from api.http_errors import shapes
from api.mentor_dependency import TheMentor
from api.routes.documents import TheDocument
from api.schemas import Accepted, Removed, Uploaded
from api.uploads import material_paths
from api.uploads.formats import TheFormats
from api.uploads.ingests import TheIngests
from api.uploads.multipart import MultipartReader
from api.uploads.received_files import MEGABYTE, Placed, Upload

router = APIRouter(
    tags=["documents"], dependencies=[Depends(only_own_page), Depends(only_teachers)]
)

SEE = "/api/documents"
FORM: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["files"],
                    "properties": {
                        "files": {
                            "type": "array",
                            "items": {"type": "string", "format": "binary"},
                            "description": "names may include folders: week-1/notes.pdf",
                        },
                        "course": {
                            "type": "string",
                            "default": "general",
                            "description": 'a new name creates a course; "general" is the root',
                        },
                    },
                }
            }
        },
    }
}


@router.post(
    "/api/documents",
    status_code=202,
    openapi_extra=FORM,
    responses=shapes(401, 403, 409, 413, 415, 422, 503, 507),
)
async def upload(
    request: Request,
    mentor: TheMentor,
    user: TheUser,
    ingests: TheIngests,
    formats: TheFormats,
) -> Accepted:
    """Add files to the materials and start an ingest; stores all of them or none.

    Replaces files of the same name in the same course. The documents can be searched once
    `GET /api/documents` lists them as indexed.
    """
    folder = await asyncio.to_thread(materials_folder, mentor.settings, mentor.catalog)
    known = await formats.suffixes()
    body = request.stream()
    try:
        with Upload(folder, known, mentor.settings.limits.upload_mb) as parts:
            reader = MultipartReader(request.headers.get("content-type", ""), parts)
            async for data in body:
                await asyncio.to_thread(reader.feed, data)
            reader.finish()
            within(user, [course(source) for source in parts.sources])
            placed = await asyncio.to_thread(parts.place)
    except MentorError:
        await _read_on(body, mentor.settings.limits.upload_mb * MEGABYTE)
        raise
    ingests.request()
    stored = [await asyncio.to_thread(_uploaded, mentor, folder, each) for each in placed]
    return Accepted(documents=stored, ingest=ingests.state(), see=SEE)


@router.delete(
    "/api/documents/{document_id}", status_code=202, responses=shapes(401, 403, 404, 409, 503)
)
async def remove(row: TheDocument, mentor: TheMentor, ingests: TheIngests) -> Removed:
    """Remove a document's file from the materials and start an ingest.

    Answers no longer cite it once `GET /api/documents` no longer lists it.
    """
    await asyncio.to_thread(_unlink, mentor, row["source"])
    ingests.request()
    return Removed(id=row["id"], source=row["source"], ingest=ingests.state(), see=SEE)


def _unlink(mentor: Mentor, source: str) -> None:
    folder = materials_folder(mentor.settings, mentor.catalog)
    path = material_paths.find(folder, source)
    with material_paths.changing(folder):
        path.unlink(missing_ok=True)


def _uploaded(mentor: Mentor, folder: Path, placed: Placed) -> Uploaded:
    identity = document_id(placed.source)
    with material_paths.changing(folder), (folder / placed.source).open("rb") as file:
        content = hashlib.file_digest(file, "sha256").hexdigest()
    known = mentor.catalog.documents().values()
    return Uploaded(
        id=identity,
        source=placed.source,
        course=course(placed.source),
        size=placed.size,
        replaced=placed.replaced,
        same_as=[
            row["source"] for row in known if row["sha256"] == content and row["id"] != identity
        ],
        url=f"{SEE}/{identity}",
    )


async def _read_on(body: AsyncIterator[bytes], most: int) -> None:
    """Read up to `most` remaining bytes: clients read the error only after sending everything."""
    async for data in body:
        most -= len(data)
        if most < 0:
            return
