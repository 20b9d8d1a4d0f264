"""A Milvus server of another make than our pinned engine."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from evals.bench import milvus_server as another
from tests.servers.fixtures import free_port


@pytest.fixture(scope="session")
def milvus_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Its address."""
    if os.environ.get("MENTOR_REQUIRE_MILVUS") != "1":
        pytest.skip("installs a second Milvus (300 MB): set MENTOR_REQUIRE_MILVUS=1")
    with another.milvus_server(tmp_path_factory.mktemp("milvus"), free_port()) as server:
        yield server.address
