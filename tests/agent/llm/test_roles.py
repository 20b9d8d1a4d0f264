"""Chat templates that have no system role."""

from __future__ import annotations

from contextlib import aclosing

import pytest
from langchain_core.messages import HumanMessage, SystemMessage

from agent.llm.call import ModelCall
from agent.llm.server import ModelServer
from agent.llm.server_errors import Refused
from tests.servers.fake_openai import FakeOpenAI, Reply

MESSAGES = [SystemMessage("Be brief."), HumanMessage("What is a tuple?")]
NO_ROLE = {"code": 400, "message": "System role not supported"}


async def reply_of(call: ModelCall) -> str:
    async with aclosing(call.pieces(list(MESSAGES), 16, None)) as pieces:
        return "".join([piece.text async for piece in pieces])


async def test_the_systems_words_go_with_the_question_from_then_on() -> None:
    async with FakeOpenAI() as fake:
        server = ModelServer(f"{fake.base_url}/v1")
        call = ModelCall(server, timeout=60)
        fake.script.extend([Reply(status=400, error=NO_ROLE), Reply("A "), Reply("B ")])
        assert [await reply_of(call), await reply_of(call)] == ["A ", "B "]
        roles = [[m["role"] for m in request["messages"]] for request in fake.requests]
        await server.close()
    assert roles == [["system", "user"], ["user"], ["user"]]
    assert fake.requests[-1]["messages"][0]["content"] == "Be brief.\n\nWhat is a tuple?"


async def test_other_refusals_are_not_repeated() -> None:
    async with FakeOpenAI() as fake:
        server = ModelServer(f"{fake.base_url}/v1")
        too_long = {"code": 400, "message": "the prompt exceeds the context"}
        fake.script.append(Reply(status=400, error=too_long))
        with pytest.raises(Refused, match="exceeds"):
            await reply_of(ModelCall(server, timeout=60))
        await server.close()
    assert len(fake.requests) == 1
