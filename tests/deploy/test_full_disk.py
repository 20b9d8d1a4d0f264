"""A full disk, a small real one: the error that users get, and normal service once it has room."""

from __future__ import annotations

import asyncio
import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import pytest

from tests import warm
from tests.servers.fake_openai import FakeOpenAI, Reply
from tests.service import Service, ask, environment, events, ingest, serving

pytestmark = pytest.mark.slow

SIZE = 48_000_000
QUICK = "KILLS" not in os.environ  # set where the long checks are run


class Disk:
    """A file system in memory, with a data folder and materials on it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.data, self.materials = root / "data", root / "materials"
        for folder in (self.data, self.materials / "zoo"):
            folder.mkdir(parents=True)
        self.settings = {"materials_dir": str(self.materials)}

    def fill(self, leave: int = 0) -> None:
        """Leave at most so many bytes; who else writes meanwhile may leave less."""
        free = shutil.disk_usage(self.root).free
        with suppress(OSError), (self.root / "filler").open("wb", buffering=0) as filler:
            filler.write(bytes(max(0, free - leave)))

    def empty(self) -> None:
        """Make room."""
        (self.root / "filler").unlink()

    def is_whole(self) -> bool:
        """Whether every database on it is undamaged."""
        files = [self.data / "mentor.sqlite", self.data / "index" / "mentor.db"]
        found = []
        for file in files:
            with closing(sqlite3.connect(file)) as connection:
                found.append(connection.execute("PRAGMA integrity_check").fetchone()[0])
        return found == ["ok", "ok"]


@pytest.fixture(scope="module")
def disk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Disk]:
    root = tmp_path_factory.mktemp("disk")
    mounted = (
        os.getuid() == 0
        and not subprocess.run(
            ["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", str(root)], capture_output=True
        ).returncode
    )
    if not mounted:
        pytest.skip("a small file system can be mounted by root only")
    try:
        made = Disk(root)
        apes = made.materials / "zoo" / "apes.md"
        apes.write_text("# Apes\n\nA gibbon is a small ape of the forest.\n")
        assert ingest(made.data, **made.settings).returncode == 0
        yield made
    finally:
        subprocess.run(["umount", "--lazy", str(root)], check=True)


def test_a_full_disk_stops_an_ingest_and_a_back_up_that_go_on_when_there_is_room(
    disk: Disk,
) -> None:
    for n in range(12):
        (disk.materials / "zoo" / f"{n}.md").write_text(f"# Quokkas {n}\n\nQuokka {n} hops.\n")
    for leave in (1_500_000,) if QUICK else (0, 100_000, 600_000, 1_500_000):
        disk.fill(leave)
        stopped = ingest(disk.data, **disk.settings)
        assert stopped.returncode == 2, stopped.stderr
        assert "No space left on the disk for" in stopped.stderr
        assert "Traceback" not in stopped.stderr
        refused = warm.run("deploy.backup", env=environment(disk.data, **disk.settings))
        assert refused.returncode == 1
        assert "could not be written" in refused.stderr
        assert not [p for p in (disk.data / "backups").rglob("*") if p.is_file()]
        disk.empty()
    assert ingest(disk.data, **disk.settings).returncode == 0
    assert disk.is_whole()


async def test_a_full_disk_is_an_error_and_nothing_is_lost(disk: Disk) -> None:
    written = asyncio.Event()
    loop = asyncio.get_running_loop()

    def talk(client: Service) -> dict[str, Any]:
        first = ask(client, "What is a gibbon?")
        streamed = events(client, "What is a gibbon?", conversation_id=first["conversation_id"])
        next(event for event in streamed if event["event"] == "token")
        disk.fill()
        loop.call_soon_threadsafe(written.set)
        last = list(streamed)[-1]
        refused = client.post("/api/chat", json={"message": "What is a gibbon?"})
        found = client.post("/api/search", json={"query": "gibbon"})
        disk.empty()
        then = ask(client, "What is a gibbon?", conversation_id=first["conversation_id"])
        kept = client.get(f"/api/conversations/{first['conversation_id']}").json()["messages"]
        return {"last": last, "refused": refused, "found": found, "then": then, "kept": kept}

    def run(url: str) -> dict[str, Any]:
        with serving(
            disk.data, **disk.settings, llm_base_url=url, llm_options="release=streamed"
        ) as client:
            return talk(client)

    whole = [Reply('{"relevant": [1]}'), Reply("A gibbon is a small ape [1].")]
    async with FakeOpenAI() as model:
        model.script.extend(whole)
        model.script.extend([Reply('{"relevant": [1]}'), Reply("A gibbon ", written, "is [1].")])
        model.script.extend(whole)
        seen = await asyncio.to_thread(run, f"{model.base_url}/v1")
    assert (seen["last"]["event"], seen["last"]["data"]["code"]) == ("error", "storage_full")
    assert (seen["refused"].status_code, seen["found"].status_code) == (507, 200)
    assert seen["then"]["status"] == "answered"
    assert [m["status"] for m in seen["kept"] if m["role"] == "assistant"] == [
        "answered", "failed", "answered",
    ]  # fmt: skip
    assert "gibbon" in seen["kept"][3]["text"]
    assert disk.is_whole()
