"""From one file to its chunks and its row in the catalogue."""

from __future__ import annotations

import logging
import struct
import time
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from agent.backends.catalog import DocumentRow
from agent.errors import Unreadable
from agent.types import Chunk
from ingestion import chunk as chunking
from ingestion import parsers
from ingestion.chunk import chunk
from ingestion.examples import examples
from ingestion.mirror import UNREADABLE, Aside, File, Work
from ingestion.origin import Origin, course, document_id, version
from ingestion.titles import title_of
from ingestion.tokens import Tokens

# What libraries raise about files that nobody tried them on. One such file must not stop the
# others; the log keeps the details.
FAULTS = (
    ArithmeticError, AssertionError, AttributeError, LookupError, MemoryError, RuntimeError,
    SyntaxError, TypeError, ValueError, struct.error, zlib.error,
)  # fmt: skip

log = logging.getLogger(__name__)


class Model(Tokens, Protocol):
    """What chunks depend on of the embedding model."""

    identity: str


@dataclass(frozen=True, slots=True)
class Document:
    """A file's chunks, and its row for when they are written."""

    row: DocumentRow
    chunks: list[Chunk]
    known: DocumentRow | None  # the row that it replaces


def recipe(model: Model) -> str:
    """What chunks depend on besides the bytes of their file; another recipe, other chunks."""
    return f"parse{parsers.VERSION} chunk{chunking.VERSION} {model.identity}"


def read(work: Work, model: Model) -> Document | Aside:
    """Parse and chunk one file; one that cannot be read is put aside with the reason."""
    made_by = recipe(model)
    try:
        return _document(work, model, made_by)
    except Unreadable as error:
        return Aside(work.file, "failed", error.message, work.known, work.sha256, made_by)
    except OSError:
        return Aside(work.file, "failed", UNREADABLE, work.known)
    except FAULTS as error:
        log.exception("%s cannot be parsed", work.file.source)
        reason = f"The file cannot be read ({type(error).__name__}); save it again, or as a PDF."
        return Aside(work.file, "failed", reason, work.known, work.sha256, made_by)


def _document(work: Work, model: Model, made_by: str) -> Document:
    parsed = parsers.parse(work.file.path)
    title = title_of(parsed.title, work.file.source)
    source = work.file.source
    origin = Origin(document_id(source), version(work.sha256, made_by), source, title)
    chunks = chunk(parsed, origin, model)
    if not chunks:
        raise Unreadable("No text was found in the file.")
    row = _row(work.file, title) | {
        "sha256": work.sha256,
        "recipe": made_by,
        "version": origin.version,
        "pages": parsed.pages,
        "chunks": len(chunks),
        "status": "indexed",
        "examples": examples(parsed, title),
    }
    return Document(row, chunks, work.known)


def aside_row(aside: Aside) -> DocumentRow:
    """The row of a file that gives no document."""
    return _row(aside.file, title_of("", aside.file.source)) | {
        "sha256": aside.sha256,
        "recipe": aside.recipe,
        "status": aside.status,
        "reason": aside.reason,
    }


def _row(file: File, title: str) -> DocumentRow:
    return DocumentRow(
        id=document_id(file.source),
        course=course(file.source),
        source=file.source,
        title=title,
        format=Path(file.source).suffix.lower().lstrip("."),
        size=file.size,
        mtime_ns=file.mtime_ns,
        sha256="",
        recipe="",
        version="",
        pages=None,
        chunks=0,
        status="failed",
        reason=None,
        examples=[],
        updated_at=time.time(),
    )
