"""Answers judged by a model: the real ragas in its own process, asking the scripted server."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from agent.errors import InvalidRequest
from agent.settings import Settings
from evals.judging.judge import PYTHON, Judge, open_judge
from evals.metrics import METRICS
from tests.evals.parts import answered, case, refused, to_refuse, values
from tests.servers.fake_openai import FakeOpenAI, Reply
from tests.servers.reply import Body, prompt_of

INSTALLED = Path(os.environ.get("MENTOR_JUDGE_PYTHON", PYTHON))
SAID = "The exam takes 90 minutes."
REPLIES = {
    "StatementGeneratorOutput": {"statements": [SAID, "The exam is easy."]},
    "ClaimDecompositionOutput": {"claims": [SAID]},
    "NLIStatementOutput": {
        "statements": [
            {"statement": SAID, "reason": "it says so", "verdict": 1},
            {"statement": "The exam is easy.", "reason": "it does not say so", "verdict": 0},
        ]
    },
}


def reply(body: Body) -> Reply:
    form = next(name for name in REPLIES if f'"title": "{name}"' in prompt_of(body))
    return Reply(json.dumps(REPLIES[form]))


@pytest.mark.skipif(not INSTALLED.exists(), reason="ragas is not installed: make judge")
async def test_a_model_judges_each_answer_and_its_nonsense_is_passed_over() -> None:
    async with FakeOpenAI() as server:
        server.otherwise = reply
        judge = Judge(INSTALLED, f"{server.base_url}/v1", "", "scripted")
        good = await judge.judged(answered(case()))
        untouched = await judge.judged(refused(to_refuse()))
        server.otherwise = lambda body: Reply("no idea")
        bad = await judge.judged(answered(case()))
        await judge.close()

    assert good.judged["faithfulness"] == 0.5
    assert 0 < good.judged["factual correctness"] <= 1
    assert untouched.judged == bad.judged == {}
    measured = values(METRICS["judged"], [good, untouched, bad])
    assert measured["faithfulness"] == 0.5


def test_missing_parts_are_reported() -> None:
    with pytest.raises(InvalidRequest, match="Judging needs a language model"):
        open_judge(Settings(_env_file=None))
    served = Settings(_env_file=None, llm_base_url="http://127.0.0.1:1/v1")
    with pytest.raises(InvalidRequest, match="ragas is not installed"):
        open_judge(served, Path("nowhere"))
