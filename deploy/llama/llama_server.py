"""Runs llama-server as a child process, which stops with its parent."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

import httpx

from agent.errors import ModelUnavailable
from deploy.child import dies_with_parent, last_lines
from deploy.llama.build_cache import LlamaServer

PROMPT_CACHE_MIB = 1024  # llama-server's default is 8 GiB, too much for small machines

_FIXES = {
    "couldn't bind": "Choose another port, above 1024.",
    "failed to load model": "Check that the file is a complete GGUF model that fits in memory.",
    "error while loading shared libraries": "Build llama-server again: make llama",
    "out of memory": "Lower the context or the number of slots, or choose a smaller model.",
    "failed to allocate": "Lower the context or the number of slots, or choose a smaller model.",
}


class RunningLlama:
    """A running llama-server, as a context manager that stops it.

    `base_url` is the server's root (`/health`, `/props`, `/slots`, ...); the OpenAI-compatible
    API is below `base_url + "/v1"`.
    """

    def __init__(self, process: subprocess.Popen[bytes], base_url: str, log: Path) -> None:
        self.process = process
        self.base_url = base_url
        self.log = log

    def stop(self, patience: float = 2.0) -> None:
        """Terminate it, and kill its process group after `patience` seconds.

        A streaming server would wait for the end of the stream; it has nothing to save.
        """
        if self.process.poll() is not None:
            return
        self.process.terminate()
        try:
            self.process.wait(patience)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    def wait_until_healthy(self, patience: float) -> None:
        """Return once it answers `/health`, or lists its models (llama-cpp-python).

        Raises ModelUnavailable if it exits, or does not answer within `patience` seconds.
        """
        deadline = time.monotonic() + patience
        with httpx.Client(base_url=self.base_url, trust_env=False, timeout=5) as client:
            while time.monotonic() < deadline:
                try:
                    if client.get("/health").is_success or client.get("/v1/models").is_success:
                        return
                except httpx.TransportError:
                    pass  # not listening yet
                try:
                    self.process.wait(0.05)
                except subprocess.TimeoutExpired:
                    continue
                raise _failure(f"The model server exited ({self.process.returncode})", self.log)
        raise _failure(f"The model server was not ready after {patience:.0f} s", self.log)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()


def start_llama_server(
    server: LlamaServer,
    model: Path,
    *,
    port: int,
    context: int,
    slots: int,
    log: Path,
    host: str = "127.0.0.1",
    gpu_layers: int | None = None,
    threads: int | None = None,
    alias: str | None = None,
    more: Sequence[str] = (),
    patience: float = 300.0,
    announce: Callable[[str], None] = print,
) -> RunningLlama:
    """Start a server for one GGUF model and return once it answers `/health`.

    `context`: tokens for each of `slots` concurrent requests (llama.cpp divides its `--ctx-size`
    among them). With None, llama.cpp chooses `gpu_layers` (as many as fit) and `threads` (one per
    core); `more` are further options. The server's output overwrites `log`. On Linux the server
    ends with the calling thread, so call this from one that lives long enough.

    Raises ModelUnavailable if it exits, or does not answer within `patience` seconds.
    """
    options = server_options(model, host, port, context, slots, gpu_layers, threads, alias)
    announce(
        f"llama-server: {model.name} at http://{host}:{port}/v1, {slots} x {context} tokens, "
        f"GPU layers {'as fit' if gpu_layers is None else gpu_layers}, log {log}"
    )
    command = [str(server.binary), *options, *more]
    running = start_server(command, server.environment(os.environ), host, port, log)
    try:
        running.wait_until_healthy(patience)
    except BaseException:
        running.stop()
        raise
    return running


def start_server(
    command: Sequence[str], environment: Mapping[str, str], host: str, port: int, log: Path
) -> RunningLlama:
    """Start a model server without waiting; raises ModelUnavailable if the port is taken."""
    _refuse_taken_port(host, port)
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as output:
        process = subprocess.Popen(
            dies_with_parent(command),
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            process_group=0,
        )
    return RunningLlama(process, f"http://{host}:{port}", log)


def server_options(
    model: Path,
    host: str,
    port: int,
    context: int,
    slots: int,
    gpu_layers: int | None,
    threads: int | None,
    alias: str | None,
) -> list[str]:
    """The options of llama-server; parameters as in `start_llama_server`."""
    options = ["--model", str(model), "--host", host, "--port", str(port)]
    options += ["--ctx-size", str(context * slots), "--parallel", str(slots)]
    options += ["--no-kv-unified", "--cache-prompt", "--cache-ram", str(PROMPT_CACHE_MIB)]
    options += ["--jinja", "--metrics", "--slots", "--no-ui", "--offline"]
    options += ["--alias", alias or model.stem]
    if gpu_layers is not None:
        options += ["--n-gpu-layers", str(gpu_layers)]
    if threads is not None:
        options += ["--threads", str(threads)]
    return options


def _refuse_taken_port(host: str, port: int) -> None:
    """Raise if the port is taken: another program would answer `/health` instead."""
    try:
        socket.create_server((host, port)).close()
    except OSError as error:
        raise ModelUnavailable(
            f"llama-server cannot listen on {host}:{port}: {error.strerror}",
            "Stop the program that uses it, or choose another port.",
        ) from error


def _failure(what: str, log: Path) -> ModelUnavailable:
    end = last_lines(log)
    fix = next((fix for sign, fix in _FIXES.items() if sign in end), f"See {log}")
    return ModelUnavailable(f"{what}. The end of its log:\n{end}", fix)
