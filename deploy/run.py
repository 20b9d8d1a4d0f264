"""`python -m deploy.run`: serve, with the model's server, and catch up with the materials.

The language model that `make model` chose is served by llama-server, unless MENTOR_LLM_BASE_URL
names a server already. Without a model the mentor answers in quotes.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from contextlib import ExitStack
from socket import socket
from threading import Thread

from agent.errors import MentorError, ModelUnavailable
from agent.settings import Settings
from api.__main__ import check_address, serve, settings_from
from deploy.llama.server import RunningLlama, start_server
from deploy.model.serving import LOOPBACK, plan_model

LOADING = 1_800.0  # seconds that a large model may take to load from a slow disk


def main() -> int:
    """Serve until stopped; 2 when something must be set up first."""
    try:
        settings = settings_from(sys.argv[1:], "python -m deploy.run", __doc__)
        check_address(settings)
        with ExitStack() as stack:
            _catch_up(stack)
            serve(_with_model(settings, stack))
    except MentorError as error:
        print(error.explain(), file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 0
    return 0


def _catch_up(stack: ExitStack) -> None:
    """Ingest beside the service, which answers from what is in the index already."""
    ingest = subprocess.Popen([sys.executable, "-m", "ingestion"])
    stack.callback(ingest.wait)
    stack.callback(ingest.terminate)


def _with_model(settings: Settings, stack: ExitStack) -> Settings:
    """The settings, after the model's server was started where there is a model."""
    if settings.llm_base_url:
        return settings
    try:
        plan = plan_model(settings)
    except MentorError as error:  # it runs without a model as well
        print(f"{error.explain()}\nAnswers are quotes meanwhile.", file=sys.stderr)
        return settings
    if plan is None:
        return settings
    print(plan.description)
    port, log = _free_port(), settings.data_dir / "logs" / "model.log"
    running = start_server(plan.command(port), plan.environment(os.environ), LOOPBACK, port, log)
    stack.enter_context(running)
    Thread(target=_tell_of_its_end, args=(running,), daemon=True).start()
    slots = settings.llm_slots or (None if plan.server else plan.fit.slots)
    context = settings.llm_context or (None if plan.server else plan.fit.context)
    return settings.model_copy(
        update={
            "llm_base_url": f"{running.base_url}/v1",
            "llm_model": settings.llm_model or plan.model.stem,
            "llm_slots": slots,
            "llm_context": context,
        }
    )


def _tell_of_its_end(running: RunningLlama) -> None:
    """Say why, where the model's server ends before it was ready: the page is open already."""
    try:
        running.wait_until_healthy(LOADING)
    except ModelUnavailable as error:
        if running.process.returncode != -signal.SIGTERM:  # which is how it is stopped
            print(error.explain(), file=sys.stderr)


def _free_port() -> int:
    with socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


if __name__ == "__main__":
    sys.exit(main())
