"""Choosing a language model: the list, a download from a stand-in for the hub, one's own file."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from agent.errors import InvalidRequest, NotFound
from agent.llm_options import LlmOptions
from agent.settings import Settings
from deploy.model.choices import CHOICES, fitting, named, recommended
from deploy.model.chosen import IN_USE, chosen, use
from deploy.model.gguf_header import Header, check_header, read_header
from deploy.model.hardware import GIB, Gpu, Hardware, nvidia
from deploy.model.memory_fit import fit
from deploy.model.serving import plan_model
from tests import warm
from tests.servers.fake_hub import hub
from tests.servers.gguf_file import write_random_gguf
from tests.service import ROOT, environment
from tests.until import until

PIECE = 10 << 20  # bytes that the hub's client writes at a time
SMALL = named("qwen2.5-1.5b")
SETTINGS = Settings(_env_file=None)  # type: ignore[call-arg]
CPU = Hardware(cores=8, memory=16 * GIB)
MISTRAL = Header("Mistral 7B", "llama", 5_130_000_000, 32_768, 32, 131_072, chat_template=True)


@pytest.fixture(scope="module")
def gguf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_random_gguf(tmp_path_factory.mktemp("gguf") / "tiny.gguf", seed=1)


def run(data: Path, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    settings = environment(data, models_dir=str(data / "models")) | more
    return warm.run("deploy.model", "--no-measure", *arguments, env=settings, timeout=180)


def test_the_list_names_what_fits_and_how_to_get_it(tmp_path: Path) -> None:
    listed = run(tmp_path)
    assert listed.returncode == 0, listed.stderr
    assert "mistral-7b" in listed.stdout
    assert "Apache-2.0" in listed.stdout
    assert "make model FILE=" in listed.stdout


@pytest.mark.parametrize(
    ("vram", "name"), [(8, "mistral-7b"), (16, "qwen2.5-14b"), (24, "mistral-small-24b"),
                       (48, "llama3.3-70b")],
)  # fmt: skip
def test_the_largest_that_the_gpu_holds_is_recommended(vram: int, name: str) -> None:
    machine = Hardware(8, 64 * GIB, (Gpu("G", vram * GIB, vram * GIB),))
    best = recommended(machine)
    assert best
    assert best.name == name
    assert len({choice.file for choice in CHOICES}) == len(CHOICES)


def test_without_a_gpu_only_small_ones_are_recommended() -> None:
    assert all(choice.gigabytes <= 3 for choice in fitting(CPU))


def test_a_download_is_resumed_checked_and_used(tmp_path: Path, gguf: Path) -> None:
    assert SMALL
    content = gguf.read_bytes() + bytes(2 * PIECE)
    with hub(content) as server:
        args = ("--name", SMALL.name, "--endpoint", server.url)
        server.stalls_after = PIECE + 1_000
        with subprocess.Popen(
            [sys.executable, "-m", "deploy.model", *args],
            cwd=ROOT,
            env=environment(tmp_path, models_dir=str(tmp_path / "models")),
            stderr=subprocess.DEVNULL,
        ) as stopped:
            assert server.stalled.wait(90)
            until(lambda: any(f.stat().st_size >= PIECE for f in tmp_path.rglob("*.part")), 90)
            stopped.kill()
        server.stalls_after = None
        done = run(tmp_path, *args)
    assert done.returncode == 0, done.stderr
    assert server.ranges == [0, PIECE]  # it went on where it was
    assert (tmp_path / "models" / SMALL.file).read_bytes() == content
    assert (tmp_path / "models" / IN_USE).resolve().name == SMALL.file
    assert "tokens" in done.stdout


def test_a_damaged_download_is_removed(tmp_path: Path, gguf: Path) -> None:
    with hub(gguf.read_bytes()) as server:
        server.etag = "0" * 64
        done = run(tmp_path, "--name", "mistral-7b", "--endpoint", server.url)
    assert done.returncode == 1
    assert "differs from the hub's" in done.stderr
    assert not list((tmp_path / "models").glob("*.gguf"))


def test_without_internet_it_says_how_to_do_it_by_hand(tmp_path: Path) -> None:
    done = run(tmp_path, "--name", "mistral-7b", "--endpoint", "http://127.0.0.1:9")
    assert done.returncode == 1
    assert "cannot be reached" in done.stderr
    assert "resolve/main/mistral-7b-instruct-v0.2.Q5_K_M.gguf" in done.stderr
    assert "make model FILE=" in done.stderr


def test_a_file_of_ones_own_is_used_where_it_is(tmp_path: Path, gguf: Path) -> None:
    done = run(tmp_path, "--file", str(gguf))
    assert done.returncode == 0, done.stderr
    settings = SETTINGS.model_copy(update={"models_dir": tmp_path / "models"})
    assert chosen(settings) == gguf
    gone = SETTINGS.model_copy(update={"model_file": tmp_path / "gone.gguf"})
    with pytest.raises(NotFound, match="no longer exists"):
        chosen(gone)


def test_no_server_is_started_for_a_model_that_the_reasoner_does_not_use(gguf: Path) -> None:
    settings = SETTINGS.model_copy(update={"model_file": gguf, "reasoner": "extractive"})
    assert chosen(settings) == gguf
    assert plan_model(settings) is None


def test_files_that_do_not_do_are_refused(tmp_path: Path, gguf: Path) -> None:
    text, cut, version = (tmp_path / name for name in ("text.gguf", "cut.gguf", "v9.gguf"))
    text.write_bytes(b"# a page about tuples")
    cut.write_bytes(gguf.read_bytes()[:-1000])
    version.write_bytes(b"GGUF\x09\0\0\0" + gguf.read_bytes()[8:])
    short = tmp_path / "short.gguf"
    short.write_bytes(gguf.read_bytes()[:40])
    wrong = [
        (text, "not a GGUF"), (cut, "incomplete"), (version, "version 9"),
        (short, "damaged"), (tmp_path / "none.gguf", "cannot be read"),
    ]  # fmt: skip
    for file, message in wrong:
        with pytest.raises(InvalidRequest, match=message):
            use(file, tmp_path / "models")
    assert not (tmp_path / "models").exists()


def test_a_model_must_chat_and_read_enough() -> None:
    for change, message in (({"chat_template": False}, "chat template"), ({"context": 512}, "512")):
        fields = {name: getattr(MISTRAL, name) for name in Header.__slots__} | change
        with pytest.raises(InvalidRequest, match=message):
            check_header(Header(**fields))  # type: ignore[arg-type]


def test_the_header_tells_what_the_context_costs(gguf: Path) -> None:
    header = read_header(gguf)
    assert (header.architecture, header.context, header.layers) == ("llama", 32_768, 2)
    assert header.key_value_bytes == 2 * 2 * 2 * 2 * (64 // 4)


def test_context_slots_and_layers_follow_from_the_free_memory() -> None:
    def on(gigabytes: int, **settings: object) -> tuple[int, int, int | None]:
        machine = Hardware(8, 64 * GIB, (Gpu("G", gigabytes * GIB, gigabytes * GIB),))
        found = fit(MISTRAL, machine, SETTINGS.model_copy(update=settings), gpu_build=True)
        return found.context, found.slots, found.gpu_layers

    assert on(24) == (8_192, 8, 33)
    assert on(8) == (4_096, 2, 33)
    assert on(4)[2] in range(1, 33)  # a part of it
    assert on(24, llm_options=LlmOptions(context=2_048, slots=3))[:2] == (2_048, 3)
    plain = fit(MISTRAL, CPU, SETTINGS, gpu_build=False)
    assert (plain.context, plain.slots, plain.gpu_layers) == (8_192, 2, None)
    assert not fit(MISTRAL, Hardware(2, 4 * GIB), SETTINGS, gpu_build=False).fits


def test_gpus_are_read_from_the_drivers_program(tmp_path: Path) -> None:
    program = tmp_path / "nvidia-smi"
    program.write_text("#!/bin/sh\necho 'NVIDIA L4, 23034, 22000'\necho 'junk'\n")
    program.chmod(0o755)
    assert nvidia(str(program)) == [Gpu("NVIDIA L4", 23034 << 20, 22000 << 20)]
    program.write_text("#!/bin/sh\necho 'Failed to initialize NVML'; exit 9\n")
    assert nvidia(str(program)) == []
    assert nvidia(os.devnull) == []
