"""The measurements of a model on this machine, if there are any."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from agent.llm.decisions import read_profile
from deploy.llama.build_cache import processor_key


def current_profile(folder: Path, model: Path) -> dict[str, Any] | None:
    """The profile, if it is of this file and this kind of processor."""
    profile = read_profile(folder, model.stem)
    if profile is None or profile.get("size") != model.stat().st_size:
        return None
    return profile if profile.get("processor") == processor_key() else None


def is_distorted(profile: Mapping[str, Any], load: float, cores: int) -> bool:
    """Whether the machine was busy when it was measured, and is not at this load."""
    return float(profile.get("load", 0)) > cores >= load
