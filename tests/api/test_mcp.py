"""The Model Context Protocol, spoken by its own client: over HTTP and over stdin and stdout."""

from __future__ import annotations

import asyncio
import json
import subprocess
from pathlib import Path
from typing import Any

import httpx
import pytest
from mcp import Client, MCPError, StdioServerParameters
from mcp_types import CallToolResult

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
        text = "".join(part.text for part in hello.content if part.type == "text")
        assert "Ask a question about" in text
        assert "Sources" not in text
        found = await client.call_tool("search_materials", {"query": "late homework", "k": 3})
        assert found.structured_content
        assert len(found.structured_content["result"]) == 3
        wrong = await client.call_tool("ask", {"question": "Why?", "course": "biology"})
        assert wrong.is_error
        assert "biology" in "".join(part.text for part in wrong.content if part.type == "text")


def text_of(result: CallToolResult) -> str:
    return "".join(part.text for part in result.content if part.type == "text")


def address(service: httpx.Client) -> str:
    return f"{str(service.base_url).rstrip('/')}/mcp"


async def test_results_have_status_citations_and_documents(service: httpx.Client) -> None:
    async with Client(address(service)) as client:
        for tool in (await client.list_tools()).tools:
            assert tool.annotations
            assert tool.annotations.read_only_hint
            assert tool.output_schema
            described = tool.input_schema["properties"].values()
            assert all("description" in parameter for parameter in described)
        steps: list[str] = []

        async def progress(_: float, __: float | None, message: str | None) -> None:
            steps.append(message or "")

        result = await client.call_tool(
            "ask", {"question": "What is a tuple?"}, progress_callback=progress
        )
        answer = result.structured_content or {}
        assert answer["status"] == "answered"
        assert answer["courses"] == ["data-structures", "intro-python"]
        assert answer["citations"][0]["quote"] in text_of(result)
        assert "Searching the materials…" in steps or len(steps) >= 3
        document = answer["documents"][0]
        read = (await client.read_resource(document["resource"])).contents[0]
        assert "immutable" in getattr(read, "text", "")
        refused = await client.call_tool("ask", {"question": "Who won the 1998 world cup?"})
        assert (refused.structured_content or {})["status"] == "refused"
        assert (refused.structured_content or {})["citations"] == []


async def test_the_limits_are_those_of_http(service: httpx.Client) -> None:
    wrong: list[tuple[str, dict[str, Any], str]] = [
        ("ask", {"question": " "}, "The message is empty"),
        ("ask", {"question": "x" * 9_000}, "8,000 are allowed"),
        ("search_materials", {"query": ""}, "The message is empty"),
        ("search_materials", {"query": "x" * 9_000}, "8,000 are allowed"),
        ("search_materials", {"query": "tuple", "k": 0}, "1 to 50"),
        ("search_materials", {"query": "tuple", "k": 51}, "1 to 50"),
        ("search_materials", {"query": "tuple", "course": "biology"}, "intro-python"),
    ]
    async with Client(address(service)) as client:
        for tool, arguments, named in wrong:
            result = await client.call_tool(tool, arguments)
            assert result.is_error
            assert named in text_of(result)


async def test_documents_pages_and_courses_are_resources(service: httpx.Client) -> None:
    async with Client(address(service)) as client:
        listed = {str(each.uri): each for each in (await client.list_resources()).resources}
        courses = (await client.read_resource("mentor://courses")).contents[0]
        assert "intro-python" in getattr(courses, "text", "")
        uri = next(uri for uri, each in listed.items() if each.name.endswith(".pdf"))
        page = (await client.read_resource(f"{uri}/pages/1")).contents[0]
        assert getattr(page, "text", "")
        with pytest.raises(MCPError, match="There is no document 'nothing'"):
            await client.read_resource("mentor://documents/nothing")
        (prompt,) = (await client.list_prompts()).prompts
        asked = {"question": "What is a tuple?", "course": "intro-python"}
        made = await client.get_prompt(prompt.name, asked)
        assert "What is a tuple?" in getattr(made.messages[0].content, "text", "")


async def test_over_stdin_and_stdout_from_another_folder(sample_data: Path, tmp_path: Path) -> None:
    program = ROOT / "deploy" / "mentor-mcp"
    shown = await asyncio.to_thread(
        subprocess.check_output, [program, "--config"], cwd=tmp_path, text=True
    )
    entry = json.loads(shown)["mcpServers"]["ai-mentor"]
    assert entry == {"command": str(program)}
    data = copy_of(sample_data, tmp_path)
    command = StdioServerParameters(
        command=entry["command"], args=[], env=environment(data), cwd=tmp_path
    )
    await talk(command)


@pytest.mark.parametrize(
    ("headers", "status", "code"),
    [
        ({"Host": "mentor.example.org"}, 422, "unknown_host"),
        ({"Origin": "https://elsewhere.example"}, 403, "forbidden"),
    ],
)
def test_other_hosts_and_origins_get_the_common_error(
    service: httpx.Client, headers: dict[str, str], status: int, code: str
) -> None:
    reply = service.post("/mcp", json={}, headers=headers)
    assert (reply.status_code, reply.json()["error"]["code"]) == (status, code)
    assert "MENTOR_" in reply.json()["error"]["fix"]


async def test_over_http(service: httpx.Client) -> None:
    await talk(f"{str(service.base_url).rstrip('/')}/mcp")
