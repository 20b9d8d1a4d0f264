"""Arguments and results of the Model Context Protocol tools."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from mcp_types import CallToolResult, TextContent
from pydantic import Field
from typing_extensions import TypedDict

from agent.page_label import page_label
from agent.types import Citation, Done, Kind, Passage, Place, Refusal, Status

SOURCES = "\n\nSources:\n"


class EarlierExchange(TypedDict):
    """A question, and the answer that it got."""

    question: str
    answer: str


class Cited(TypedDict):
    """A document that the answer cites."""

    document_id: str
    source: str
    title: str
    course: str
    resource: str  # the URI of its text


class Answer(TypedDict):
    """The outcome of a question."""

    status: Status  # "answered", or "refused" if the materials do not cover the question
    answer: str
    citations: list[Citation]
    documents: list[Cited]
    kind: Kind | None
    refusal: Refusal | None  # why it was refused
    elsewhere: list[str]  # other courses that have an answer
    did_you_mean: list[str]
    nearest: list[Place]  # with a refusal: the closest topics in the materials
    courses: list[str]  # all that can be asked about


class Found(TypedDict):
    """Passages, best first."""

    result: list[Passage]
    courses: Annotated[list[str], Field(description="all courses that can be searched")]


def answer_of(done: Done, courses: Sequence[str]) -> CallToolResult:
    """The answer with its sources as text for a reader, and all of it as data."""
    result = Answer(
        status=done["status"],
        answer=done["answer"],
        citations=done["citations"],
        documents=_documents(done["citations"]),
        kind=done.get("kind"),
        refusal=done.get("refusal"),
        elsewhere=done.get("elsewhere", []),
        did_you_mean=done.get("did_you_mean", []),
        nearest=done["nearest"],
        courses=list(courses),
    )
    return CallToolResult(
        content=[TextContent(type="text", text=_text(done))], structured_content={**result}
    )


def answer_in(text: str) -> str:
    """An earlier answer without the list of its sources."""
    return text.partition(f"{SOURCES}[1] ")[0].strip()


def document_uri(document_id: str) -> str:
    """The URI of a document's text."""
    return f"mentor://documents/{document_id}"


def _documents(citations: Sequence[Citation]) -> list[Cited]:
    found = {
        citation["document_id"]: Cited(
            document_id=citation["document_id"],
            source=citation["source"],
            title=citation["title"],
            course=citation["course"],
            resource=document_uri(citation["document_id"]),
        )
        for citation in citations
    }
    return list(found.values())


def _text(done: Done) -> str:
    lines = [f"[{c['n']}] {_place(c)}: {c['quote']}" for c in done["citations"]]
    return done["answer"] + (SOURCES + "\n".join(lines) if lines else "")


def _place(citation: Citation) -> str:
    page = page_label(citation["source"], citation["page"])
    return ", ".join(part for part in (citation["source"], page) if part)
