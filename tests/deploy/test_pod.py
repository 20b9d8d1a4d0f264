"""deploy/pod.sh in a fresh tree with a home of its own: POD=1, two minutes.

The build of llama-server is copied there: building it takes ten minutes more.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from pathlib import Path

import pytest

from deploy.llama.build_cache import LlamaServer, default_cache_dir
from tests.servers.fixtures import free_port
from tests.servers.gguf_file import SEED_FIRST, write_random_gguf
from tests.service import ROOT

KEPT = ("PATH", "PIP_", "SSL_", "UV_", "REQUESTS_", "CURL_")  # how packages are reached from here


@pytest.mark.slow
@pytest.mark.skipif("POD" not in os.environ, reason="takes two minutes: POD=1")
@pytest.mark.timeout(600)
def test_from_nothing_to_an_answer_and_again_in_no_time(
    llama_program: LlamaServer, tmp_path: Path
) -> None:
    home, checkout = tmp_path / "home", tmp_path / "mentor"
    subprocess.run(["git", "clone", "-q", str(ROOT), str(checkout)], check=True)
    shutil.copytree(default_cache_dir() / "llama", home / ".cache" / "ai-mentor" / "llama")
    model = write_random_gguf(tmp_path / "tiny.gguf", seed=SEED_FIRST)
    ours = {
        "HOME": str(home),
        "FILE": str(model),
        "MENTOR_PORT": str(free_port()),
        "MENTOR_MODEL_PORT": str(free_port()),
    }
    environment = {k: v for k, v in os.environ.items() if k.startswith(KEPT)} | ours

    def run(command: list[str]) -> tuple[str, float]:
        began = time.monotonic()
        done = subprocess.run(
            command, cwd=checkout, env=environment, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout, time.monotonic() - began

    try:
        first, seconds = run(["deploy/pod.sh"])
        print(f"first: {seconds:.0f} s\n{first}")
        assert "\nA (" in first
        assert ", llm, " in first
        again, seconds = run(["deploy/pod.sh"])
        print(f"again: {seconds:.1f} s\n{again}")
        assert seconds < 10
        assert "already running" in again
        assert "no changes" in again
        assert "Installing" not in again
    finally:
        run(["make", "-s", "down"])
