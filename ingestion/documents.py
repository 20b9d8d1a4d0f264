"""From a file to its chunks and its row in the catalogue."""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Literal, Protocol

from agent.errors import Unreadable, Unsupported
from agent.languages import searched_words
from agent.languages.names import ENGLISH
from agent.source import course, document_id
from agent.types import Chunk, Fact
from ingestion import facts as fact_rules
from ingestion import language_detection, parsers
from ingestion.chunking import chunk as chunking
from ingestion.chunking.chunk import chunk
from ingestion.chunking.token_counts import Tokens
from ingestion.elements import Parsed
from ingestion.examples import examples
from ingestion.facts import Facts
from ingestion.language_detection import LanguageSample
from ingestion.lint import Lint
from ingestion.mirror import Aside, Work
from ingestion.origin import Origin, version
from ingestion.parsers.parser_options import Reading
from ingestion.scan import UNREADABLE, File

if TYPE_CHECKING:  # reader processes need no database
    from agent.types import DocumentRow


WITH_ANSWERS = " answers"
MAX_TITLE = 160  # characters

log = logging.getLogger(__name__)


class Model(Tokens, Protocol):
    """The embedding model, as far as the ingest needs it."""

    identity: str

    def embed_documents(self, texts: list[str]) -> Sequence[Sequence[float]]:
        """One vector per text, in order."""


class Kept(Protocol):
    """Chunks that can be counted, and iterated once."""

    def __len__(self) -> int: ...

    def __iter__(self) -> Iterator[Chunk]: ...


Keep = Callable[[Iterator[Chunk]], Kept]


@dataclass(frozen=True, slots=True)
class Document:
    """A file's chunks in reading order, and its row to be stored with them."""

    row: DocumentRow
    chunks: Kept
    known: DocumentRow | None  # the row that it replaces
    facts: Sequence[Fact] = ()  # about its course


def recipe(identity: str, loaders: Mapping[str, str], quiz_answers: bool = False) -> str:
    """The version of everything besides a file's bytes that its chunks and facts depend on.

    With another recipe, as after an upgrade, the next ingest reads every file again; vectors of
    unchanged texts are taken from the cache.
    """
    rules = f"parse{parsers.VERSION} chunk{chunking.VERSION} facts{fact_rules.VERSION}"
    rules += f" language{language_detection.VERSION} words{searched_words.VERSION}"
    named = "".join(f" {suffix}={name}" for suffix, name in sorted(loaders.items()))
    return f"{rules} {identity}{named}{WITH_ANSWERS if quiz_answers else ''}"


def reads_answers(made_by: str) -> bool:
    """Whether a recipe includes the answers of quizzes."""
    return made_by.endswith(WITH_ANSWERS)


def read(
    work: Work, tokens: Tokens, made_by: str, loaders: Mapping[str, str], keep: Keep = list
) -> Document | Aside:
    """Parse and chunk a file; one that cannot be read becomes an `Aside` with the reason.

    `keep` stores the chunks while they are produced.
    """
    try:
        return _document(work, tokens, made_by, Reading(loaders=loaders), keep)
    except Unreadable as error:
        skipped = isinstance(error, Unsupported)  # as files of other types are
        status: Literal["skipped", "failed"] = "skipped" if skipped else "failed"
        return Aside(work.file, status, error.message, work.known, work.sha256, made_by)
    except OSError:
        return Aside(work.file, "failed", UNREADABLE, work.known)
    except parsers.FAULTS as error:
        log.exception("%s could not be chunked", work.file.source)
        reason = f"The file cannot be read ({type(error).__name__}); save it again, or as a PDF."
        return Aside(work.file, "failed", reason, work.known, work.sha256, made_by)


def _document(work: Work, tokens: Tokens, made_by: str, reading: Reading, keep: Keep) -> Document:
    parsed = parsers.parse(work.file.path, reading)
    source = work.file.source
    title = title_of(parsed.title, source)
    origin = Origin(document_id(source), version(work.sha256, made_by, source), source, title)
    facts, sample, lint = Facts(), LanguageSample(), Lint()
    chunks = keep(sample.seen(facts.seen(lint.seen(chunk(parsed, origin, tokens)))))
    if not len(chunks):
        raise Unreadable("The file has no text.")
    language = sample.language()
    row = file_row(work.file, title) | {
        "sha256": work.sha256,
        "recipe": made_by,
        "version": origin.version,
        "pages": parsed.pages,
        "chunks": len(chunks),
        "status": "indexed",
        "reason": " ".join(parsed.notes) or None,
        "examples": examples(parsed, title),
        "page_labels": page_labels(parsed),
        "warnings": lint.warnings(parsed.pages),
        "language": language,
    }
    known = facts.all() if language in ("", ENGLISH) else []  # its rules and word lists are English
    return Document(row, chunks, work.known, known)


def title_of(own: str, source: str) -> str:
    """The document's own title on one line; without one, "week-03_lists.txt" is "Week 03 lists"."""
    title = " ".join(own.split()) or _tidied(source)
    return title if len(title) <= MAX_TITLE else f"{title[: MAX_TITLE - 1].rstrip()}…"


def _tidied(source: str) -> str:
    """A file name as words."""
    stem = PurePosixPath(source).stem
    words = " ".join(re.sub(r"[-_.+]+", " ", stem).split()) or stem
    return words[:1].upper() + words[1:]


def page_labels(parsed: Parsed) -> list[str]:
    """The label of each page, in order; empty if all labels are the page numbers."""
    if not parsed.page_labels:
        return []
    pages = range(1, (parsed.pages or 0) + 1)
    return [parsed.page_labels.get(number, str(number)) for number in pages]


def aside_row(aside: Aside) -> DocumentRow:
    """The row of a file without a document."""
    return file_row(aside.file, title_of("", aside.file.source)) | {
        "sha256": aside.sha256,
        "recipe": aside.recipe,
        "status": aside.status,
        "reason": aside.reason,
    }


def file_row(file: File, title: str) -> DocumentRow:
    """The row of a file before it is read."""
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
        "page_labels": [],
        "warnings": [],
        "language": "",
        "updated_at": time.time(),
    }
