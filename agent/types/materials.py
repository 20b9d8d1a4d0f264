"""The materials: documents, their chunks and facts, and places in them."""

from __future__ import annotations

from typing import Literal, NotRequired

from typing_extensions import TypedDict

GENERAL = "general"


class Chunk(TypedDict):
    """One citable part of one document."""

    id: str  # "<document_id>:<version>:<ordinal>"
    document_id: str
    version: str  # hash of the file's bytes and the recipe that parsed them
    ordinal: int  # position in reading order, from 0
    source: str  # path below the materials folder, "/" between its parts
    course: str  # first folder of `source`; "general" for files at the top
    title: str
    section: str  # headings from the outermost in, joined by " > "; "" when there are none
    page: int | None  # the reader's page or slide number, from 1; None for formats without pages
    text: str  # quoted verbatim; offsets of a citation count in it


class Passage(TypedDict):
    """A chunk as found by one search."""

    id: str
    document_id: str
    source: str
    course: str
    title: str
    section: str
    page: int | None
    text: str
    score: float  # relevance; comparable within one search only
    dense: float | None  # cosine similarity, -1 to 1; None if no vector was compared
    bm25: float | None  # Okapi BM25, 0 and up; None if it is not among BM25's first
    relevant: bool | None  # the grader's verdict; None before it


class Citation(TypedDict):
    """The place that supports a statement. `quote == passage text[start:end]`."""

    n: int
    document_id: str
    source: str
    course: str
    title: str
    section: str
    page: int | None
    quote: str
    start: int
    end: int
    url: str
    passage_id: str


FactKind = Literal[
    "person",
    "hours",  # office hours
    "meeting",  # time and room of lectures, labs ...
    "room",
    "exam",
    "deadline",
    "weight",  # in the grade
    "textbook",
    "policy",
    "topic",
    "term",
    "contact",
    "prerequisite",
]


class Fact(TypedDict):
    """A fact about a course, and the words that state it."""

    kind: FactKind
    key: str  # its subject in normal form: "homework 3", "teacher", "late", "week 3"
    label: str  # its subject as written
    value: str
    date: str | None  # ISO 8601; without a year "--10-16"
    passage_id: str
    section: str
    page: int | None
    start: int  # the words are the passage's text[start:end]
    end: int


class CourseFact(Fact):
    """A fact with the document that states it."""

    document_id: str
    course: str
    source: str
    title: str


class Place(TypedDict):
    """A part of the materials, and its URL."""

    title: str
    section: str
    source: str
    page: int | None
    url: str


class DocumentRow(TypedDict):
    """One file of the materials as last ingested."""

    id: str
    course: str
    source: str
    title: str
    format: str
    size: int  # bytes
    mtime_ns: int  # of the last change of content or place, if that is reliable; else 0
    sha256: str
    recipe: str
    version: str
    pages: int | None
    chunks: int
    status: Literal["indexed", "failed", "skipped"]
    reason: str | None  # for the teacher: why it is not indexed, or its notes if it is
    examples: list[str]  # questions that this document answers
    page_labels: list[str]  # printed on its pages ("iv"); empty if they are 1, 2, 3
    warnings: list[str]  # for the teacher: what in the index looks as if it was read badly
    language: str  # ISO 639-1; "" if it was not detected
    updated_at: float  # seconds since the epoch


class CourseInfo(TypedDict):
    """One course of the index, with its numbers of documents and chunks."""

    name: str
    documents: int
    chunks: int
    examples: list[str]
    title: NotRequired[str]  # set by a teacher; shown instead of the name


def indexed_text(chunk: Chunk | Passage) -> str:
    """The embedded and searched text of a chunk: its title, section and text, a line each."""
    return "\n".join(part for part in (chunk["title"], chunk["section"], chunk["text"]) if part)


def passage_of(
    chunk: Chunk, dense: float | None = None, bm25: float | None = None, score: float = 0.0
) -> Passage:
    """The chunk as found by a search, with its scores there."""
    return Passage(
        id=chunk["id"],
        document_id=chunk["document_id"],
        source=chunk["source"],
        course=chunk["course"],
        title=chunk["title"],
        section=chunk["section"],
        page=chunk["page"],
        text=chunk["text"],
        score=score,
        dense=dense,
        bm25=bm25,
        relevant=None,
    )
