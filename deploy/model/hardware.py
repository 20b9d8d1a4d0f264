"""This machine's hardware for a language model: cores, memory, GPUs."""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
from dataclasses import dataclass

import psutil

GIB = 1 << 30
APPLE_SHARE = 0.7  # of the shared memory that macOS allows an Apple GPU to use


@dataclass(frozen=True, slots=True)
class Gpu:
    """One GPU; sizes in bytes."""

    name: str
    total: int
    free: int


@dataclass(frozen=True, slots=True)
class Hardware:
    """Sizes in bytes; `memory` is the available memory."""

    cores: int
    memory: int
    gpus: tuple[Gpu, ...] = ()

    @property
    def free(self) -> int:
        """Memory available for a model: of all GPUs together, else of the machine."""
        return sum(gpu.free for gpu in self.gpus) if self.gpus else self.memory

    @property
    def total(self) -> int:
        """The same if nothing else were running."""
        if self.gpus:
            return sum(gpu.total for gpu in self.gpus)
        return int(psutil.virtual_memory().total)

    def describe(self) -> str:
        """A one-line description."""
        gpus = ", ".join(f"{gpu.name} {gpu.total / GIB:.0f} GB" for gpu in self.gpus)
        return f"{self.cores} cores, {self.memory / GIB:.0f} GB of memory free, {gpus or 'no GPU'}"


def look() -> Hardware:
    """This machine."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    memory = int(psutil.virtual_memory().available)
    return Hardware(cores or 1, memory, tuple(_apple(memory) or nvidia()))


def nvidia(program: str = "nvidia-smi") -> list[Gpu]:
    """The NVIDIA GPUs listed by the driver's tool; [] if it does not run."""
    if not shutil.which(program):
        return []
    query = [program, "--query-gpu=name,memory.total,memory.free", "--format=csv,noheader,nounits"]
    try:
        output = subprocess.run(
            query, capture_output=True, text=True, timeout=20, check=True
        ).stdout
    except (OSError, subprocess.SubprocessError):
        return []
    rows = [line.rsplit(",", 2) for line in output.splitlines()]
    return [
        Gpu(row[0].strip(), int(row[1]) << 20, int(row[2]) << 20)
        for row in rows
        if len(row) == 3 and row[1].strip().isdigit() and row[2].strip().isdigit()
    ]


def _apple(memory: int) -> list[Gpu]:
    if (platform.system(), platform.machine()) != ("Darwin", "arm64"):
        return []
    total = int(psutil.virtual_memory().total * APPLE_SHARE)
    return [Gpu("Apple GPU", total, min(total, int(memory * APPLE_SHARE)))]
