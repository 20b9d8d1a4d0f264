"""The measurements of a model on this machine, if there are any."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from agent.llm.decisions import read_profile
from deploy.llama.cache import processor_key


def current_profile(folder: Path, model: Path) -> dict[str, Any] | None:
    """The profile, if it is of this file and this kind of processor."""
    profile = read_profile(folder, model.stem)
    if profile is None or profile.get("size") != model.stat().st_size:
        return None
    return profile if profile.get("processor") == processor_key() else None
