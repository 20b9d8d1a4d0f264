"""The search as a retriever of LangChain, over the sample courses."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from langchain_core.runnables import RunnableLambda

from agent.compose import open_retriever
from agent.search.langchain_retriever import MentorRetriever
from agent.settings import Settings
from tests.service import MODELS, ROOT, environment

QUESTION = "Which data structure is immutable?"


@pytest.fixture(scope="module")
def retriever(sample_data: Path) -> Iterator[MentorRetriever]:
    settings = Settings(_env_file=None, data_dir=sample_data, models_dir=MODELS)
    with open_retriever(settings, k=3) as retriever:
        yield retriever


async def test_a_chain_gets_passages_with_their_place(retriever: MentorRetriever) -> None:
    chain = retriever | RunnableLambda(lambda documents: [d.metadata["source"] for d in documents])
    sources = chain.invoke(QUESTION)
    assert len(sources) == 3
    assert await chain.ainvoke(QUESTION) == sources
    best = retriever.invoke(QUESTION)[0]
    assert set(best.metadata) == {"source", "course", "title", "section", "page", "score", "url"}
    assert best.id
    assert best.metadata["url"].startswith("/api/documents/")


def test_courses_narrow_the_search(retriever: MentorRetriever) -> None:
    (course, *_) = [d.metadata["course"] for d in retriever.invoke("What is due this week?")]
    narrowed = retriever.model_copy(update={"courses": [course], "k": None})
    assert {d.metadata["course"] for d in narrowed.invoke(QUESTION)} == {course}


def test_the_program_in_contributing_runs(sample_data: Path) -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text()
    (program,) = re.findall(r"```python\n(.*?)```", text, re.S)
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env=environment(sample_data),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "tuple" in done.stdout
