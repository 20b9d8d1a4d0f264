"""A model of the list, downloaded once into this machine's cache and served for a run."""

from __future__ import annotations

import os
from collections.abc import Generator
from contextlib import contextmanager
from socket import socket

from agent.errors import InvalidRequest, NotReady
from agent.settings import Settings
from deploy.llama.llama_server import start_server
from deploy.model.choices import CHOICES, Choice, named
from deploy.model.fetch import Report, cached
from deploy.model.measuring import with_flags
from deploy.model.serving import LOOPBACK, plan_model

LOADING = 600.0  # seconds
ARMS = "computed,model,mixed"
"""The arms of a run with a model: without it, all of it, and what is given to it by measurement."""


@contextmanager
def served(name: str, settings: Settings, report: Report = print) -> Generator[Settings]:
    """The settings with a server of this model, which stops in the end.

    Raises `InvalidRequest` for an unknown name, `ModelUnavailable` if it cannot be had or does not
    start, and `NotReady` without llama-server.
    """
    file = cached(_choice(name), report)
    plan = plan_model(settings.model_copy(update={"model_file": file}))
    if plan is None or plan.server is None:
        raise NotReady("A run with a model needs llama-server.", "make llama")
    settings.models.mkdir(parents=True, exist_ok=True)
    plan = with_flags(plan, settings, report)
    with socket() as probe:
        probe.bind((LOOPBACK, 0))
        port = int(probe.getsockname()[1])
    log = settings.data_dir / "logs" / "eval-model.log"
    command, environment = plan.command(port), plan.environment(os.environ)
    with start_server(command, environment, LOOPBACK, port, log) as running:
        running.wait_until_healthy(LOADING)
        url = {"llm_base_url": f"{running.base_url}/v1", "llm_model": file.stem}
        yield Settings(**{**settings.model_dump(exclude_unset=True), **url})


def _choice(name: str) -> Choice:
    choice = named(name)
    if choice is None:
        names = ", ".join(each.name for each in CHOICES)
        raise InvalidRequest(f"MODEL: there is no model {name!r}.", f"Use one of {names}.")
    return choice
