"""`python -m deploy.run`: serve, with the model's server, and catch up with the materials.

A GGUF file under the models folder is served by llama-server, unless MENTOR_LLM_BASE_URL names a
server already. Without a model the mentor answers in quotes.
"""

from __future__ import annotations

import subprocess
import sys
from contextlib import ExitStack
from socket import socket

from agent.errors import MentorError
from agent.settings import Settings
from api.__main__ import check_address, serve, settings_from
from deploy.llama_cache import find_llama_server
from deploy.llama_server import start_llama_server

SLOTS = 2  # requests at a time
CONTEXT = 8_192  # tokens for each


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
    """The settings, after llama-server was started on the newest GGUF where there is one."""
    models = sorted(settings.models.glob("*.gguf"), key=lambda path: path.stat().st_mtime)
    if settings.llm_base_url or not models:
        return settings
    server = find_llama_server()
    if server is None:
        print(f"{models[-1].name} is not used: there is no llama-server yet. Run: make llama")
        return settings
    running = start_llama_server(
        server,
        models[-1],
        port=_free_port(),
        context=CONTEXT,
        slots=SLOTS,
        log=settings.data_dir / "logs" / "llama-server.log",
        alias=models[-1].stem,
    )
    stack.enter_context(running)
    return settings.model_copy(update={"llm_base_url": f"{running.base_url}/v1"})


def _free_port() -> int:
    with socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


if __name__ == "__main__":
    sys.exit(main())
