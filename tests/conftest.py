"""What all tests share."""

from __future__ import annotations

import gc
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
__all__ = [
    "database", "llama_client", "llama_program", "llama_server", "milvus_server", "postgres",
    "redis_program", "redis_server", "redis_url",
]  # fmt: skip


FIRST = """
    api/serving/test_processes ingestion/on_ray/test_ray ingestion/test_command
    deploy/supervise/test_supervise agent/test_studio ingestion/parsers/test_hostile
    page/test_asking page/test_teaching page/test_with_a_model page/test_launch
    deploy/backup/test_backup api/uploads/test_documents api/test_conversations api/test_service
    contracts/test_index ingestion/test_move ingestion/test_mirror ingestion/test_kills
    evals/test_evals api/test_first_ingest api/test_mcp
""".split()
"""The files that take longest, begun first, so that no worker is left with one at the end."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files of FIRST in that order, then the others."""
    places = {TESTS / f"{name}.py": place for place, name in enumerate(FIRST)}
    items.sort(key=lambda item: places.get(item.path, len(FIRST)))


def pytest_collection_finish() -> None:
    """What is imported is there to stay: collecting garbage need not walk through it each time."""
    gc.freeze()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """One line for what is left out as a whole."""
    if reason := left_out():
        terminalreporter.write_line(reason)


@pytest.fixture(scope="session")
def sample_data(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """A data folder with the sample courses ingested. Read only: copy it to change it."""
    data_dir = tmp_path_factory.mktemp("sample-data")
    of_all = tmp_path_factory.getbasetemp()
    of_all = of_all if worker_id == "master" else of_all.parent  # all workers' folders are in it
    made = of_all / "sample-data-made"
    with FileLock(of_all / "sample-data.lock"):
        if not made.exists():
            done = ingest(made)
            assert done.returncode == 0, done.stdout + done.stderr
    shutil.copytree(made, data_dir, dirs_exist_ok=True)
    return data_dir


@pytest.fixture(scope="session")
def service(sample_data: Path) -> Iterator[httpx.Client]:
    """The service over the sample courses, without a language model."""
    with serving(sample_data) as client:
        yield client
