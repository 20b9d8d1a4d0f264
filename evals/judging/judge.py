"""A language model as judge of answers, with the metrics of ragas, on the mentor's model server.

ragas has its own environment, `.venv-judge` (`make judge`), and runs in a child process. Its
verdicts are only as good as the model: read them together with the other figures.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from agent.errors import InternalError, InvalidRequest
from agent.mentor import Mentor
from agent.settings import Settings
from evals.case_outcome import Outcome

PYTHON = Path(__file__).parents[2] / ".venv-judge" / "bin" / "python"
PROGRAM = Path(__file__).with_name("judge_program.py")
LINE = 2**20  # maximum bytes of a line


class Judge:
    """A judging process, started with the first answer; `close` ends it."""

    def __init__(self, python: Path, base_url: str, api_key: str, model: str) -> None:
        self._command = (str(python), str(PROGRAM), model)
        self._environment = {
            "OPENAI_BASE_URL": base_url,
            "OPENAI_API_KEY": api_key or "none",
            "RAGAS_DO_NOT_TRACK": "true",
        }
        self._process: asyncio.subprocess.Process | None = None
        self._turn = asyncio.Lock()

    async def judged(self, outcome: Outcome) -> Outcome:
        """The outcome with its scores; only answers to answerable questions are judged."""
        if not (outcome.answered and outcome.case.answerable):
            return outcome
        reply = await self._asked(
            {
                "question": outcome.case.question,
                "answer": outcome.answer,
                "contexts": [passage["text"] for passage in outcome.stored.values()],
                "reference": ". ".join(forms[0] for forms in outcome.case.facts),
            }
        )
        for problem in reply["problems"]:
            print(f"{outcome.case.id}: not judged: {problem}", file=sys.stderr)
        return replace(outcome, judged=reply["scores"])

    async def close(self) -> None:
        """End the process."""
        if self._process and self._process.returncode is None:
            self._process.terminate()
            await self._process.wait()

    async def _asked(self, body: dict[str, Any]) -> dict[str, Any]:
        async with self._turn:
            if self._process is None:
                self._process = await asyncio.create_subprocess_exec(
                    *self._command,
                    stdin=asyncio.subprocess.PIPE,
                    stdout=asyncio.subprocess.PIPE,
                    env=os.environ | self._environment,
                    limit=LINE,
                )
                await self._line()
            assert self._process.stdin
            self._process.stdin.write(json.dumps(body).encode() + b"\n")
            await self._process.stdin.drain()
            return await self._line()

    async def _line(self) -> dict[str, Any]:
        assert self._process
        assert self._process.stdout
        line = await self._process.stdout.readline()
        if not line:
            raise InternalError("The judge exited.", "Check its output above; run make judge.")
        reply: dict[str, Any] = json.loads(line)
        return reply


def open_judge(settings: Settings, python: Path = PYTHON) -> Callable[[Mentor], Judge]:
    """A factory of judges; raises `InvalidRequest` if answers cannot be judged."""
    if not settings.llm_base_url:
        raise InvalidRequest(
            "Judging needs a language model.", "Set MENTOR_LLM_BASE_URL, or omit JUDGE."
        )
    if not python.exists():
        raise InvalidRequest("ragas is not installed.", "Run make judge (600 MB) and try again.")
    url = settings.llm_base_urls[0]
    key = settings.llm_api_key.get_secret_value() if settings.llm_api_key else ""
    return lambda mentor: Judge(python, url, key, mentor.reasoner.model or "default")
