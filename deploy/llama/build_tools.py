"""Checks for the compilers that llama.cpp needs, before anything is downloaded."""

from __future__ import annotations

import os
import platform
import shutil
import subprocess

from agent.errors import NotReady
from deploy.llama.build_cache import Variant


def check_tools(variant: Variant) -> dict[str, str]:
    """Environment variables for the build; raises NotReady if a compiler is missing."""
    for variable, usual in (("CC", ("cc", "gcc", "clang")), ("CXX", ("c++", "g++", "clang++"))):
        names = [os.environ[variable]] if variable in os.environ else usual
        if not any(map(_runs, names)):
            raise NotReady(
                f"There is no {'C' if variable == 'CC' else 'C++'} compiler ({', '.join(names)}).",
                "Debian, Ubuntu: sudo apt install build-essential. Fedora: sudo dnf install "
                "gcc-c++. macOS: xcode-select --install.",
            )
    if variant == "metal" and platform.system() != "Darwin":
        raise NotReady("Metal exists only on macOS.", "Build without --metal, or with --cuda.")
    return _cuda_compiler() if variant == "cuda" else {}


def _cuda_compiler() -> dict[str, str]:
    for nvcc in (os.environ.get("CUDACXX"), "nvcc", "/usr/local/cuda/bin/nvcc"):
        if nvcc and _runs(nvcc):
            return {"CUDACXX": shutil.which(nvcc) or nvcc}
    raise NotReady(
        "There is no CUDA compiler (nvcc).",
        "Install the CUDA toolkit, set CUDACXX to its nvcc, or build without --cuda.",
    )


def _runs(program: str) -> bool:
    found = shutil.which(program)
    if found is None:
        return False
    return subprocess.run([found, "--version"], capture_output=True).returncode == 0
