"""The mentor in a terminal, and the graph as LangGraph's dev server opens it."""

from __future__ import annotations

import importlib
import json
import subprocess
from pathlib import Path

import pytest

from tests import warm
from tests.service import ROOT, environment


def run(data: Path, *arguments: str, typed: str = "") -> subprocess.CompletedProcess[str]:
    return warm.run("agent", *arguments, env=environment(data), typed=typed)


def test_one_question_in_the_terminal(sample_data: Path) -> None:
    done = run(sample_data, "ask", "What is a tuple?", "--course", "intro-python")
    assert done.returncode == 0
    assert "immutable" in done.stdout
    assert "[1] intro-python/" in done.stdout


def test_a_conversation_in_the_terminal(sample_data: Path) -> None:
    done = run(sample_data, "chat", typed="What is a tuple?\nWho won the 1998 World Cup?\n\n")
    assert done.returncode == 0, done.stderr
    assert "don't cover this" in done.stdout


def test_an_unknown_course_is_an_error(sample_data: Path) -> None:
    done = run(sample_data, "ask", "What is a tuple?", "--course", "biology")
    assert done.returncode == 2
    assert "intro-python" in done.stderr


def test_the_graph_is_drawn_into_files(tmp_path: Path) -> None:
    done = run(tmp_path, "graph", "--out", str(tmp_path / "drawn"))
    assert done.returncode == 0
    assert "grade_documents" in done.stdout
    assert (tmp_path / "drawn" / "graph.svg").read_text().startswith("<svg")
    assert "retrieve" in (tmp_path / "drawn" / "graph.mmd").read_text()


async def test_the_graph_named_for_the_dev_server_answers(
    sample_data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    named = json.loads((ROOT / "langgraph.json").read_text())["graphs"]["mentor"]
    file, _, function = named.partition(":")
    module = importlib.import_module(".".join(Path(file).with_suffix("").parts))
    for name, value in environment(sample_data).items():
        if name.startswith("MENTOR_"):
            monkeypatch.setenv(name, value)
    async with getattr(module, function)() as graph:
        asked = {"messages": [{"role": "user", "content": "What is a tuple?"}]}
        state = await graph.ainvoke(asked)
    assert state["messages"][-1].additional_kwargs["mentor"]["status"] == "answered"
