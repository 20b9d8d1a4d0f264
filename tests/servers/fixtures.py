"""Fixtures around the real llama-server; a conftest imports them by name."""

from __future__ import annotations

import socket
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx
import pytest

from deploy.llama.build_cache import LlamaServer, find_llama_server
from deploy.llama.llama_server import RunningLlama, start_llama_server
from tests.servers.absent import absent
from tests.servers.gguf_file import SEED_FIRST, write_random_gguf

CONTEXT, SLOTS = 16384, 2


@pytest.fixture(scope="session")
def llama_program() -> LlamaServer:
    """The llama-server program; without one the test is skipped, or fails if it is required."""
    found = find_llama_server()
    if found is None:
        absent("LLAMA", "llama-server is not built: run `make llama`")
    return found


@pytest.fixture(scope="session")
def llama_server(
    llama_program: LlamaServer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[RunningLlama]:
    """A llama-server with two slots and a tiny model that finds passage 1 relevant."""
    folder = tmp_path_factory.mktemp("llama")
    with start_random_llama(llama_program, folder, seed=SEED_FIRST) as running:
        yield running


@pytest.fixture
async def llama_client(llama_server: RunningLlama) -> AsyncIterator[httpx.AsyncClient]:
    """A plain HTTP client of `llama_server`."""
    async with httpx.AsyncClient(
        base_url=llama_server.base_url, timeout=60, trust_env=False
    ) as client:
        yield client


def start_random_llama(
    program: LlamaServer, folder: Path, *, seed: int, slots: int = SLOTS, context: int = CONTEXT
) -> RunningLlama:
    """Start a server of a tiny random model, on one thread: more only wait for each other."""
    return start_llama_server(
        program,
        write_random_gguf(folder / f"random-{seed}.gguf", seed=seed),
        port=free_port(),
        context=context,
        slots=slots,
        threads=1,
        log=folder / "llama-server.log",
    )


def free_port() -> int:
    """A TCP port on this machine that nothing listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
