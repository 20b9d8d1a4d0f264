"""`python -m deploy.run`: serve, start the model server if needed, and ingest new materials.

llama-server serves the language model that `make model` chose, unless MENTOR_LLM_BASE_URL names a
server. Without a model, answers are quotes.
"""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import ExitStack, closing
from functools import partial
from socket import socket

from agent.embedding.model import find_model_folder
from agent.errors import MentorError
from agent.settings import Settings
from api.__main__ import check_address, serve, settings_from
from deploy.llama.kept_up import KeptUp
from deploy.llama.llama_server import start_server
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
    command, environment = plan.command(port), plan.environment(os.environ)
    start = partial(start_server, command, environment, LOOPBACK, port, log)
    running = stack.enter_context(closing(KeptUp(start, LOADING))).running
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


def _free_port() -> int:
    with socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


if __name__ == "__main__":
    sys.exit(main())
