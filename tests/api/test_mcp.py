"""The Model Context Protocol, spoken by its own client: over HTTP and over stdin and stdout."""

from __future__ import annotations

import sys
from pathlib import Path

import httpx
import pytest
from mcp import Client, StdioServerParameters

from tests.api.test_service import copy_of
from tests.service import ROOT, environment


async def talk(server: str | StdioServerParameters) -> None:
    async with Client(server) as client:
        tools = {tool.name for tool in (await client.list_tools()).tools}
        assert tools == {"ask", "search_materials"}
        answer = await client.call_tool(
            "ask", {"question": "What is a tuple?", "course": "intro-python"}
        )
        text = "".join(part.text for part in answer.content if part.type == "text")
        assert "immutable" in text
        assert "Sources:\n[1] intro-python/" in text
        hello = await client.call_tool("ask", {"question": "hello"})
        said = "".join(part.text for part in hello.content if part.type == "text")
        assert "Ask a question about" in said
        assert "Sources" not in said
        found = await client.call_tool("search_materials", {"query": "late homework", "k": 3})
        assert found.structured_content
        assert len(found.structured_content["result"]) == 3
        wrong = await client.call_tool("ask", {"question": "Why?", "course": "biology"})
        assert wrong.is_error
        assert "biology" in "".join(part.text for part in wrong.content if part.type == "text")


async def test_over_http(service: httpx.Client) -> None:
    await talk(f"{str(service.base_url).rstrip('/')}/mcp")


@pytest.mark.timeout(60)
async def test_over_stdin_and_stdout(sample_data: Path, tmp_path: Path) -> None:
    data = copy_of(sample_data, tmp_path)
    command = StdioServerParameters(
        command=sys.executable, args=["-m", "api.mcp"], env=environment(data), cwd=ROOT
    )
    await talk(command)
