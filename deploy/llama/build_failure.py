"""Fixes for failed builds, derived from the log."""

from __future__ import annotations

import re
from pathlib import Path

from agent.errors import NotReady

_ERROR = re.compile(r"CMake Error|\berror: |ERROR: ")  # the first one; pip's own come last

_FIXES = {
    r"DO NOT MATCH THE HASHES": "The archive is not the pinned one; ask your index's operator.",
    r"No space left on device": "Free about 3 GB on the cache's disk, or pass --cache-dir DIR.",
    r"Killed signal|cannot allocate memory|out of memory": "Out of memory: pass --jobs 1.",
    r"cublas_v2.h|CUDA::cublas": "Install the complete CUDA toolkit: cuBLAS is missing.",
    r"no GPU was detected": (
        "Build on the machine with the GPU, or name its architecture: "
        "CMAKE_ARGS=-DCMAKE_CUDA_ARCHITECTURES=90 for an H100, 89 for an RTX 40."
    ),
    r"CUDA Toolkit not found|unsupported GNU version|No CMAKE_CUDA_COMPILER": (
        "Install a CUDA toolkit that supports your compiler, or build without --cuda."
    ),
    r"No matching distribution|Could not find a version|name resolution|ConnectionError"
    r"|NewConnectionError|Read timed out|ConnectTimeout": (
        "The package index could not be reached: check the network, or set PIP_INDEX_URL to a "
        "mirror. You can use a wheel built on an identical machine with --wheel FILE."
    ),
    r"No CMAKE_CXX_COMPILER|is not able to compile": "Install or repair the C and C++ compilers.",
}


def build_failure(what: str, log: Path) -> NotReady:
    """The error to raise: the first error in the log, and the likely fix."""
    lines = log.read_text(errors="replace").splitlines()
    signs = "\n".join(lines)
    fix = next((fix for sign, fix in _FIXES.items() if re.search(sign, signs, re.IGNORECASE)), None)
    first = next((n for n, line in enumerate(lines) if _ERROR.search(line)), len(lines) - 12)
    excerpt = "\n".join(lines[max(first, 0) :][:12])
    return NotReady(f"{what}:\n{excerpt}", f"{fix or 'Check the log.'} Log: {log}")
