"""What all tests share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.servers.fixtures import llama_client, llama_program, llama_server
from tests.servers.milvus import milvus_server
from tests.service import ingest, serving

__all__ = ["llama_client", "llama_program", "llama_server", "milvus_server"]


@pytest.fixture(scope="session")
def sample_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the sample courses ingested. Read only: copy it to change it."""
    data_dir = tmp_path_factory.mktemp("sample-data")
    done = ingest(data_dir)
    assert done.returncode == 0, done.stdout + done.stderr
    return data_dir


@pytest.fixture(scope="session")
def service(sample_data: Path) -> Iterator[httpx.Client]:
    """The service over the sample courses, without a language model."""
    with serving(sample_data) as client:
        yield client
