"""A small real model on a few golden questions: true, cited, well-formed, or computed instead.

The model (491 MB) is downloaded only where MENTOR_REAL_MODEL=1, into the machine's cache; it takes
some ten seconds a question on two cores of its own, and minutes where other tests run beside it:

    MENTOR_REAL_MODEL=1 make test TESTS=tests/evals/test_real_model.py PARALLEL=1
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from rich.console import Console

from agent.errors import ModelUnavailable
from agent.settings import Settings
from deploy.llama.build_cache import LlamaServer
from deploy.model.choices import named
from deploy.model.fetch import cached
from evals.arms import read_arms
from evals.golden.cases import NATURAL, read_cases
from evals.own_model import served
from evals.running import Plan, run
from evals.sets import CaseSet
from tests.servers.absent import absent
from tests.service import MODELS

NAME = "qwen2.5-coder-0.5b"
ASKED = ("n-definition-01", "n-definition-03", "n-definition-04")

ALONE = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1")) == 1
pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(900),
    pytest.mark.skipif(
        not os.environ.get("MENTOR_REAL_MODEL"),
        reason="a real model is asked only with MENTOR_REAL_MODEL=1",
    ),
    pytest.mark.skipif(not ALONE, reason="a real model needs the cores for itself: PARALLEL=1"),
]


@pytest.fixture(scope="module")
def settings(
    sample_data: Path, llama_program: LlamaServer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Settings]:
    """Settings with a server of the real model."""
    choice = named(NAME)
    assert choice
    try:
        cached(choice)
    except ModelUnavailable as error:
        absent("MODEL", f"the model cannot be had: {error.message}")
    models = tmp_path_factory.mktemp("models")
    for folder in MODELS.glob("*/"):
        (models / folder.name).symlink_to(folder)
    own = Settings(
        _env_file=None, data_dir=sample_data, models_dir=models, limits="llm_seconds=300",
        llm_options="context=2048 slots=1 answer_tokens=120",
    )  # fmt: skip
    with served(NAME, own) as ready:
        yield ready


async def test_a_small_model_says_nothing_false_and_nothing_malformed(
    settings: Settings, tmp_path: Path
) -> None:
    cases = [case for case in read_cases(NATURAL) if case.id in ASKED]
    plan = Plan([CaseSet(NATURAL, cases)], tmp_path)
    computed, mixed = [
        await run(plan, settings, arm, Console(quiet=True))
        for arm in read_arms("computed,mixed")
    ]  # fmt: skip
    assert [outcome.error for outcome in mixed.outcomes] == [None] * len(ASKED)
    assert sum(outcome.usage["llm_calls"] for outcome in mixed.outcomes if outcome.usage) > 0
    for outcome in mixed.outcomes:
        assert outcome.unsupported == []
        assert outcome.answer.count("```") % 2 == 0
        assert not re.search(r"</?passage|^#|\[…\]|passage \d", outcome.answer, re.MULTILINE)
        assert re.search(r"\[\d+\]\s*$", outcome.answer)
    figures = [ran.report["figures"]["all"] for ran in (computed, mixed)]
    complete = [each["complete answers"]["value"] for each in figures]
    assert complete[1] >= complete[0]
