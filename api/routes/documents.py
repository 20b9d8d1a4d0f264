"""The documents of the index: listed, shown, and as the original files."""

from __future__ import annotations

import asyncio
from pathlib import Path
from urllib.parse import quote

from fastapi import APIRouter
from fastapi.responses import FileResponse, HTMLResponse

from agent.compose import materials_folder
from agent.errors import NotFound
from agent.mentor import Mentor
from agent.store.catalog import DocumentRow
from api.errors import shapes
from api.mentor import TheMentor
from api.page import document_view
from api.schemas import Documents, UploadRules
from api.uploads import materials
from api.uploads.formats import TheFormats
from api.uploads.ingests import TheIngests

router = APIRouter(tags=["documents"])

INERT = {
    # a document is data: it must not run as a part of this site
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


@router.get("/api/documents")
async def documents(mentor: TheMentor, ingests: TheIngests, formats: TheFormats) -> Documents:
    """All documents with their status; those that could not be read say why in `reason`, and
    those that were read in part (indexed with notes) say there what is not in the index.

    With them the ingest under way, and what can be uploaded.
    """
    ingest = ingests.state()  # before the documents: once it has ended, they are all listed
    rows = await asyncio.to_thread(mentor.catalog.documents)
    rules = UploadRules(formats=await formats.suffixes(), max_mb=mentor.settings.max_upload_mb)
    return Documents(documents=list(rows.values()), ingest=ingest, upload=rules)


@router.get("/api/documents/{document_id}", responses=shapes(404))
def document(document_id: str, mentor: TheMentor) -> DocumentRow:
    """One document."""
    return row_of(mentor, document_id)


@router.get("/api/documents/{document_id}/file", response_class=FileResponse, responses=shapes(404))
def file(document_id: str, mentor: TheMentor) -> FileResponse:
    """The original file; a PDF opens at a page with `#page=4`."""
    row = row_of(mentor, document_id)
    path = path_of(mentor, row)
    suffix = path.suffix.lower()
    media_type = MEDIA_TYPES.get(suffix, "application/octet-stream")
    shown = media_type.startswith(SHOWN_BY_BROWSERS)
    disposition = f"{'inline' if shown else 'attachment'}; filename*=UTF-8''{quote(path.name)}"
    headers = {"Content-Disposition": disposition, "X-Content-Type-Options": "nosniff"}
    if suffix != ".pdf":  # browsers do not show PDF in a sandbox, nor does a PDF run here
        headers |= INERT
    return FileResponse(path, media_type=media_type, headers=headers)


@router.get("/api/documents/{document_id}/view", response_class=HTMLResponse, responses=shapes(404))
def view(document_id: str, mentor: TheMentor) -> HTMLResponse:
    """The document as it was read, passage by passage, each with an anchor to link to."""
    row = row_of(mentor, document_id)
    return HTMLResponse(
        document_view.render(row, mentor.index.document(document_id)),
        headers={**INERT, "Content-Security-Policy": document_view.POLICY},
    )


def row_of(mentor: Mentor, document_id: str) -> DocumentRow:
    """The document with this id; raises `NotFound`."""
    row = mentor.catalog.document(document_id)
    if row is None:
        raise NotFound(f"There is no document {document_id!r}.", "GET /api/documents lists them.")
    return row


def path_of(mentor: Mentor, row: DocumentRow) -> Path:
    """The file of a document; raises `NotFound`."""
    folder = materials_folder(mentor.settings, mentor.catalog)
    path = materials.find(folder, row["source"])
    if not path.is_file():
        raise NotFound(
            f"The file {row['source']} is no longer in the materials.",
            "Run make ingest to catch up.",
        )
    return path
