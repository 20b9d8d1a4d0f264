"""The mentor as a tool of LangChain."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from agent.compose import open_mentor
from agent.langchain_tool import mentor_tool
from agent.settings import Settings
from tests.service import MODELS


async def test_an_agent_asks_and_gets_answer_and_outcome(sample_data: Path) -> None:
    async with open_mentor(Settings(data_dir=sample_data, models_dir=MODELS)) as mentor:
        tool = mentor_tool(mentor)

        async def call(**arguments: str) -> Any:
            made = {"name": tool.name, "args": arguments, "id": "1", "type": "tool_call"}
            return await tool.ainvoke(made)

        reply = await call(question="What is a tuple?", course="intro-python")
        assert "immutable" in reply.content
        assert reply.artifact["citations"][0]["course"] == "intro-python"
        wrong = await call(question="Why?", course="biology")
        assert (wrong.status, "intro-python" in wrong.content) == ("error", True)
