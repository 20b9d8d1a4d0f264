"""`python -m deploy.run`: serve, start the model server if needed, and ingest new materials.

llama-server serves the language model that `make model` chose, unless MENTOR_LLM_BASE_URL names a
server. Without a model, answers are quotes.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from contextlib import ExitStack
from socket import socket
from threading import Thread

from agent.embedding.model import find_model_folder
from agent.errors import MentorError, ModelUnavailable
from agent.settings import Settings
from api.__main__ import check_address, serve, settings_from
from deploy.llama.llama_server import RunningLlama, start_server
from deploy.model.measuring import with_flags
from deploy.model.serving import LOOPBACK, plan_model

LOADING = 1_800.0  # seconds for loading a large model from a slow disk


def main() -> int:
    """Serve until stopped; returns 2 if something must be set up first."""
    try:
        settings = settings_from(sys.argv[1:], "python -m deploy.run", __doc__)
        check_address(settings)
        find_model_folder(settings.embedding_model, settings.models)  # else both fail
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
    """Ingest in the background, while the service answers from the existing index."""
    ingest = subprocess.Popen([sys.executable, "-m", "ingestion"])
    stack.callback(ingest.wait)
    stack.callback(ingest.terminate)


def _with_model(settings: Settings, stack: ExitStack) -> Settings:
    """Start the model server if there is a model; returns the settings that use it."""
    if settings.llm_base_url:
        return settings
    try:
        plan = plan_model(settings)
    except MentorError as error:  # the service works without a model, too
        print(f"{error.explain()}\nUntil then, answers are quotes.", file=sys.stderr)
        return settings
    if plan is None:
        return settings
    print(plan.description)
    plan = with_flags(plan, settings)
    port, log = _free_port(), settings.data_dir / "logs" / "model.log"
    running = start_server(plan.command(port), plan.environment(os.environ), LOOPBACK, port, log)
    stack.enter_context(running)
    Thread(target=_report_exit, args=(running,), daemon=True).start()
    options = settings.llm_options
    slots = options.slots or (None if plan.server else plan.fit.slots)
    context = options.context or (None if plan.server else plan.fit.context)
    return settings.model_copy(
        update={
            "llm_base_url": f"{running.base_url}/v1",
            "llm_model": settings.llm_model or plan.model.stem,
            "llm_options": options.model_copy(update={"slots": slots, "context": context}),
        }
    )


def _report_exit(running: RunningLlama) -> None:
    """Print the error if the model server exits before it is ready; the page is already open."""
    try:
        running.wait_until_healthy(LOADING)
    except ModelUnavailable as error:
        if running.process.returncode != -signal.SIGTERM:  # the signal that stops it
            print(error.explain(), file=sys.stderr)


def _free_port() -> int:
    with socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


if __name__ == "__main__":
    sys.exit(main())
