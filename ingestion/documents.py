"""From one file to its chunks and its row in the catalogue."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Protocol

from agent.errors import Unreadable, Unsupported
from agent.source import course, document_id
from agent.types import Chunk
from ingestion import parsers
from ingestion.chunking import chunk as chunking
from ingestion.chunking.chunk import chunk
from ingestion.chunking.titles import title_of
from ingestion.chunking.token_counts import Tokens
from ingestion.examples import examples
from ingestion.mirror import Aside, Work
from ingestion.origin import Origin, version
from ingestion.parsers.reading import Reading
from ingestion.scan import UNREADABLE, File

if TYPE_CHECKING:  # a process that parses needs no database
    from agent.store.catalog import DocumentRow


WITH_ANSWERS = " answers"

log = logging.getLogger(__name__)


class Model(Tokens, Protocol):
    """What is needed of the embedding model."""

    identity: str

    def embed_documents(self, texts: list[str]) -> Sequence[Sequence[float]]:
        """One vector for each text, in their order."""


class Kept(Protocol):
    """Chunks that can be counted, and gone through once."""

    def __len__(self) -> int: ...

    def __iter__(self) -> Iterator[Chunk]: ...


Keep = Callable[[Iterator[Chunk]], Kept]


@dataclass(frozen=True, slots=True)
class Document:
    """A file's chunks in reading order, and its row for when they are written."""

    row: DocumentRow
    chunks: Kept
    known: DocumentRow | None  # the row that it replaces


def recipe(identity: str, quiz_answers: bool = False) -> str:
    """What chunks depend on besides the bytes of their file; another recipe, other chunks."""
    with_answers = WITH_ANSWERS if quiz_answers else ""
    return f"parse{parsers.VERSION} chunk{chunking.VERSION} {identity}{with_answers}"


def reads_answers(made_by: str) -> bool:
    """Whether a recipe is one that reads the answers of quizzes, too."""
    return made_by.endswith(WITH_ANSWERS)


def read(work: Work, tokens: Tokens, made_by: str, keep: Keep = list) -> Document | Aside:
    """Parse and chunk one file; one that cannot be read is put aside with the reason.

    `keep` puts the chunks somewhere while they are made.
    """
    try:
        return _document(work, tokens, made_by, keep)
    except Unreadable as error:
        skipped = isinstance(error, Unsupported)  # as files of other types are
        status: Literal["skipped", "failed"] = "skipped" if skipped else "failed"
        return Aside(work.file, status, error.message, work.known, work.sha256, made_by)
    except OSError:
        return Aside(work.file, "failed", UNREADABLE, work.known)
    except parsers.FAULTS as error:
        log.exception("%s cannot be chunked", work.file.source)
        reason = f"The file cannot be read ({type(error).__name__}); save it again, or as a PDF."
        return Aside(work.file, "failed", reason, work.known, work.sha256, made_by)


def _document(work: Work, tokens: Tokens, made_by: str, keep: Keep) -> Document:
    parsed = parsers.parse(work.file.path, Reading(quiz_answers=reads_answers(made_by)))
    source = work.file.source
    title = title_of(parsed.title, source)
    origin = Origin(document_id(source), version(work.sha256, made_by, source), source, title)
    chunks = keep(chunk(parsed, origin, tokens))
    if not len(chunks):
        raise Unreadable("No text was found in the file.")
    row = file_row(work.file, title) | {
        "sha256": work.sha256,
        "recipe": made_by,
        "version": origin.version,
        "pages": parsed.pages,
        "chunks": len(chunks),
        "status": "indexed",
        "reason": " ".join(parsed.notes) or None,
        "examples": examples(parsed, title),
    }
    return Document(row, chunks, work.known)


def aside_row(aside: Aside) -> DocumentRow:
    """The row of a file that gives no document."""
    return file_row(aside.file, title_of("", aside.file.source)) | {
        "sha256": aside.sha256,
        "recipe": aside.recipe,
        "status": aside.status,
        "reason": aside.reason,
    }


def file_row(file: File, title: str) -> DocumentRow:
    """The row of a file of which nothing else is known yet."""
    return {
        "id": document_id(file.source),
        "course": course(file.source),
        "source": file.source,
        "title": title,
        "format": Path(file.source).suffix.lower().lstrip("."),
        "size": file.size,
        "mtime_ns": file.mtime_ns,
        "sha256": "",
        "recipe": "",
        "version": "",
        "pages": None,
        "chunks": 0,
        "status": "failed",
        "reason": None,
        "examples": [],
        "updated_at": time.time(),
    }
