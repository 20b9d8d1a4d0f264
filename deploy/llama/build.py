"""Builds llama-server from the source archive of llama-cpp-python, which includes llama.cpp.

pip downloads the archive (with its hash checked) and, if missing, cmake and ninja; only Python and
a C++ compiler are required.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout
from rich.console import Console

from agent.errors import NotReady
from deploy.child import dies_with_parent
from deploy.llama.build_cache import LOCK_FILE, LlamaServer, Variant, build_folder, built_server
from deploy.llama.build_failure import build_failure
from deploy.llama.build_progress import BuildProgress
from deploy.llama.build_tools import check_tools
from deploy.pip import pip_command

CMAKE_ARGS = (
    "-DLLAMA_BUILD_TOOLS=ON -DLLAMA_BUILD_SERVER=ON -DLLAMA_TOOLS_INSTALL=ON -DLLAVA_BUILD=OFF "
    "-DLLAMA_BUILD_UI=OFF -DLLAMA_USE_PREBUILT_UI=OFF -DLLAMA_OPENSSL=OFF"
)
VARIANT_ARGS: dict[Variant, str] = {
    "cpu": "",
    "cuda": "-DGGML_CUDA=ON",
    "metal": "-DGGML_METAL=ON",
}
CORE_MINUTES = 20  # measured: 8 to 12 minutes on 2 cores, without CUDA

_KEPT = re.compile(r"bin/llama-(server|bench)$|lib/[^/]*\.(so|dylib|metal)")


def build(
    cache: Path, variant: Variant, *, jobs: int, wheel: Path | None, console: Console
) -> LlamaServer:
    """Build, or unpack `wheel`, unless it is already built; waits for a build in another process.

    Raises NotReady with the first error of the build's log and a fix. A build folder is either
    complete or does not exist.
    """
    folder = build_folder(cache, variant)
    folder.parent.mkdir(parents=True, exist_ok=True)
    with _alone(folder, console):
        if server := built_server(folder):
            return server
        for leftover in folder.parent.glob(f".building-{folder.name}-*"):
            shutil.rmtree(leftover, ignore_errors=True)
        prefix = f".building-{folder.name}-"
        with tempfile.TemporaryDirectory(
            prefix=prefix, dir=folder.parent, ignore_cleanup_errors=True
        ) as work:
            log = folder.with_name(f"{folder.name}.log")
            made = wheel or _build_wheel(Path(work), variant, jobs, log, console)
            unpacked = _unpack(made, Path(work) / "build")
            _verify(unpacked)
            shutil.rmtree(folder, ignore_errors=True)
            unpacked.rename(folder)
    return LlamaServer.in_folder(folder)


@contextmanager
def _alone(folder: Path, console: Console) -> Iterator[None]:
    lock = FileLock(folder.with_name(f".{folder.name}.lock"))
    try:
        lock.acquire(timeout=0)
    except Timeout:
        console.print("Another process is building llama.cpp; waiting for it.")
        lock.acquire()
    try:
        yield
    finally:
        lock.release()


def _build_wheel(work: Path, variant: Variant, jobs: int, log: Path, console: Console) -> Path:
    environment = check_tools(variant) | {
        "CMAKE_BUILD_PARALLEL_LEVEL": str(jobs),
        "CMAKE_ARGS": " ".join(
            [CMAKE_ARGS, VARIANT_ARGS[variant], os.environ.get("CMAKE_ARGS", "")]
        ),
        "TMPDIR": str(work),
    }
    minutes = max(1, round(CORE_MINUTES / jobs))
    more = ", several times that with CUDA" if variant == "cuda" else ""
    console.print(
        f"Building llama.cpp ({variant}), once for this machine: about {minutes} min on {jobs} "
        f"cores{more}. Log: {log}",
        soft_wrap=True,
    )
    command = [*pip_command(work), "wheel", "-v", "--no-deps", "--require-hashes"]
    command += ["--no-binary", "llama-cpp-python", "--requirement", str(LOCK_FILE)]
    # pip's cache would return an earlier wheel regardless of CMAKE_ARGS
    command += ["--no-cache-dir", "--progress-bar", "off", "--wheel-dir", str(work / "wheel")]
    code = _run(command, os.environ | environment, log, console)
    wheels = list((work / "wheel").glob("*.whl"))
    if code or not wheels:
        raise build_failure(f"Building llama.cpp failed (pip exited with {code})", log)
    return wheels[0]


def _run(command: list[str], environment: dict[str, str], log: Path, console: Console) -> int:
    with (
        log.open("w", buffering=1) as out,
        BuildProgress(console) as progress,
        subprocess.Popen(
            dies_with_parent(command),
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            process_group=0,
        ) as process,
    ):
        try:
            for line in process.stdout or ():
                out.write(line)
                progress.see(line)
            return process.wait()
        except BaseException:
            os.killpg(process.pid, signal.SIGTERM)
            raise


def _unpack(wheel: Path, folder: Path) -> Path:
    try:
        with zipfile.ZipFile(wheel) as archive:
            kept = [name for name in archive.namelist() if _KEPT.match(name)]
            archive.extractall(folder, kept)
    except (OSError, zipfile.BadZipFile) as error:
        raise NotReady(f"{wheel} cannot be unpacked: {error}", "Build it again.") from error
    if not (folder / "bin" / "llama-server").is_file():
        raise NotReady(f"{wheel.name} has no llama-server.", "Use a wheel built by `make llama`.")
    for program in (folder / "bin").iterdir():
        program.chmod(0o755)
    shutil.copy2(wheel, folder / wheel.name)
    return folder


def _verify(folder: Path) -> None:
    server = LlamaServer.in_folder(folder)
    asked = subprocess.run(
        [server.binary, "--version"],
        env=server.environment(os.environ),
        capture_output=True,
        text=True,
        errors="replace",
    )
    if asked.returncode:
        raise NotReady(
            f"The built llama-server does not run:\n{asked.stdout}{asked.stderr}",
            "Build it on the machine that it runs on, with the same libraries.",
        )
