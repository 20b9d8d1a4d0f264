"""A real llama-server that is killed while it serves."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from queue import Queue

import httpx

from deploy.llama.build_cache import LlamaServer
from deploy.llama.kept_up import TRIES, KeptUp
from deploy.llama.llama_server import RunningLlama
from tests.servers.fixtures import start_random_llama

PATIENCE = 60.0


def test_a_killed_server_is_started_again_and_stops_with_the_service(
    llama_program: LlamaServer, tmp_path: Path
) -> None:
    said, started = Queue[str](), Queue[RunningLlama]()
    with closing(KeptUp(starting(llama_program, tmp_path, started), PATIENCE, said.put)):
        first = started.get(timeout=PATIENCE)
        first.process.kill()
        second = started.get(timeout=PATIENCE)
        assert said.get_nowait() == "The model server ended (-9) and is started again."
        assert httpx.get(f"{second.base_url}/health", trust_env=False).is_success
    assert second.process.returncode is not None
    assert said.empty()


def test_a_server_that_ends_again_and_again_stays_down(
    llama_program: LlamaServer, tmp_path: Path
) -> None:
    said, started = Queue[str](), Queue[RunningLlama]()
    with closing(KeptUp(starting(llama_program, tmp_path, started), PATIENCE, said.put)):
        for _ in range(TRIES):
            started.get(timeout=PATIENCE).process.kill()
        told = [said.get(timeout=PATIENCE) for _ in range(TRIES)]
    assert "stays down; answers are quotes" in told[-1]
    assert started.empty()


def starting(
    program: LlamaServer, folder: Path, started: Queue[RunningLlama]
) -> Callable[[], RunningLlama]:
    """Starts a server, and puts it into the queue."""

    def start() -> RunningLlama:
        running = start_random_llama(program, folder, seed=1)
        started.put(running)
        return running

    return start
