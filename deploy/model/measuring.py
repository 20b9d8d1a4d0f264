"""Starts a model's server once to measure it, with the options that this machine needs.

On some processors the weights that llama.cpp rearranges for speed make it crash (seen: 4-bit
weights with AMX); then it is started without.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from agent.errors import ModelUnavailable
from agent.settings import Settings
from deploy.llama.llama_server import RunningLlama, start_llama_server
from deploy.model.calibration import calibrate, load_now
from deploy.model.fetch import Report
from deploy.model.profile import current_profile, is_distorted
from deploy.model.serving import ModelPlan

FLAGS: tuple[tuple[str, ...], ...] = ((), ("--no-repack",))
"""Options to try, fastest first."""
CONTEXT = 4_096


def measure(
    plan: ModelPlan, settings: Settings, *, grading: bool, report: Report = print
) -> dict[str, Any] | None:
    """Measure the planned model and write its profile; None if no llama-server serves it.

    Raises `ModelUnavailable` if it does not run with any of the options.
    """
    if plan.server is None:
        return None
    log = settings.data_dir / "logs" / "measuring.log"
    for flags in FLAGS:
        try:
            with _started(plan, flags, log) as running:
                return calibrate(
                    running.base_url, plan.model, plan.model.stem, settings.models,
                    flags=flags, grading=grading, report=report,
                )  # fmt: skip
        except ModelUnavailable as error:
            if flags == FLAGS[-1]:
                raise
            report(f"{error.message.partition('. ')[0]}. Trying {' '.join(FLAGS[-1])}.")
    return None


def measured_before(plan: ModelPlan, settings: Settings) -> dict[str, Any] | None:
    """The profile of the planned model on this machine, if there is one."""
    return current_profile(settings.models, plan.model)


def with_flags(
    plan: ModelPlan,
    settings: Settings,
    report: Report = print,
    load: Callable[[], float] = load_now,
) -> ModelPlan:
    """The plan with the options that the model needs on this machine.

    A model that was never started here, or only while the machine was busy, is started for a minute
    or two and measured, but not its verdicts.
    """
    before = measured_before(plan, settings)
    busy = before and is_distorted(before, load(), os.cpu_count() or 1)
    if plan.server is None or (before and "confirming" in before and not busy):
        return plan
    again = ": it was busy the last time" if busy else ", once"
    report(f"Measuring the model on this machine{again} ...")
    try:
        profile = measure(plan, settings, grading=False, report=report)
    except ModelUnavailable as error:  # the server's own start reports it, too
        report(error.explain())
        return plan
    return replace(plan, flags=(profile or {}).get("flags", []))


def _started(plan: ModelPlan, flags: tuple[str, ...], log: Path) -> RunningLlama:
    assert plan.server
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    return start_llama_server(
        plan.server, plan.model, port=port, context=CONTEXT, slots=1, log=log,
        gpu_layers=plan.fit.gpu_layers, more=flags, announce=lambda _: None,
    )  # fmt: skip
