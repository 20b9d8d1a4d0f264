"""What all tests share."""

from __future__ import annotations

import gc
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from filelock import FileLock

from tests.servers.chromium import left_out
from tests.servers.fixtures import llama_client, llama_program, llama_server
from tests.servers.milvus import milvus_server
from tests.servers.postgres import database, postgres
from tests.servers.redis import redis_program, redis_server, redis_url
from tests.service import ingest, serving

TESTS = Path(__file__).parent
VECTORS = "embeddings.sqlite"
pytest_plugins = ["tests.leftovers"]
__all__ = [
    "database", "llama_client", "llama_program", "llama_server", "milvus_server", "postgres",
    "redis_program", "redis_server", "redis_url",
]  # fmt: skip

SLOW = (
    "Left out: several processes, supervisor, Ray, nginx, full disks, a whole back-up, a second "
    "Milvus, LangGraph's dev server, Firefox, real clients, a real model, all hostile files in one "
    "folder, long runs of ingests, evaluations of a damaged mentor or from the page. "
    "make test SLOW=1 runs everything"
)

FIRST = """
    deploy/supervise/test_supervise api/serving/test_processes ingestion/on_ray/test_ray
    agent/test_studio page/test_firefox

    page/test_asking deploy/model/test_index_download ingestion/test_kills
    api/test_service page/test_comfort page/test_with_a_model page/test_sources
    api/uploads/test_documents page/test_teaching page/test_history page/test_asking_on
    page/test_refusals api/test_conversations evals/test_evals page/test_kept
    ingestion/parsers/test_hostile api/test_mcp api/test_first_ingest deploy/backup/test_backup
    ingestion/test_command page/test_launch page/test_unhappy page/test_phone
    agent/reasoners/test_unruly_model contracts/test_index api/test_queue api/observe/test_otlp
    ingestion/test_mirror ingestion/test_move page/test_scope page/test_practice page/test_privacy
    test_layers agent/llm/test_pool ingestion/chunking/test_chunk api/test_openapi
    api/test_programs api/lti/test_launches api/test_kills ingestion/parsers/test_fuzz
    api/test_pool test_extending evals/test_sabotage
""".split()
"""The files that take longest, begun first, so that no worker is left with one at the end. While
the first of them that reads the sample courses ingests these, two go on that do without."""


def pytest_xdist_auto_num_workers() -> int:
    """One more than cores: tests wait for processes now and then, but each worker imports all."""
    return (os.cpu_count() or 1) + 1


def pytest_configure() -> None:
    """No garbage is collected until all tests are imported: that takes a fifth of the time."""
    gc.disable()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files of FIRST in that order, then the others."""
    places = {TESTS / f"{name}.py": place for place, name in enumerate(FIRST)}
    items.sort(key=lambda item: places.get(item.path, len(FIRST)))


def pytest_collection_finish() -> None:
    """What is imported is there to stay: collecting garbage need not walk through it each time."""
    gc.freeze()
    gc.enable()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """A line for each part that is left out as a whole."""
    if terminalreporter.config.option.markexpr == "not slow":
        terminalreporter.write_line(SLOW)
    if reason := left_out():
        terminalreporter.write_line(reason)


@pytest.fixture(scope="session")
def sample_data(
    tmp_path_factory: pytest.TempPathFactory, worker_id: str, request: pytest.FixtureRequest
) -> Path:
    """A data folder with the sample courses ingested. Read only: copy it to change it.

    One worker ingests them for all; a later run takes the vectors of the last one.
    """
    data_dir = tmp_path_factory.mktemp("sample-data")
    of_all = tmp_path_factory.getbasetemp()
    of_all = of_all if worker_id == "master" else of_all.parent  # all workers' folders are in it
    made = of_all / "sample-data-made"
    with FileLock(of_all / "sample-data.lock"):
        if not made.exists():
            vectors = request.config.cache.mkdir("sample-vectors") / VECTORS
            made.mkdir()
            if vectors.exists():
                shutil.copyfile(vectors, made / VECTORS)
            done = ingest(made)
            assert done.returncode == 0, done.stdout + done.stderr
            shutil.copyfile(made / VECTORS, vectors.with_suffix(f".{os.getpid()}")).replace(vectors)
    shutil.copytree(made, data_dir, dirs_exist_ok=True)
    return data_dir


@pytest.fixture(scope="session")
def service(sample_data: Path) -> Iterator[httpx.Client]:
    """The service over the sample courses, without a language model."""
    with serving(sample_data) as client:
        yield client
