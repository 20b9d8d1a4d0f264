"""The cache of llama.cpp builds, and the choice of the one for this machine.

    <cache>/llama/0.3.36-cpu-amd-epyc-1f0c2a9be3/    a finished build: bin/ lib/ *.whl
    <cache>/llama/0.3.36-cpu-amd-epyc-1f0c2a9be3.log the build's output

A folder is created by a rename after a test run of its server, so every existing one is complete.
"""

from __future__ import annotations

import hashlib
import os
import platform
import re
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

Variant = Literal["cuda", "metal", "cpu"]

OPTIONS = (  # the options we use; a build that lacks one is too old
    "--ctx-size --parallel --no-kv-unified --cache-prompt --cache-ram --jinja --metrics --slots "
    "--no-ui --offline --alias --n-gpu-layers --threads"
).split()
_GPU_LIBRARY = re.compile(r"libggml-(cuda|metal|vulkan|hip|sycl)")
_GPU_DEVICE = re.compile(r"^\s+(CUDA|Metal|MTL|Vulkan|ROCm|SYCL)\d*", re.MULTILINE)

LOCK_FILE = Path(__file__).resolve().parents[2] / "requirements-llama.lock"

# Flags that -march=native may use; others depend on the kernel version.
_INSTRUCTIONS = re.compile(
    r"(sse|ssse|avx|amx|fma|f16c|bmi|popcnt|abm|adx|gfni|aes|vaes|sha|movbe"
    r"|neon|asimd|sve|sme|i8mm|bf16|fp16|fphp|dotprod)"
)


@dataclass(frozen=True)
class LlamaServer:
    """A llama-server program that runs on this machine."""

    binary: Path
    libraries: tuple[Path, ...] = ()
    """Folders of its shared libraries; empty for a system installation."""

    @classmethod
    def in_folder(cls, folder: Path) -> LlamaServer:
        """The server of a build folder."""
        return cls(folder / "bin" / "llama-server", (folder / "lib",))

    def environment(self, base: Mapping[str, str]) -> dict[str, str]:
        """`base` with the library folders prepended to the loader's path."""
        if not self.libraries:
            return dict(base)
        name = "DYLD_LIBRARY_PATH" if platform.system() == "Darwin" else "LD_LIBRARY_PATH"
        folders = [*map(str, self.libraries), *filter(None, [base.get(name)])]
        return {**base, name: os.pathsep.join(folders)}

    @property
    def uses_gpu(self) -> bool:
        """Whether it was built to use a GPU."""
        if not self.libraries:
            return bool(_GPU_DEVICE.search(self.output("--list-devices")))
        names = [file.name for folder in self.libraries for file in folder.glob("*")]
        return any(map(_GPU_LIBRARY.match, names))

    def output(self, option: str) -> str:
        """Its output for an option; "" if it does not run."""
        try:
            done = subprocess.run(
                [self.binary, option],
                env=self.environment(os.environ),
                capture_output=True,
                text=True,
                errors="replace",
                timeout=30,
            )
        except (OSError, subprocess.SubprocessError):
            return ""
        return done.stdout + done.stderr

    def lacks(self) -> list[str]:
        """The options of ours that it does not support."""
        known = set(re.findall(r"--?[a-z][a-z0-9-]*", self.output("--help")))
        return [option for option in OPTIONS if option not in known]


def find_llama_server(cache_dir: Path | None = None) -> LlamaServer | None:
    """The llama-server to use: a build in the cache (GPU builds first), else on PATH, else None.

    One on PATH must support our options. `cache_dir` is by default `default_cache_dir()`.
    """
    cache = cache_dir or default_cache_dir()
    for variant in get_args(Variant):
        if server := built_server(build_folder(cache, variant)):
            return server
    on_path = server_on_path()
    return on_path if on_path and not on_path.lacks() else None


def server_on_path() -> LlamaServer | None:
    """The system's llama-server, regardless of its version."""
    found = shutil.which("llama-server")
    return LlamaServer(Path(found).absolute()) if found else None


def default_cache_dir() -> Path:
    """MENTOR_CACHE_DIR, or `ai-mentor` in the user's cache folder (XDG_CACHE_HOME, ~/.cache)."""
    if own := os.environ.get("MENTOR_CACHE_DIR"):
        return Path(own).expanduser()
    base = os.environ.get("XDG_CACHE_HOME")
    return (Path(base) if base else Path.home() / ".cache") / "ai-mentor"


def build_folder(cache: Path, variant: Variant) -> Path:
    """The folder of the build for this processor, which may not exist."""
    return cache.absolute() / "llama" / f"{llama_version()}-{variant}-{processor_key()}"


def built_server(folder: Path) -> LlamaServer | None:
    """The server in a build folder, or None."""
    server = LlamaServer.in_folder(folder)
    return server if server.binary.is_file() else None


def llama_version() -> str:
    """The version of llama-cpp-python that the lock file pins."""
    found = re.search(r"^llama-cpp-python==(\S+)", LOCK_FILE.read_text(), re.MULTILINE)
    if not found:
        raise ValueError(f"{LOCK_FILE.name} pins no llama-cpp-python")
    return found[1]


def processor_key(cpuinfo: Path = Path("/proc/cpuinfo")) -> str:
    """A short name for processors that can share builds, which use -march=native."""
    if not cpuinfo.is_file():
        return _slug(f"{platform.system()} {platform.machine()} {platform.processor()}")
    fields = re.findall(r"^(\S.*?)\s*:\s*(.*)$", cpuinfo.read_text(), re.MULTILINE)
    first = dict(reversed(fields))
    name = first.get("model name") or f"{platform.machine()} {first.get('CPU part', '')}"
    flags = (first.get("flags") or first.get("Features") or "").split()
    used = sorted(flag for flag in flags if _INSTRUCTIONS.match(flag))
    return f"{_slug(name)}-{hashlib.sha256(' '.join([name, *used]).encode()).hexdigest()[:10]}"


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")
