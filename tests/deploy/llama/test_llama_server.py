"""Starting and stopping the real llama-server."""

from __future__ import annotations

import os
import select
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from agent.errors import ModelUnavailable
from deploy.llama.build_cache import LlamaServer
from deploy.llama.llama_server import RunningLlama, start_llama_server
from tests.servers.fixtures import free_port, start_random_llama
from tests.servers.gguf_file import write_random_gguf

ENDLESS = {"messages": [{"role": "user", "content": "go"}], "stream": True}
PARENT = """
import sys
from pathlib import Path
from deploy.llama.build_cache import LlamaServer
from deploy.llama.llama_server import start_llama_server
binary, library, model, port, log = sys.argv[1:]
running = start_llama_server(
    LlamaServer(Path(binary), (Path(library),)), Path(model), port=int(port), context=512, slots=1,
    threads=1, log=Path(log), announce=lambda text: None,
)
print(running.process.pid, flush=True)
sys.stdin.read()
"""


async def test_says_what_it_starts_and_stops_while_it_is_streaming(
    llama_program: LlamaServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with start_random_llama(llama_program, tmp_path, seed=1, slots=1) as running:
        assert "random-1.gguf at http://127.0.0.1:" in capsys.readouterr().out
        async with (
            httpx.AsyncClient(base_url=running.base_url, trust_env=False) as client,
            client.stream("POST", "/v1/chat/completions", json=ENDLESS) as reply,
        ):
            await anext(reply.aiter_lines())
            running.stop(patience=0.2)
    assert running.process.returncode is not None


def test_a_broken_model_is_reported_from_the_log(
    llama_program: LlamaServer, tmp_path: Path
) -> None:
    (tmp_path / "broken.gguf").write_bytes(b"GGUF, but not really")
    with pytest.raises(ModelUnavailable, match="model server exited") as raised:
        start(llama_program, tmp_path / "broken.gguf", free_port())
    assert "broken.gguf" in raised.value.message
    assert raised.value.fix is not None
    assert "complete GGUF model" in raised.value.fix


def test_a_taken_port_is_refused(
    llama_program: LlamaServer, llama_server: RunningLlama, tmp_path: Path
) -> None:
    model = write_random_gguf(tmp_path / "random.gguf", seed=1)
    port = int(llama_server.base_url.rsplit(":", 1)[1])
    with pytest.raises(ModelUnavailable, match=f"cannot listen on 127.0.0.1:{port}"):
        start(llama_program, model, port)


def test_a_server_that_does_not_get_ready_is_stopped(
    llama_program: LlamaServer, tmp_path: Path
) -> None:
    model = write_random_gguf(tmp_path / "random.gguf", seed=1)
    with pytest.raises(ModelUnavailable, match="not ready after 0 s"):
        start(llama_program, model, free_port(), patience=0)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a child of its parent's end")
def test_ends_when_its_parent_is_killed(llama_program: LlamaServer, tmp_path: Path) -> None:
    library = llama_program.libraries[0] if llama_program.libraries else tmp_path
    model = write_random_gguf(tmp_path / "random.gguf", seed=1)
    arguments = [
        *map(str, (llama_program.binary, library, model, free_port(), tmp_path / "log")),
    ]
    with subprocess.Popen(
        [sys.executable, "-c", PARENT, *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as parent:
        assert parent.stdout is not None
        server = os.pidfd_open(int(parent.stdout.readline()))
        parent.kill()
    ended, _, _ = select.select([server], [], [], 20)
    os.close(server)
    assert ended


def start(program: LlamaServer, model: Path, port: int, patience: float = 60.0) -> RunningLlama:
    return start_llama_server(
        program,
        model,
        port=port,
        context=512,
        slots=1,
        threads=1,
        log=model.with_suffix(".log"),
        patience=patience,
    )
