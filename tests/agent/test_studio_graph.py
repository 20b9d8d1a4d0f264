"""The graph as Studio gets it: its form, runs that are interrupted, and what is wrong."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from langgraph.checkpoint.memory import InMemorySaver

from agent.errors import MentorError
from agent.settings import Settings
from agent.studio import graph_of
from tests.service import MODELS


def message(text: str) -> dict[str, Any]:
    return {"messages": [{"role": "user", "content": text}]}


async def test_a_run_is_interrupted_and_resumed_and_the_next_begins_empty(
    sample_data: Path,
) -> None:
    settings = Settings(data_dir=sample_data, models_dir=MODELS)
    async with graph_of(settings) as opened:
        graph: Any = opened
        graph.checkpointer = InMemorySaver()
        thread = {"configurable": {"thread_id": "1"}}
        assert list(graph.get_input_jsonschema()["properties"]) == ["messages", "courses", "style"]
        await graph.ainvoke(message("What is a tuple?"), thread, interrupt_before=["generate"])
        assert (await graph.aget_state(thread)).next == ("generate",)
        resumed = await graph.ainvoke(None, thread)
        assert (resumed["status"], "immutable" in resumed["answer"]) == ("answered", True)
        refused = await graph.ainvoke(message("Who won the 1998 world cup?"), thread)
        assert refused["status"] == "refused"
        greeted = await graph.ainvoke(message("hello") | {"courses": None, "style": None}, thread)
        assert (greeted["status"], len(greeted["messages"])) == ("answered", 6)


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({}, "no question"),
        ({"messages": []}, "no question"),
        (message("Why?") | {"style": "poem"}, "Styles: answer, hint, quiz"),
        (message("Why?") | {"courses": ["biology"]}, "intro-python"),
        (message("x" * 9_000), "8,000"),
    ],
)
async def test_wrong_input_is_named(sample_data: Path, wrong: dict[str, Any], named: str) -> None:
    async with graph_of(Settings(data_dir=sample_data, models_dir=MODELS)) as opened:
        graph: Any = opened
        with pytest.raises(MentorError, match=named):
            await graph.ainvoke(wrong)


async def test_a_missing_model_is_the_error_of_the_run(tmp_path: Path) -> None:
    async with graph_of(Settings(data_dir=tmp_path, models_dir=tmp_path)) as opened:
        graph: Any = opened
        assert "generate" in graph.nodes  # it can be drawn
        with pytest.raises(MentorError, match="make setup") as error:
            await graph.ainvoke(message("What is a tuple?"))
        assert isinstance(error.value, ValueError)  # whose message LangGraph's server shows
