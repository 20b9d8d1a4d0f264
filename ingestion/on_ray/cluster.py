"""Ray: a temporary cluster on this machine's cores, or an existing one."""

from __future__ import annotations

import hashlib
import logging
import os
import secrets
import shutil
import socket
import tempfile
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from agent.embedding.model import cores
from agent.errors import InternalError, MentorError, NotReady
from ingestion.workers.worker_pool import Stopped

STORE = 256 << 20  # bytes of objects in memory; the rest is spilled to disk
RETRIES = 5  # of a task whose worker was lost
TOKEN = Path("~/.ray/auth_token")  # Ray's own path; make ray creates one there
CONNECT = 5.0  # seconds
LOOK = 0.2  # seconds between checks whether the ingest was stopped
QUIET = {
    "RAY_USAGE_STATS_ENABLED": "0",  # nothing leaves the machine
    "RAY_DEDUP_LOGS_SKIP_REGEX": ".",  # keeps its messages about lost workers out of our output
    "RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO": "0",  # avoids a warning
}
ALONE = {
    "RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER": "0",  # listen on loopback only
    "RAY_AUTH_MODE": "token",
}

log = logging.getLogger(__name__)


class WorkersLost(NotReady):
    """A task was abandoned after losing several workers."""


class Cluster:
    """Runs module-level functions as tasks; tasks of lost workers run again elsewhere."""

    def __init__(self, ray: Any, folder: Path | None) -> None:
        self._ray = ray
        self._known: dict[Callable[..., Any], Any] = {}
        self._stopped = False
        self.folder = folder
        """`folder`: for files, if the cluster is only this machine."""
        self.cores = int(ray.cluster_resources().get("CPU", 0))

    def put(self, value: bytes) -> Any:
        """A reference that can be passed to tasks."""
        return self._ray.put(value)

    def start(self, function: Callable[..., Any], *arguments: object) -> Any:
        """A reference to the result of a function or generator."""
        if function not in self._known:
            options = {"num_cpus": 1, "max_retries": RETRIES}
            self._known[function] = self._ray.remote(**options)(function)
        return self._known[function].remote(*arguments)

    def result(self, reference: Any) -> Any:
        """The result. Raises the function's `MentorError`, `WorkersLost`, `NotReady` if the
        cluster is gone, `Stopped`."""
        self._wait(reference)
        errors = self._ray.exceptions
        try:
            return self._ray.get(reference)
        except errors.RayTaskError as error:
            if isinstance(error.cause, MentorError):
                raise error.cause from None
            log.exception("A task failed")
            raise InternalError(
                f"A task of the Ray cluster failed ({type(error.cause).__name__}).",
                "Check ingest.log in the data folder and ingest again.",
            ) from error
        except (errors.WorkerCrashedError, errors.NodeDiedError, errors.OutOfMemoryError) as error:
            raise WorkersLost(
                f"The Ray cluster lost {RETRIES + 1} workers on one task.",
                "Check the memory and uptime of its machines and ingest again.",
            ) from error
        except errors.RayError as error:
            log.exception("The cluster failed")
            raise NotReady(
                f"The Ray cluster failed ({type(error).__name__}).",
                "Finished files are kept. Check that its machines are up and ingest again.",
            ) from error

    def results(self, stream: Any) -> Iterator[Any]:
        """The results of a generator, one by one."""
        self._wait(stream)
        for reference in stream:
            yield self.result(reference)
            self._wait(stream)

    def stop(self) -> None:
        """Make all waiting callers raise `Stopped`."""
        self._stopped = True

    def _wait(self, reference: Any) -> None:
        while not self._ray.wait([reference], timeout=LOOK)[0]:
            if self._stopped:
                raise Stopped


@contextmanager
def open_cluster(address: str | None, data_dir: Path) -> Generator[Cluster]:
    """The cluster at `address`, or a temporary one.

    Raises `NotReady` without Ray or the cluster.
    """
    opened = _joined(address) if address else _alone(data_dir)
    with opened as cluster:
        yield cluster


@contextmanager
def _joined(address: str) -> Generator[Cluster]:
    trouble = f"There is no Ray cluster at {address} that this machine has joined"
    fix = (
        "Run make ray on its first machine and make ray HEAD=host:port on all others, including "
        "this one; or unset RAY_ADDRESS to use only this machine."
    )
    host, _, port = address.rpartition(":")
    try:  # Ray itself would retry for a minute
        socket.create_connection((host, int(port)), timeout=CONNECT).close()
    except (OSError, ValueError) as error:
        raise NotReady(f"{trouble}: {error}.", fix) from error
    ray = _imported(QUIET | _token())
    with _running(ray, trouble, fix, address=address):
        yield Cluster(ray, None)


@contextmanager
def _alone(data_dir: Path) -> Generator[Cluster]:
    token = os.environ.get("RAY_AUTH_TOKEN") or secrets.token_hex(32)
    ray = _imported(QUIET | ALONE | {"RAY_AUTH_TOKEN": token})
    folder = _own_folder(data_dir)
    how = {"address": "local", "num_cpus": cores(), "object_store_memory": STORE}
    fix = "Free memory and disk space, or ingest without ENGINE=ray."
    try:
        with _running(ray, "Ray did not start", fix, **how, _temp_dir=str(folder / "ray")):
            yield Cluster(ray, folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _token() -> dict[str, str]:
    """The environment for the token, if there is one; Ray does not look for it by itself."""
    known = {"RAY_AUTH_TOKEN", "RAY_AUTH_TOKEN_PATH"} & set(os.environ)
    if "RAY_AUTH_MODE" in os.environ or not (known or TOKEN.expanduser().is_file()):
        return {}
    return {"RAY_AUTH_MODE": "token"}


def _imported(environment: Mapping[str, str]) -> Any:
    """Ray, which reads the environment on import."""
    os.environ.update(environment)
    try:
        import ray
    except ImportError as error:
        raise NotReady(
            "Ray is not installed.", "Run make ingest ENGINE=ray, which installs it first."
        ) from error
    return ray


@contextmanager
def _running(ray: Any, trouble: str, fix: str, **how: Any) -> Generator[None]:
    try:
        ray.init(log_to_driver=False, logging_level=logging.ERROR, **how)
    except (OSError, ValueError, RuntimeError, ray.exceptions.RayError) as error:
        log.exception("The cluster could not be reached")
        raise NotReady(f"{trouble}: {error}".splitlines()[0], fix) from error
    try:
        yield
    finally:
        ray.shutdown()


def _own_folder(data_dir: Path) -> Path:
    """A private folder with a short path, for sockets; deletes leftovers of a killed ingest.

    Ray makes its own folders readable by all. There is one ingest at a time per data folder.
    """
    name = hashlib.sha256(os.fsencode(data_dir.absolute())).hexdigest()[:8]
    folder = Path(tempfile.gettempdir(), f"mentor-ray-{os.getuid()}-{name}")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700)
    return folder
