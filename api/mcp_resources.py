"""Documents and their pages as resources of the Model Context Protocol, and a prompt."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from typing import Annotated, Any

from mcp.server import MCPServer
from mcp.server.mcpserver.exceptions import ResourceNotFoundError
from mcp_types import Resource
from pydantic import Field

from agent.mentor import Mentor
from agent.types import DocumentRow, Passage
from api.mcp_results import document_uri

PLAIN = "text/plain"


class MentorServer(MCPServer[Any]):
    """Lists the currently indexed documents."""

    mentor: Mentor

    async def list_resources(self) -> list[Resource]:
        """The fixed resources, then each indexed document."""
        rows = await asyncio.to_thread(self.mentor.catalog.documents)
        indexed = [row for row in rows.values() if row["status"] == "indexed"]
        return [*await super().list_resources(), *map(_resource, indexed)]


def add_resources(server: MCPServer[Any], mentor: Mentor) -> None:
    """Adds courses, documents and pages; errors are raised when they are read."""

    @server.resource("mentor://courses", mime_type="application/json")
    async def courses() -> str:
        """The courses, with their size and example questions."""
        found = await asyncio.to_thread(mentor.catalog.courses)
        return json.dumps(found, ensure_ascii=False)

    @server.resource("mentor://documents/{document_id}", mime_type=PLAIN)
    async def document(document_id: str) -> str:
        """The extracted text of a document."""
        return await asyncio.to_thread(_text, mentor, document_id, [])

    @server.resource("mentor://documents/{document_id}/pages/{page}", mime_type=PLAIN)
    async def page(document_id: str, page: int) -> str:
        """The extracted text of one page or slide."""
        return await asyncio.to_thread(_text, mentor, document_id, [page])

    @server.prompt(title="Ask about my course")
    def ask_about_my_course(
        question: Annotated[str, Field(description="what you want to know")],
        course: Annotated[str, Field(description="its name; leave empty for all")] = "",
    ) -> str:
        """Have a question answered from the course materials, with citations."""
        within = f" with course={course!r}" if course else ""
        return (
            f"Call the tool `ask`{within} with this question, and answer from its result only. "
            "Keep the numbers of its citations. If the status is `refused`, say that the "
            f"materials do not cover it.\n\nQuestion: {question}"
        )


def _resource(row: DocumentRow) -> Resource:
    return Resource(
        uri=document_uri(row["id"]),
        name=row["source"],
        title=row["title"],
        description=f"{row['course']}, {row['pages']} pages" if row["pages"] else row["course"],
        mime_type=PLAIN,
    )


def _text(mentor: Mentor, document_id: str, pages: Sequence[int]) -> str:
    passages = mentor.index.document(document_id, pages)
    if not passages:
        place = f"document {document_id!r}" + (f" with page {pages[0]}" if pages else "")
        raise ResourceNotFoundError(f"There is no {place}. resources/list names the documents.")
    return "\n\n".join(map(_headed, passages))


def _headed(passage: Passage) -> str:
    return "\n".join(part for part in (passage["section"], passage["text"]) if part)
