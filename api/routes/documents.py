"""Documents: list, text, and original files."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Depends
from fastapi.responses import FileResponse, HTMLResponse

from agent.compose import materials_folder
from agent.errors import NotFound
from agent.mentor import Mentor
from agent.types import DocumentRow
from api.access.auth import TheUser
from api.access.courses import may_read
from api.http_errors import shapes
from api.mentor_dependency import TheMentor
from api.page import document_view
from api.schemas import Documents, UploadRules
from api.uploads import material_paths
from api.uploads.formats import TheFormats
from api.uploads.ingests import TheIngests

router = APIRouter(tags=["documents"])

INERT = {
    # a document is data and must not run scripts on this site
    "Content-Security-Policy": (
        "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:"
    ),
    "X-Content-Type-Options": "nosniff",
}
MEDIA_TYPES = {
    ".pdf": "application/pdf",
    ".html": "text/html; charset=utf-8",
    ".htm": "text/html; charset=utf-8",
    ".ipynb": "application/x-ipynb+json",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".gif": "image/gif",
    ".webp": "image/webp",
}
PLAIN = (".md", ".markdown", ".txt", ".rst", ".tex", ".csv", ".tsv", ".srt", ".vtt", ".py", ".java")
MEDIA_TYPES |= dict.fromkeys(PLAIN, "text/plain; charset=utf-8")
SHOWN_BY_BROWSERS = ("application/pdf", "text/", "image/")


def _row(document_id: str, mentor: TheMentor, user: TheUser) -> DocumentRow:
    row = mentor.catalog.document(document_id)
    if row is None or not may_read(user, row["course"]):
        raise NotFound(f"There is no document {document_id!r}.", "GET /api/documents lists them.")
    return row


TheDocument = Annotated[DocumentRow, Depends(_row)]
"""The document that the path names; raises `NotFound`, also for those of other users' courses."""


@router.get("/api/documents")
async def documents(
    mentor: TheMentor, user: TheUser, ingests: TheIngests, formats: TheFormats
) -> Documents:
    """All documents with their status. For those that could not be read, `reason` is the cause;
    for those read in part (indexed with notes), it lists the parts that are not in the index.
    `warnings` are sentences on text in the index that looks as if it was read badly.

    Also the running ingest, and the limits for uploads.
    """
    ingest = ingests.state()  # before the documents: if it has ended, all of them are listed
    rows = await asyncio.to_thread(mentor.catalog.documents)
    rules = UploadRules(formats=await formats.suffixes(), max_mb=mentor.settings.limits.upload_mb)
    readable = [row for row in rows.values() if may_read(user, row["course"])]
    return Documents(documents=readable, ingest=ingest, upload=rules)


@router.get("/api/documents/{document_id}", responses=shapes(404))
def document(row: TheDocument) -> DocumentRow:
    """One document."""
    return row


@router.get("/api/documents/{document_id}/file", response_class=FileResponse, responses=shapes(404))
def file(row: TheDocument, mentor: TheMentor) -> FileResponse:
    """The original file; `#page=4` opens a PDF at that page."""
    path = path_of(mentor, row)
    suffix = path.suffix.lower()
    media_type = MEDIA_TYPES.get(suffix, "application/octet-stream")
    shown = media_type.startswith(SHOWN_BY_BROWSERS)
    disposition = f"{'inline' if shown else 'attachment'}; filename*=UTF-8''{quote(path.name)}"
    headers = {"Content-Disposition": disposition, "X-Content-Type-Options": "nosniff"}
    if suffix != ".pdf":  # browsers refuse PDFs in a sandbox; PDFs run no scripts here
        headers |= INERT
    return FileResponse(path, media_type=media_type, headers=headers)


@router.get("/api/documents/{document_id}/view", response_class=HTMLResponse, responses=shapes(404))
def view(row: TheDocument, mentor: TheMentor) -> HTMLResponse:
    """The extracted text, passage by passage, each with an anchor."""
    return HTMLResponse(
        document_view.render(row, mentor.index.document(row["id"])),
        headers={**INERT, "Content-Security-Policy": document_view.POLICY},
    )


def path_of(mentor: Mentor, row: DocumentRow) -> Path:
    """The file of a document; raises `NotFound`."""
    folder = materials_folder(mentor.settings, mentor.catalog)
    path = material_paths.find(folder, row["source"])
    if not path.is_file():
        raise NotFound(
            f"The file {row['source']} is no longer in the materials.",
            "Run make ingest to update the index.",
        )
    return path
