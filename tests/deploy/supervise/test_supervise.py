"""make up, as a person runs it: what is killed comes back, and nothing is lost.

KILLS=20 kills each of them, and all at once, twenty times (8 minutes); by default supervisor is
killed once, and with it all that it runs.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import psutil
import pytest

from agent.settings import Settings
from deploy.llama.build_cache import LlamaServer
from deploy.supervise.configuration import Files, ModelProgram, files, write_conf
from deploy.supervise.control import Control
from deploy.supervise.watchdog import Watched
from tests.servers.fixtures import free_port
from tests.servers.gguf_file import SEED_FIRST, write_random_gguf
from tests.service import MODELS, ROOT, ask, environment
from tests.until import until

KILLS = int(os.environ.get("KILLS", "1"))
LONG = "KILLS" in os.environ
BACK = 10.0 if LONG else 120.0
"""Seconds within which questions are answered again; beside other tests that takes its time."""
NAMES = ["supervisord"] if not LONG else ["api", "model", "engine", "watchdog", "supervisord"]


class Installation:
    """A data folder with its settings, and the commands on it."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.port = free_port()
        self.settings = {
            "models_dir": str(data / "models"),
            "port": str(self.port),
            "model_port": str(free_port()),
            "llm_options": "answer_tokens=16",
        }
        self.files: Files = files(data)

    def environment(self) -> dict[str, str]:
        return environment(self.data, **self.settings)

    def run(self, module: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", module, *arguments],
            cwd=ROOT,
            env=self.environment(),
            capture_output=True,
            text=True,
            timeout=200,
        )

    def client(self) -> httpx.Client:
        return httpx.Client(base_url=f"http://127.0.0.1:{self.port}", timeout=30, trust_env=False)

    def pids(self) -> dict[str, int]:
        """The processes by name; `engine` is the index's."""
        programs = Control(self.files).programs() or []
        pids = {p["name"]: int(p["pid"]) for p in programs if p["pid"]}
        pids["supervisord"] = Control(self.files).pid() or 0
        for child in psutil.Process(pids["api"]).children():
            if "milvus" in child.name():
                pids["engine"] = child.pid
        return pids

    def ready_after(self, began: float) -> float:
        """Seconds until it was ready."""

        def ready() -> bool:
            try:
                return client.get("/health/ready", timeout=5).status_code == 200
            except httpx.HTTPError:
                return False

        with self.client() as client:
            left = began + max(BACK, 30) - time.monotonic()
            until(ready, left, lambda: self.run("deploy.supervise", "status").stdout)
        return time.monotonic() - began


@pytest.fixture(scope="module")
def installed(
    sample_data: Path, llama_program: LlamaServer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Installation]:
    data = tmp_path_factory.mktemp("supervised") / "data"
    shutil.copytree(sample_data, data, ignore=shutil.ignore_patterns("*.log"))
    (data / "models").mkdir()
    for folder in MODELS.iterdir():
        if folder.is_dir():
            (data / "models" / folder.name).symlink_to(folder)
    model = write_random_gguf(data / "tiny.gguf", seed=SEED_FIRST)
    made = Installation(data)
    assert made.run("deploy.model", "--file", str(model)).returncode == 0
    up = made.run("deploy.supervise", "up")
    assert up.returncode == 0, up.stdout + up.stderr
    assert "2 x 8,192 tokens" in up.stdout
    assert f"http://127.0.0.1:{made.port}/docs" in up.stdout
    yield made
    down = made.run("deploy.supervise", "down")
    assert down.stdout == "Stopped.\n"


@pytest.mark.slow
def test_it_tells_what_runs_and_shows_the_logs(installed: Installation) -> None:
    again = installed.run("deploy.supervise", "up")
    assert (again.returncode, again.stdout.splitlines()[0]) == (0, "Already running.")
    status = installed.run("deploy.supervise", "status")
    assert status.returncode == 0
    assert all(name in status.stdout for name in ("api", "model", "watchdog", "Ready."))
    shown = installed.run("deploy.supervise", "logs").stdout
    assert "Open http://127.0.0.1" in shown
    assert "model.log" in shown


def documents(client: httpx.Client) -> list[str]:
    listed = client.get("/api/documents").json()["documents"]
    return sorted(document["source"] for document in listed)


