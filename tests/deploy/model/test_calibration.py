"""Measuring a model: its speed, whether its verdicts are any use, and who decides what then."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Callable, Mapping
from functools import partial
from itertools import count, cycle
from pathlib import Path
from typing import Any

import httpx
import pytest

from agent.llm.decisions import Decisions, Scale, decide, from_profile, profile_file
from agent.reasoners.llm.judging import WORDS
from agent.settings import Settings
from deploy.llama.build_cache import LlamaServer
from deploy.model.asking import odds, read_rows
from deploy.model.calibration import Grading, calibrate, judge, score
from deploy.model.judging import (
    EARLY,
    QUESTIONS,
    STATEMENTS,
    confirmed_statements,
    judged_texts,
    telling_apart,
)
from deploy.model.measuring import with_flags
from deploy.model.memory_fit import Fit
from deploy.model.profile import current_profile
from deploy.model.serving import ModelPlan
from tests.servers.fake_openai import FakeOpenAI, Reply
from tests.servers.gguf_file import write_random_gguf

ROWS = read_rows(QUESTIONS)
Verdicts = Callable[[dict[str, Any]], list[int]]


def settings(models: Path, **more: Any) -> Settings:
    return Settings(_env_file=None, models_dir=models, data_dir=models, **more)


async def judged(verdicts: Verdicts) -> tuple[Grading, int]:
    """The grading of a model with these verdicts, and how many questions it was asked."""
    rows = {row["question"]: row for row in ROWS}

    def reply(body: dict[str, Any]) -> Reply:
        asked = re.search(r"<question>(.*)</question>", body["messages"][1]["content"])
        assert asked
        return Reply(json.dumps({"relevant": verdicts(rows[asked[1]])}))

    async with FakeOpenAI() as server:
        server.otherwise = reply

        def ask() -> Grading:
            with httpx.Client(base_url=server.base_url, trust_env=False) as client:
                return judge(client, ROWS, lambda _: None)

        return await asyncio.to_thread(ask), len(server.requests)


def measured(program: LlamaServer, folder: Path) -> tuple[ModelPlan, Path]:
    """A tiny model that was measured once, and its profile."""
    model = write_random_gguf(folder / "tiny.gguf", seed=1)
    plan = ModelPlan(model, program, Fit(2_048, 1, None), "")
    with_flags(plan, settings(folder), lambda _: None)
    return plan, profile_file(folder, "tiny")


def helping(row: dict[str, Any]) -> list[int]:
    return [n for n, p in enumerate(row["passages"], start=1) if p["helps"]]


async def test_a_model_that_grades_better_than_computed_is_given_the_grading() -> None:
    found, asked = await judged(helping)
    assert (found.better, found.model, asked) == (True, 1.0, len(ROWS))
    assert from_profile({"grades_better": found.better, "read": 90}).grade == "model"


@pytest.mark.parametrize("verdicts", [lambda row: [1, 2, 3, 4], lambda row: []])
async def test_a_model_that_cannot_grade_is_found_out_early(verdicts: Verdicts) -> None:
    found, asked = await judged(verdicts)
    assert not found.better
    assert asked < len(ROWS)


async def test_a_model_that_grades_as_well_as_computed_is_not_asked() -> None:
    found, _ = await judged(
        lambda row: [n for n, p in enumerate(row["passages"], start=1) if p["computed"]]
    )
    assert not found.better


def test_keeping_everything_is_worth_little() -> None:
    row = {"passages": [{"helps": n == 0} for n in range(4)]}
    assert score(row, [True, False, False, False]) == 1.0
    assert score(row, [True] * 4) == pytest.approx(0.4)
    assert score({"passages": [{"helps": False}]}, [True]) == 0.0


def test_the_questions_have_both_kinds_and_no_verdict_is_missing() -> None:
    kinds = [any(p["helps"] for p in row["passages"]) for row in ROWS]
    assert (len(kinds), kinds.count(False)) == (30, 10)
    assert all({"helps", "computed"} <= p.keys() for row in ROWS for p in row["passages"])


@pytest.mark.parametrize(
    ("read", "written", "prompt", "answer"),
    [(10, 2, 160, 64), (88, 17.5, 352, 105), (300, 60, 600, 320), (5_000, 120, 1_800, 320)],
)
def test_prompts_and_answers_are_as_long_as_the_speed_allows(
    read: float, written: float, prompt: int, answer: int
) -> None:
    found = from_profile({"read": read, "written": written})
    assert (found.prompt_tokens, found.answer_tokens) == (prompt, answer)


def test_settings_override_what_was_measured(tmp_path: Path) -> None:
    assert decide(settings(tmp_path), "m") == Decisions()
    profile_file(tmp_path, "m").write_text('{"read": 90, "written": 20, "grades_better": false}')
    measured = decide(settings(tmp_path), "m")
    assert (measured.grade, measured.rewrite, measured.write) == ("computed", "computed", "mixed")
    own = decide(settings(tmp_path, llm_options="grade=model write=computed"), "m")
    assert (own.grade, own.write) == ("model", "computed")
    profile_file(tmp_path, "m").write_text("{")
    assert decide(settings(tmp_path), "m") == Decisions()


def test_a_real_model_is_measured_once_and_its_profile_is_of_this_file(
    llama_program: LlamaServer, tmp_path: Path
) -> None:
    model = write_random_gguf(tmp_path / "tiny.gguf", seed=1)
    plan = ModelPlan(model, llama_program, Fit(2_048, 1, None), "")
    lines: list[str] = []
    with_flags(plan, settings(tmp_path), lines.append)
    with_flags(plan, settings(tmp_path), lines.append, load=lambda: 999)
    assert len([line for line in lines if "reads" in line]) == 1
    profile = current_profile(tmp_path, model)
    assert profile
    assert profile["read"] > 0
    assert not profile["grades_better"]
    with model.open("ab") as file:
        file.write(b"more")
    assert current_profile(tmp_path, model) is None


def test_a_speed_from_a_busy_machine_is_measured_again_and_the_verdict_stays(
    llama_program: LlamaServer, tmp_path: Path
) -> None:
    plan, file = measured(llama_program, tmp_path)
    busy = json.loads(file.read_text()) | {"load": 500.0, "read": 0.1, "graded": True, "why": "w"}
    file.write_text(json.dumps(busy))
    lines: list[str] = []
    with_flags(plan, settings(tmp_path), lines.append, load=lambda: 0.0)
    assert "busy the last time" in lines[0]
    profile = current_profile(tmp_path, plan.model)
    assert profile
    assert (profile["read"] > 0.1, profile["graded"], profile["why"]) == (True, True, "w")


def test_a_server_that_crashes_is_started_without_rearranged_weights(
    llama_program: LlamaServer, tmp_path: Path
) -> None:
    crashing = tmp_path / "bin" / "llama-server"
    crashing.parent.mkdir()
    libraries = ":".join(map(str, llama_program.libraries))
    crashing.write_text(
        "#!/bin/sh\n"
        'case "$*" in *--no-repack*) ;; *) kill -SEGV $$;; esac\n'
        f'LD_LIBRARY_PATH="{libraries}" exec "{llama_program.binary}" "$@"\n'
    )
    crashing.chmod(0o755)
    model = write_random_gguf(tmp_path / "tiny.gguf", seed=1)
    plan = ModelPlan(model, LlamaServer(crashing), Fit(2_048, 1, None), "")
    lines: list[str] = []
    found = with_flags(plan, settings(tmp_path), lines.append)
    assert tuple(found.flags) == ("--no-repack",)
    assert "--no-repack" in found.command(8080)
    assert any("Trying --no-repack" in line for line in lines)


def test_a_server_that_fails_while_it_is_measured_is_named(tmp_path: Path) -> None:
    from agent.errors import ModelUnavailable

    model = write_random_gguf(tmp_path / "tiny.gguf", seed=1)
    with pytest.raises(ModelUnavailable, match="while it was measured"):
        calibrate("http://127.0.0.1:9", model, "tiny", tmp_path, report=lambda _: None)


async def told_apart(
    odds_of: Callable[[bool], Mapping[str, float] | None],
) -> tuple[dict[str, float] | None, int]:
    """What is measured of a model whose odds depend on whether the text answers, and its calls."""
    asked = list(judged_texts(ROWS))
    answering = {messages[-1].text for messages, answers in asked if answers}

    def reply(body: dict[str, Any]) -> Reply:
        return Reply("answered", likely=odds_of(body["messages"][-1]["content"] in answering))

    async with FakeOpenAI() as server:
        server.otherwise = reply

        def ask() -> dict[str, float] | None:
            with httpx.Client(base_url=server.base_url, trust_env=False) as client:
                return telling_apart(asked, partial(odds, client, WORDS))

        return await asyncio.to_thread(ask), len(server.requests)


async def test_a_model_that_tells_answers_from_other_texts_judges_what_is_quoted() -> None:
    found, asked = await told_apart(
        lambda answers: {"answered": -0.5, "missing": -2.5 if answers else -0.1}
    )
    assert found == {"beside": -0.4, "answering": 2.0, "area": 1.0, "texts": asked}
    decisions = from_profile({"read": 90, "judging": found})
    assert decisions.judge == Scale(-0.4, 2.0)
    assert "judged by the model" in decisions.describe()


async def test_a_model_that_guesses_is_given_up_early_and_judges_nothing() -> None:
    found, asked = await told_apart(lambda _: {"answered": -0.5, "missing": -0.9})
    assert found
    assert (found["area"], asked) == (0.5, EARLY)
    assert from_profile({"read": 90, "judging": found}).judge is None


async def test_a_server_that_tells_no_odds_is_asked_once() -> None:
    found, asked = await told_apart(lambda _: None)
    assert (found, asked) == (None, 1)
    assert from_profile({"read": 90, "judging": found}).judge is None


def test_the_judging_can_be_switched_off(tmp_path: Path) -> None:
    told = {"area": 0.9, "beside": 0.0, "answering": 1.0}
    measured = {"read": 90, "judging": told, "confirming": told}
    profile_file(tmp_path, "m").write_text(json.dumps(measured))
    assert decide(settings(tmp_path), "m").judge == Scale(0.0, 1.0)
    assert decide(settings(tmp_path), "m").confirm == Scale(0.0, 1.0)
    assert decide(settings(tmp_path, llm_options="judge=computed"), "m").judge is None
    assert decide(settings(tmp_path, llm_options="grade=model"), "m").judge is None


def test_at_a_start_it_takes_a_minute_at_most() -> None:
    values, ticks = cycle([1.0, 0.0]), count(0.0, 5.0)  # texts that answer and others in turn
    asked = judged_texts(ROWS)
    found = telling_apart(asked, lambda _: next(values), 60, lambda: next(ticks))
    assert found == {"beside": 0.0, "answering": 1.0, "area": 1.0, "texts": EARLY + 12}


def test_a_profile_of_an_earlier_version_is_completed(
    llama_program: LlamaServer, tmp_path: Path
) -> None:
    plan, file = measured(llama_program, tmp_path)
    before = json.loads(file.read_text())
    file.write_text(json.dumps({key: before[key] for key in before if key != "confirming"}))
    with_flags(plan, settings(tmp_path), lambda _: None, load=lambda: 999)
    completed = json.loads(file.read_text())
    assert completed["judging"]["texts"] >= EARLY
    assert completed["confirming"]["texts"] >= EARLY


def test_the_statements_are_of_both_kinds_in_turn() -> None:
    said = [said for _, said in confirmed_statements(read_rows(STATEMENTS))]
    assert len(said) >= 24
    assert said == [at % 2 == 0 for at in range(len(said))]
