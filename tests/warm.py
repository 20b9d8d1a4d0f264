"""`python -m` for tests, in a process forked from one that has the imports done.

They are 2.7 of the 3.3 seconds that a start of the service takes. A forked process is as separate
as any other: environment, working folder, output, signals and death are its own. That importing
reads no setting and opens nothing, tests/test_layers.py shows. It has no part of an interpreter's
end, though (threads that still run then, what was registered with atexit): tests of the start, of
the end, of pipes and of supervisor begin with new interpreters.
"""

from __future__ import annotations

import os
import runpy
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from multiprocessing import get_context, parent_process
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from threading import Thread
from typing import IO

ROOT = Path(__file__).parents[1]


class Warm:
    """A process, with those methods of `subprocess.Popen` that tests need."""

    def __init__(self, process: ForkServerProcess) -> None:
        assert process.pid
        self.pid: int = process.pid
        self.kill, self.terminate = process.kill, process.terminate
        self._process = process

    def poll(self) -> int | None:
        """Its exit code, negative for a signal; None while it runs."""
        return self._process.exitcode

    def wait(self, timeout: float | None = None) -> int:
        """Its exit code, once it has ended; raises `subprocess.TimeoutExpired`."""
        self._process.join(timeout)
        code = self.poll()
        if code is None:
            raise subprocess.TimeoutExpired(f"process {self.pid}", timeout or 0)
        return code


def start(
    module: str,
    *arguments: str,
    env: Mapping[str, str],
    stdout: IO[bytes],
    stderr: IO[bytes],
    stdin: IO[bytes] | None = None,
) -> Warm:
    """Start `python -m module` in the root of the checkout; the three are files with names."""
    files = {2: stderr.name, 1: stdout.name, 0: stdin.name if stdin else os.devnull}
    context = get_context("forkserver")
    context.set_forkserver_preload(["tests.warm_imports"])
    process = context.Process(target=_run, args=(module, arguments, dict(env), files))
    process.start()
    return Warm(process)


def run(
    module: str,
    *arguments: str,
    env: Mapping[str, str],
    typed: str = "",
    timeout: float | None = None,
) -> subprocess.CompletedProcess[str]:
    """Run `python -m module` to its end, `typed` on its standard input, and catch its output."""
    with (
        tempfile.NamedTemporaryFile() as stdin,
        tempfile.NamedTemporaryFile() as stdout,
        tempfile.NamedTemporaryFile() as stderr,
    ):
        stdin.write(typed.encode())
        stdin.flush()
        process = start(module, *arguments, env=env, stdout=stdout, stderr=stderr, stdin=stdin)
        try:
            code = process.wait(timeout)
        finally:
            process.kill()
        output, errors = stdout.read().decode(), stderr.read().decode()
    return subprocess.CompletedProcess([module, *arguments], code, output, errors)


def _run(
    module: str, arguments: tuple[str, ...], env: Mapping[str, str], files: Mapping[int, str]
) -> None:
    Thread(target=_end_with_the_tests, daemon=True).start()
    for number, name in files.items():
        file = os.open(name, os.O_RDWR | os.O_APPEND)
        os.dup2(file, number)
        os.close(file)
    sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115  multiprocessing's is empty
    os.chdir(ROOT)
    os.environ.clear()
    os.environ.update(env)
    sys.argv = [module, *arguments]
    for again in (module, f"{module}.__main__"):  # it runs as `__main__`, whoever has imported it
        if again in sys.modules and not hasattr(sys.modules[again], "__path__"):
            del sys.modules[again]
    runpy.run_module(module, run_name="__main__", alter_sys=True)


def _end_with_the_tests() -> None:
    """Exit when the process that runs the tests has died, however that happened."""
    tests = parent_process()
    assert tests
    tests.join()
    os._exit(1)
