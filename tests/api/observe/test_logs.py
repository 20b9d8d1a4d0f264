"""The log of the real service, as a program reads it."""

from __future__ import annotations

import asyncio
import json
import shutil
from pathlib import Path
from typing import Any

from tests.servers.fake_openai import FakeOpenAI, Reply
from tests.service import events, serving

QUESTION = "What is a zebrafinch tuple?"


async def test_a_json_log_names_the_run_and_no_word_of_a_student(
    sample_data: Path, tmp_path: Path
) -> None:
    data = Path(shutil.copytree(sample_data, tmp_path / "data"))
    (data / "service.log").unlink(missing_ok=True)

    def talk(url: str) -> tuple[str, str, list[dict[str, Any]]]:
        with serving(
            data,
            llm_base_url=url,
            llm_options="release=streamed",
            log_format="json",
            limits="grace_seconds=0.2",
        ) as client:
            answered = next(iter(list(events(client, QUESTION))))["data"]["run_id"]
            streamed = events(client, QUESTION)
            left = next(streamed)["data"]["run_id"]
            next(event for event in streamed if event["event"] == "token")
            streamed.close()
            lines = _until(data / "service.log", left)
        return answered, left, lines

    async with FakeOpenAI() as model:
        verdict = Reply('{"relevant": [1]}')
        waiting = Reply("A tuple is an ordered, immutable sequence of values. It ", asyncio.Event())
        model.script.extend([verdict, Reply("A zebrafinch is one [1]."), verdict, waiting])
        answered, left, lines = await asyncio.to_thread(talk, f"{model.base_url}/v1")
    assert all({"at", "level", "logger", "message"} <= line.keys() for line in lines)
    for run_id in (answered, left):
        own = [line for line in lines if run_id in line["message"]]
        assert own
        assert {line["run_id"] for line in own} == {run_id}
    assert "run_id" not in lines[0]
    assert "zebrafinch" not in (data / "service.log").read_text()


def _until(log: Path, run_id: str) -> list[dict[str, Any]]:
    """The lines of a log, once it tells how the run has ended."""
    while True:
        lines = [json.loads(line) for line in log.read_text().splitlines()]
        if any(line["message"].startswith(f"run={run_id}") for line in lines):
            return lines
