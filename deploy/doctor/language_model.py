"""Checks of the language model and its server, including their speed."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import httpx
import psutil

from agent.compose.reasoners import wants_model
from agent.llm.decisions import decide, read_profile
from agent.settings import Settings
from deploy.doctor.finding import Finding, judged
from deploy.llama.build_cache import find_llama_server
from deploy.model import hardware
from deploy.model.chosen import chosen
from deploy.model.gguf_header import check_header, read_header
from deploy.model.memory_fit import fit

NEEDED = 4_096  # tokens per request; with fewer, passages are dropped
SLOW = 5.0  # tokens/s below which an answer of 200 words takes a minute
PROMPT = "List the numbers from one to one hundred in words. " * 8


def gpu(settings: Settings) -> Iterator[Finding]:
    """Whether there is a GPU, and whether llama-server supports and uses it."""
    found = hardware.look().gpus
    if not found:
        yield Finding("GPU", "ok", "none")
        return
    yield Finding("GPU", "ok", ", ".join(gpu.name for gpu in found))
    server = find_llama_server()
    if server is None or chosen(settings) is None:
        return
    fix = "make llama CUDA=1 (macOS: METAL=1), then make restart"
    yield judged("llama-server for the GPU", server.uses_gpu, str(server.binary), fix)
    running = {p.pid for p in psutil.process_iter(["name"]) if p.info["name"] == "llama-server"}
    if running and server.uses_gpu and hardware.nvidia():
        used = bool(running & _computing())
        state = "used by llama-server" if used else "not used by the running llama-server"
        yield judged("GPU in use", used, state, "make restart; see make logs")


def model(settings: Settings) -> Iterator[Finding]:
    """The model file: complete, for chat, and small enough."""
    if settings.llm_base_url:
        return
    if not wants_model(settings):
        found = "not used (MENTOR_REASONER=extractive), so answers are quotes"
        yield Finding("language model", "note", found, "Unset MENTOR_REASONER")
        return
    file = chosen(settings)
    if file is None:
        yield Finding("language model", "note", "none, so answers are quotes", "make model")
        return
    header = read_header(file)
    check_header(header)
    yield Finding("language model", "ok", f"{header.name} ({file.name}), with a chat template")
    server = find_llama_server()
    fix = "make llama (CUDA=1 for NVIDIA)"
    yield judged("llama-server", server is not None, str(server.binary) if server else "none", fix)
    plan = fit(header, hardware.look(), settings, gpu_build=bool(server and server.uses_gpu))
    # a running server already occupies its memory, so the model would not fit again
    fix = "Choose a smaller one (make model), or lower context in MENTOR_LLM_OPTIONS"
    if not _answers(_roots(settings)[0]):
        yield judged("memory for the model", plan.fits, plan.describe(header), fix)


def decisions(settings: Settings) -> Iterator[Finding]:
    """Who decides what with the model in use, and from which measurement."""
    file = chosen(settings) if not settings.llm_base_url else None
    name = settings.llm_model or (file.stem if file else None)
    if name is None:
        return
    decided = decide(settings, name)
    profile = read_profile(settings.models, name)
    yield Finding("who decides", "ok", decided.describe())
    if profile is None:
        yield Finding("model measured", "note", "not yet", "make model NAME=..., or make run")
        return
    found = f"{profile.get('read')} tokens/s read, {profile.get('written')} written"
    options = " ".join(profile.get("flags", [])) or "no further options"
    yield Finding("model measured", "ok", f"{found}, load {profile.get('load')}, {options}")


def server(settings: Settings) -> Iterator[Finding]:
    """The running servers: context, template, speed, and whether all serve the same model."""
    unused = not wants_model(settings) or chosen(settings) is None
    if not settings.llm_base_url and unused:
        return
    roots = _roots(settings)
    for root in roots:
        where = "" if len(roots) == 1 else f" at {urlsplit(root).netloc.rpartition('@')[2]}"
        yield from _server(root, where)
    if len(roots) > 1:
        named = [name for root in roots if (name := _model(root))]
        same = len(set(named)) <= 1
        names = ", ".join(dict.fromkeys(named)) or "none answers"
        fix = "Serve the same model on all servers of MENTOR_LLM_BASE_URL"
        yield judged("models of the pool", same, names, fix, "note")


def _server(root: str, where: str) -> Iterator[Finding]:
    props = _json("GET", f"{root}/props")
    if props is None:
        up = _answers(root)
        found = "answers, but does not report its properties" if up else f"no answer at {root}"
        fix = "make up, or correct MENTOR_LLM_BASE_URL"
        yield judged(f"model server{where}", up, found, fix, "note")
        return
    context = int(props.get("default_generation_settings", {}).get("n_ctx", 0))
    slots = int(props.get("total_slots", 1))
    yield judged(
        f"context{where}", context >= NEEDED, f"{slots} x {context:,} tokens",
        f'MENTOR_LLM_OPTIONS="context={NEEDED}" in .env, with fewer slots; make restart', "note",
    )  # fmt: skip
    templated = bool(props.get("chat_template"))
    yield judged(f"chat template{where}", templated, "present", "make model", "note")
    reply = _json("POST", f"{root}/completion", {"prompt": PROMPT, "n_predict": 32})
    timings = (reply or {}).get("timings", {})
    speed = float(timings.get("predicted_per_second", 0))
    found = f"{float(timings.get('prompt_per_second', 0)):.0f} read, {speed:.0f} written"
    fix = "A smaller model (make model), or a GPU; quotes need no model"
    yield judged(f"tokens/s{where}", speed >= SLOW, found, fix, "note")


def _roots(settings: Settings) -> list[str]:
    own = f"http://127.0.0.1:{settings.model_port}"
    return [url.removesuffix("/v1") for url in settings.llm_base_urls or [own]]


def _model(root: str) -> str | None:
    reply = _json("GET", f"{root}/v1/models") or {}
    return next((str(model.get("id")) for model in reply.get("data", [])), None)


def _answers(root: str) -> bool:
    return _json("GET", f"{root}/v1/models") is not None


def _json(method: str, url: str, body: object = None) -> dict[str, Any] | None:
    try:
        reply = httpx.request(method, url, json=body, timeout=60, trust_env=False)
        found: dict[str, Any] = reply.raise_for_status().json()
    except (httpx.HTTPError, ValueError):
        return None
    return found


def _computing() -> set[int]:
    """The processes that use an NVIDIA GPU; in a container their ids may differ."""
    query = ["nvidia-smi", "--query-compute-apps=pid", "--format=csv,noheader"]
    output = subprocess.run(query, capture_output=True, text=True).stdout
    return {int(line) for line in output.split() if line.isdigit()}
