"""A temporary PostgreSQL server in a temporary folder, never run as root."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import psycopg

from agent.errors import InternalError
from evals.bench.child_programs import free_port

USER, PASSWORD = "mentor", "se/cret%20@word"


@dataclass(frozen=True)
class Postgres:
    """A server, running or stopped."""

    programs: Path
    folder: Path
    port: int
    settings: Sequence[str] = ()

    def url(self, database: str) -> str:
        """The address of a database, as in `MENTOR_DATABASE_URL`."""
        return f"postgresql://{USER}:se%2Fcret%2520%40word@127.0.0.1:{self.port}/{database}"

    def new_database(self, *options: str) -> str:
        """The address of a new, empty database."""
        name = f"t{uuid4().hex}"
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name} {' '.join(options)}".encode())
        return self.url(name)

    def new_schema(self) -> str:
        """The address of a new, empty schema: as isolated as a database, and faster to create."""
        name, url = f"t{uuid4().hex}", self.url("postgres")
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(f"CREATE SCHEMA {name}".encode())
        return f"{url}?options=-csearch_path%3D{name}"

    def start(self) -> None:
        """Start it and return when it accepts connections."""
        options = f"-p {self.port} -h 127.0.0.1 -k {self.folder}"
        options += "".join(f" -c {setting}" for setting in self.settings)
        self._run("pg_ctl", "start", "-w", "-l", self.folder / "log", "-o", options)

    def stop(self, mode: str = "fast") -> None:
        """Stop it: `fast` ends all sessions, `immediate` is a crash."""
        self._run("pg_ctl", "stop", "-w", "-m", mode)

    def make(self) -> None:
        """Create its data folder, once."""
        password = self.folder / "password"
        password.write_text(PASSWORD)
        self.folder.chmod(0o700)
        password.chmod(0o644)
        if os.getuid() == 0:
            for path in (self.folder, password):
                shutil.chown(path, "postgres", "postgres")
        self._run(
            "initdb", "--no-sync", "--encoding=UTF8", "--locale=C.UTF-8", f"--username={USER}",
            "--auth=scram-sha-256", f"--pwfile={password}", "--no-instructions",
        )  # fmt: skip

    def _run(self, program: str, *arguments: str | Path) -> None:
        log = self.folder / "output"  # a pipe would stay open as long as the server runs
        other = "postgres" if os.getuid() == 0 else None
        with log.open("wb") as output:
            done = subprocess.run(
                [self.programs / program, "-D", self.folder / "data", *arguments],
                stdout=output, stderr=output, cwd=self.folder, check=False,
                user=other, group=other, extra_groups=[] if other else None,
            )  # fmt: skip
        if done.returncode:
            raise InternalError(f"{program} failed: {log.read_text(errors='replace')}")


def programs() -> Path | None:
    """The folder of the newest installed server's programs; Debian keeps them off the PATH."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=_version)
    if found:
        return found[-1].parent
    other = shutil.which("initdb")
    return Path(other).resolve().parent if other else None


@contextmanager
def running(there: Path, *settings: str) -> Iterator[Postgres]:
    """A server with these programs."""
    with tempfile.TemporaryDirectory(prefix="mentor-postgres-", ignore_cleanup_errors=True) as made:
        server = Postgres(there, Path(made), free_port(), settings)
        server.make()
        server.start()
        try:
            yield server
        finally:
            server.stop("immediate")


def _version(initdb: Path) -> float:
    return float(initdb.parts[-3])
