"""The documents of the index: listed, shown, and as the original files."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

from fastapi import APIRouter
from fastapi.responses import FileResponse, HTMLResponse

from agent.backends.catalog import DocumentRow
from agent.compose import Mentor, materials_folder
from agent.errors import NotFound
from api import document_view
from api.errors import shapes
from api.mentor import TheMentor
from api.schemas import Documents

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
    ".md": "text/plain; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".ipynb": "application/x-ipynb+json",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
}
SHOWN_BY_BROWSERS = (".pdf", ".html", ".htm", ".md", ".txt")


@router.get("/api/documents")
def documents(mentor: TheMentor) -> Documents:
    """All documents with their status; those that could not be read say why."""
    return Documents(documents=list(mentor.catalog.documents().values()))


@router.get("/api/documents/{document_id}", responses=shapes(404))
def document(document_id: str, mentor: TheMentor) -> DocumentRow:
    """One document."""
    return _row(mentor, document_id)


@router.get("/api/documents/{document_id}/file", response_class=FileResponse, responses=shapes(404))
def file(document_id: str, mentor: TheMentor) -> FileResponse:
    """The original file; a PDF opens at a page with `#page=4`."""
    row = _row(mentor, document_id)
    path = _path(materials_folder(mentor.settings, mentor.catalog), row["source"])
    suffix = path.suffix.lower()
    shown = suffix in SHOWN_BY_BROWSERS
    disposition = f"{'inline' if shown else 'attachment'}; filename*=UTF-8''{quote(path.name)}"
    headers = {"Content-Disposition": disposition, "X-Content-Type-Options": "nosniff"}
    if suffix != ".pdf":  # browsers do not show PDF in a sandbox, nor does a PDF run here
        headers |= INERT
    media_type = MEDIA_TYPES.get(suffix, "application/octet-stream")
    return FileResponse(path, media_type=media_type, headers=headers)


@router.get("/api/documents/{document_id}/view", response_class=HTMLResponse, responses=shapes(404))
def view(document_id: str, mentor: TheMentor) -> HTMLResponse:
    """The document as it was read, passage by passage, each with an anchor to link to."""
    row = _row(mentor, document_id)
    return HTMLResponse(
        document_view.render(row, mentor.index.document(document_id)),
        headers={**INERT, "Content-Security-Policy": document_view.POLICY},
    )


def _row(mentor: Mentor, document_id: str) -> DocumentRow:
    row = mentor.catalog.document(document_id)
    if row is None:
        raise NotFound(f"There is no document {document_id!r}.", "GET /api/documents lists them.")
    return row


def _path(materials_dir: Path, source: str) -> Path:
    root = materials_dir.resolve()
    path = (root / source).resolve()
    if not path.is_relative_to(root) or not path.is_file():
        raise NotFound(
            f"The file {source} is no longer in the materials.", "Run make ingest to catch up."
        )
    return path
