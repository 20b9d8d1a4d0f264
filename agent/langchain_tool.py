"""The mentor as a tool of LangChain: an agent asks it as a student would."""

from __future__ import annotations

from contextlib import aclosing

from langchain_core.tools import BaseTool, StructuredTool, ToolException

from agent.errors import MentorError
from agent.mentor import Mentor
from agent.turns.run import Ask
from agent.types import Done


def mentor_tool(mentor: Mentor) -> BaseTool:
    """The tool `ask_course_materials`, to be called asynchronously while the mentor is open.

    Its content is the answer, its artifact the whole outcome (`Done`): status, citations, passages.
    """

    async def ask(question: str, course: str | None = None) -> tuple[str, Done]:
        """Answer a question from the course materials, with citations, or report that they do not
        cover it. `course` limits the search to one course."""
        courses = [course] if course else []
        try:
            run = await mentor.answering.begin(Ask(question, courses=courses, keep=False))
            async with aclosing(mentor.answering.events(run)) as events:
                async for _ in events:
                    pass
            if run.done is None:
                raise run.error or ToolException("The answer was stopped.")
        except MentorError as error:
            raise ToolException(error.explain()) from error
        return run.done["answer"], run.done

    return StructuredTool.from_function(
        coroutine=ask,
        name="ask_course_materials",
        response_format="content_and_artifact",
        handle_tool_error=True,
    )
