"""The command that serves the chosen language model, and its use of this machine.

llama-server if available, else `python -m llama_cpp.server` if llama-cpp-python is installed, which
handles one request at a time, so the mentor sends one question at a time.
"""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from agent.compose.reasoners import wants_model
from agent.errors import NotReady
from agent.settings import Settings
from deploy.llama.build_cache import LlamaServer, find_llama_server, server_on_path
from deploy.llama.llama_server import server_options
from deploy.model import hardware
from deploy.model.chosen import chosen
from deploy.model.gguf_header import check_header, read_header
from deploy.model.memory_fit import Fit, fit
from deploy.model.profile import current_profile

LOOPBACK = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class ModelPlan:
    """How a model will be served. `server` None stands for `python -m llama_cpp.server`."""

    model: Path
    server: LlamaServer | None
    fit: Fit
    description: str
    flags: Sequence[str] = ()
    """Options that the model was measured to need on this machine."""

    def command(self, port: int) -> list[str]:
        """The command line."""
        if self.server is None:
            return self._python(port)
        options = server_options(
            self.model, LOOPBACK, port, self.fit.context, self.fit.slots, self.fit.gpu_layers,
            None, self.model.stem,
        )  # fmt: skip
        return [str(self.server.binary), *options, *self.flags]

    def service_settings(self, settings: Settings) -> dict[str, str]:
        """The settings that the service needs to use it."""
        values = {
            "MENTOR_LLM_BASE_URL": f"http://{LOOPBACK}:{settings.model_port}/v1",
            "MENTOR_LLM_MODEL": settings.llm_model or self.model.stem,
        }
        if self.server is None:  # llama-cpp-python does not report these
            served = {"slots": self.fit.slots, "context": self.fit.context}
            values["MENTOR_LLM_OPTIONS"] = str(settings.llm_options.model_copy(update=served))
        return values

    def environment(self, base: Mapping[str, str]) -> dict[str, str]:
        """The environment of the command."""
        return self.server.environment(base) if self.server else dict(base)

    def _python(self, port: int) -> list[str]:
        # by default a new request interrupts the running one, and logits of all tokens are kept
        options = {
            "model": self.model, "model_alias": self.model.stem, "host": LOOPBACK, "port": port,
            "n_ctx": self.fit.context, "interrupt_requests": False, "logits_all": False,
            "n_gpu_layers": -1 if self.fit.gpu_layers is None else self.fit.gpu_layers,
        }  # fmt: skip
        pairs = [word for name, value in options.items() for word in (f"--{name}", str(value))]
        return [sys.executable, "-m", "llama_cpp.server", *pairs]


def plan_model(settings: Settings) -> ModelPlan | None:
    """The plan for the chosen model; None without a model file, or if the reasoner uses none.

    Raises `NotReady` without a server program, `NotFound` if the file is gone, and
    `InvalidRequest` if it cannot be used.
    """
    model = chosen(settings) if wants_model(settings) else None
    if model is None:
        return None
    header = read_header(model)
    check_header(header)
    server = find_llama_server()
    if server is None and not has_python_server():
        raise no_server(model)
    machine = hardware.look()
    found = fit(header, machine, settings, gpu_build=server.uses_gpu if server else True)
    if server is None:
        found = Fit(found.context, 1, found.gpu_layers, found.fits)
    how = str(server.binary) if server else "python -m llama_cpp.server, one request at a time"
    flags = (current_profile(settings.models, model) or {}).get("flags", [])
    return ModelPlan(model, server, found, f"{model.name}: {found.describe(header)}; {how}", flags)


def has_python_server() -> bool:
    """Whether llama-cpp-python is installed here."""
    return importlib.util.find_spec("llama_cpp") is not None


def no_server(model: Path) -> NotReady:
    """The error for a model without a server program."""
    why = "llama-server is not built yet"
    if old := server_on_path():
        why = f"{old.binary} is too old: it does not support {', '.join(old.lacks()[:3])}"
    return NotReady(
        f"{model.name} is not used: {why}.",
        "Run make llama (about 10 minutes, once), or install llama-cpp-python[server] in .venv, "
        "which answers one question at a time.",
    )
