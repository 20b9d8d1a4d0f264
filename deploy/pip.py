"""The pip to run: this Python's, or a new one if the environment has none (as with uv)."""

from __future__ import annotations

import importlib.util
import sys
import venv
from pathlib import Path


def pip_command(work: Path) -> list[str]:
    """The beginning of a pip command; a missing pip is installed below `work`."""
    if importlib.util.find_spec("pip"):
        return [sys.executable, "-m", "pip"]
    venv.create(work / "pip", with_pip=True, symlinks=True)
    return [str(work / "pip" / "bin" / "python"), "-m", "pip"]