@pytest.mark.slow
@pytest.mark.timeout(240 + 60 * KILLS)
@pytest.mark.parametrize("name", NAMES)
def test_whatever_is_killed_comes_back(installed: Installation, name: str) -> None:
    with installed.client() as client:
        installed.ready_after(time.monotonic())
        before = documents(client)
        conversation = ask(client, "What is a tuple?")["conversation_id"]
        seconds: list[float] = []
        for _ in range(KILLS):
            began, pid = time.monotonic(), pid_of(installed, name)
            os.kill(pid, signal.SIGKILL)
            if name != "engine":  # which starts when it is next asked something
                until(lambda pid=pid: pid_of(installed, name) not in (0, pid), BACK)  # type: ignore[misc]
            seconds.append(installed.ready_after(began))
            assert seconds[-1] < BACK
            assert ask(client, "What is a list?")["status"] in ("answered", "refused")
            assert client.get(f"/api/conversations/{conversation}").status_code == 200
            assert documents(client) == before
        print(f"{name}: {KILLS} of {KILLS}, ready after at most {max(seconds):.1f} s")


def pid_of(installed: Installation, name: str) -> int:
    try:
        return installed.pids().get(name, 0)
    except (KeyError, psutil.NoSuchProcess):
        return 0


@pytest.mark.slow
@pytest.mark.skipif(not LONG, reason="takes its time: KILLS=20")
@pytest.mark.timeout(120 + 60 * KILLS)
def test_all_killed_at_once_come_back_where_init_restarts_supervisor(
    installed: Installation,
) -> None:
    """The shell's loop stands for systemd's Restart=on-failure."""
    assert installed.run("deploy.supervise", "down").returncode == 0
    loop = f"until '{sys.executable}' -m deploy.supervise foreground; do :; done"
    log = installed.data / "loop.log"
    with (
        log.open("ab") as output,
        subprocess.Popen(
            ["/bin/sh", "-c", loop], cwd=ROOT, env=installed.environment(),
            stdout=output, stderr=output, start_new_session=True,
        ) as init,
        installed.client() as client,
    ):  # fmt: skip
        try:
            installed.ready_after(time.monotonic())
            before = documents(client)
            conversation = ask(client, "What is a tuple?")["conversation_id"]
            seconds: list[float] = []
            for _ in range(KILLS):
                installed.ready_after(time.monotonic())
                began = time.monotonic()
                killed = psutil.Process(init.pid).children(recursive=True)
                for process in killed:
                    process.kill()
                psutil.wait_procs(killed, timeout=BACK)  # what is dying still answers for a moment
                seconds.append(installed.ready_after(began))
                assert seconds[-1] < BACK
                assert client.get(f"/api/conversations/{conversation}").status_code == 200
                assert documents(client) == before
            print(f"all: {KILLS} of {KILLS}, ready after at most {max(seconds):.1f} s")
        finally:
            os.kill(init.pid, signal.SIGKILL)
            installed.run("deploy.supervise", "down")
    assert installed.run("deploy.supervise", "up").returncode == 0


def test_a_program_that_cannot_start_is_tried_more_and_more_seldom(tmp_path: Path) -> None:
    where = Files(tmp_path / "run", tmp_path / "logs", tmp_path / "s")
    settings = Settings(_env_file=None)  # type: ignore[call-arg]
    model = ModelProgram(["/bin/llama-server"], {}, {"MENTOR_LLM_MODEL": "100%"})
    write_conf(where, settings, model, keeps=True)
    conf = where.conf.read_text()
    assert conf.count("startretries=1000") == 4
    assert conf.count("stdout_logfile_backups=5") == 4
    assert 'MENTOR_LLM_MODEL="100%%"' in conf
    assert conf.index("program:model") < conf.index("program:api")
    assert where.conf.stat().st_mode & 0o777 == 0o600


def test_a_program_is_hanging_once_it_has_answered_and_then_been_silent_for_a_minute() -> None:
    now, answers = 500.0, False
    one = Watched("api", lambda: answers, now=lambda: now)
    assert not one.hangs(pid=1)  # it loads, however long that takes
    answers = True
    assert not one.hangs(pid=1)
    answers, now = False, 559.0
    assert not one.hangs(pid=1)
    now = 561.0
    assert one.hangs(pid=1)
    assert not one.hangs(pid=2)  # another process by now


def test_nothing_runs_before_up(tmp_path: Path) -> None:
    fresh = Installation(tmp_path)
    assert fresh.run("deploy.supervise", "status").stdout == "Not running. Start it with make up.\n"
    assert not Control(fresh.files).stop()
