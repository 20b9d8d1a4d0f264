"""Long-running child processes, which end with their parent and write a log."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path

# Runs before the program in the same process, so that the child dies if its parent is killed.
# (preexec_fn would run in a fork of a process with threads and can deadlock.)
_WITH_PARENT = """
import ctypes, os, signal, sys
ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG, kept across exec
if os.getppid() != int(sys.argv[1]):
    sys.exit("the parent process has exited")
os.execv(sys.argv[2], sys.argv[2:])
"""


def dies_with_parent(command: Sequence[str]) -> list[str]:
    """`command`, changed so that it is killed when the calling thread ends (Linux)."""
    if sys.platform != "linux":
        return list(command)
    return [sys.executable, "-I", "-S", "-c", _WITH_PARENT, str(os.getpid()), *command]


def last_lines(log: Path, count: int = 15) -> str:
    """The end of a log, indented for an error message; "" without a log."""
    if not log.is_file():
        return ""
    lines = log.read_text(errors="replace").splitlines()[-count:]
    return "\n".join(f"    {line}" for line in lines)
