"""The evaluation with a language model: a real llama-server, random weights for the mechanics."""

from __future__ import annotations

from pathlib import Path

from rich.console import Console

from agent.settings import Settings
from deploy.llama.llama_server import RunningLlama
from evals.arms import Arm
from evals.bars import missed, read_bars
from evals.golden.cases import SAMPLE, read_cases
from evals.running import Plan, run
from evals.sets import CaseSet
from tests.servers.fixtures import SLOTS
from tests.service import MODELS

ASKED = ("fact-02", "follow-01", "off-02", "inject-08")


async def test_the_bars_of_the_model_mode_hold_with_random_weights(
    sample_data: Path, tmp_path: Path, llama_server: RunningLlama
) -> None:
    settings = Settings(
        _env_file=None, data_dir=sample_data, models_dir=MODELS,
        llm_base_url=f"{llama_server.base_url}/v1", llm_options="answer_tokens=32", passages=2,
    )  # fmt: skip
    cases = [case for case in read_cases(SAMPLE) if case.id in ASKED]

    ran = await run(
        Plan([CaseSet(SAMPLE, cases)], tmp_path, read_bars()), settings, Arm(), Console(quiet=True)
    )

    assert (ran.run.mode, ran.run.parallel, ran.run.model) == ("llm", SLOTS, "random-113")
    assert [outcome.error for outcome in ran.outcomes] == [None] * len(ASKED)
    assert missed(ran.bars) == []
    assert {each.bar.name for each in ran.bars} >= {"citations that resolve", "turns that failed"}
    figures = ran.report["figures"]["all"]
    assert figures["model calls"]["value"] > 0
    assert figures["prompt tokens"]["value"] > figures["cached tokens"]["value"] > 0
    assert "answered by random-113" in ran.path.read_text()
