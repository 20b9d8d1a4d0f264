"""Ray: a cluster of this machine's cores for one ingest, or one that is there already."""

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
from ingestion.workers.pool import Stopped

STORE = 256 << 20  # bytes of objects that are held in memory; more of them go to the disk
RETRIES = 5  # of a task whose worker was lost
TOKEN = Path("~/.ray/auth_token")  # Ray's own place for it; make ray puts one there
CONNECT = 5.0  # seconds
LOOK = 0.2  # seconds between looks at whether the ingest was stopped
QUIET = {
    "RAY_USAGE_STATS_ENABLED": "0",  # nothing leaves the machine
    "RAY_DEDUP_LOGS_SKIP_REGEX": ".",  # of a lost worker it tells on standard output, among ours
    "RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO": "0",  # else it warns of a change of its own
}
ALONE = {
    "RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER": "0",  # its name for: listen on loopback alone
    "RAY_AUTH_MODE": "token",
}

log = logging.getLogger(__name__)


class WorkersLost(NotReady):
    """A task was given up after its worker was lost again and again."""


class Cluster:
    """Runs functions of modules as tasks; one whose worker is lost is run again elsewhere."""

    def __init__(self, ray: Any, folder: Path | None) -> None:
        self._ray = ray
        self._known: dict[Callable[..., Any], Any] = {}
        self._stopped = False
        self.folder = folder
        """For files, where the cluster is this machine alone."""
        self.cores = int(ray.cluster_resources().get("CPU", 0))

    def put(self, value: bytes) -> Any:
        """A reference that tasks can be given."""
        return self._ray.put(value)

    def start(self, function: Callable[..., Any], *arguments: object) -> Any:
        """A reference to what a function will return, or give one by one."""
        if function not in self._known:
            options = {"num_cpus": 1, "max_retries": RETRIES}
            self._known[function] = self._ray.remote(**options)(function)
        return self._known[function].remote(*arguments)

    def result(self, reference: Any) -> Any:
        """What was returned. Raises the function's own `MentorError`, `WorkersLost`, `NotReady`
        where the cluster is gone, `Stopped`."""
        self._wait(reference)
        errors = self._ray.exceptions
        try:
            return self._ray.get(reference)
        except errors.RayTaskError as error:
            if isinstance(error.cause, MentorError):
                raise error.cause from None
            log.exception("a task failed")
            raise InternalError(
                f"A task of the Ray cluster failed ({type(error.cause).__name__}).",
                "See ingest.log in the data folder, then ingest again.",
            ) from error
        except (errors.WorkerCrashedError, errors.NodeDiedError, errors.OutOfMemoryError) as error:
            raise WorkersLost(
                f"The Ray cluster lost {RETRIES + 1} workers over one task.",
                "See that its machines have memory and stay up, then ingest again.",
            ) from error
        except errors.RayError as error:
            log.exception("the cluster failed")
            raise NotReady(
                f"The Ray cluster failed ({type(error).__name__}).",
                "What was finished is kept. See that its machines are up, then ingest again.",
            ) from error

    def results(self, stream: Any) -> Iterator[Any]:
        """What a function gives, one by one."""
        self._wait(stream)
        for reference in stream:
            yield self.result(reference)
            self._wait(stream)

    def stop(self) -> None:
        """Let nobody wait for a result any more."""
        self._stopped = True

    def _wait(self, reference: Any) -> None:
        while not self._ray.wait([reference], timeout=LOOK)[0]:
            if self._stopped:
                raise Stopped


@contextmanager
def open_cluster(address: str | None, data_dir: Path) -> Generator[Cluster]:
    """The cluster at `address`, or one that lives as long as this.

    Raises `NotReady` without Ray or the cluster.
    """
    opened = _joined(address) if address else _alone(data_dir)
    with opened as cluster:
        yield cluster


@contextmanager
def _joined(address: str) -> Generator[Cluster]:
    trouble = f"There is no Ray cluster at {address} that this machine belongs to"
    fix = (
        "Run make ray on its first machine, and make ray HEAD=host:port on all others, this one "
        "too; or unset RAY_ADDRESS to use this machine alone."
    )
    host, _, port = address.rpartition(":")
    try:  # Ray itself would try for a minute
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
    fix = "See that there is memory and room on the disk, or ingest without ENGINE=ray."
    try:
        with _running(ray, "Ray did not start", fix, **how, _temp_dir=str(folder / "ray")):
            yield Cluster(ray, folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _token() -> dict[str, str]:
    """The way of showing a token, where there is one: Ray itself does not look for it here."""
    known = {"RAY_AUTH_TOKEN", "RAY_AUTH_TOKEN_PATH"} & set(os.environ)
    if "RAY_AUTH_MODE" in os.environ or not (known or TOKEN.expanduser().is_file()):
        return {}
    return {"RAY_AUTH_MODE": "token"}


def _imported(environment: Mapping[str, str]) -> Any:
    """Ray, which reads the environment when it is imported."""
    os.environ.update(environment)
    try:
        import ray
    except ImportError as error:
        raise NotReady(
            "Ray is not installed.", "Run it by make ingest ENGINE=ray, which installs Ray first."
        ) from error
    return ray


@contextmanager
def _running(ray: Any, trouble: str, fix: str, **how: Any) -> Generator[None]:
    try:
        ray.init(log_to_driver=False, logging_level=logging.ERROR, **how)
    except (OSError, ValueError, RuntimeError, ray.exceptions.RayError) as error:
        log.exception("no cluster")
        raise NotReady(f"{trouble}: {error}".splitlines()[0], fix) from error
    try:
        yield
    finally:
        ray.shutdown()


def _own_folder(data_dir: Path) -> Path:
    """A folder with a short path, for sockets; what an ingest that was killed has left is removed.

    Nobody else may enter it, whatever Ray makes of the folders in it. One data folder has one
    ingest at a time.
    """
    name = hashlib.sha256(os.fsencode(data_dir.absolute())).hexdigest()[:8]
    folder = Path(tempfile.gettempdir(), f"mentor-ray-{os.getuid()}-{name}")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700)
    return folder
