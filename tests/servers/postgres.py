"""Debian's PostgreSQL, started for the tests in a folder of its own, never by root."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest

from tests.servers.fixtures import free_port

USER, PASSWORD = "mentor", "se/cret%20@word"
QUICK = ("fsync=off", "synchronous_commit=on", "full_page_writes=off", "shared_buffers=16MB")


@dataclass(frozen=True)
class Postgres:
    """A running server, or one that was stopped."""

    programs: Path
    folder: Path
    port: int

    @property
    def address(self) -> dict[str, str | int]:
        """How the driver connects."""
        return {"host": "127.0.0.1", "port": self.port, "user": USER, "password": PASSWORD}

    def url(self, database: str) -> str:
        """The address of a database, as a setting has it."""
        return f"postgresql://{USER}:se%2Fcret%2520%40word@127.0.0.1:{self.port}/{database}"

    def new_database(self, *options: str) -> str:
        """The address of a database with nothing in it."""
        name = f"t{uuid4().hex}"
        with psycopg.connect(dbname="postgres", autocommit=True, **self.address) as connection:  # type: ignore[arg-type]
            connection.execute(f"CREATE DATABASE {name} {' '.join(options)}".encode())
        return self.url(name)

    def start(self) -> None:
        """Return when it can be asked."""
        options = f"-p {self.port} -h 127.0.0.1 -k {self.folder}"
        options += "".join(f" -c {setting}" for setting in QUICK)
        self._run("pg_ctl", "start", "-w", "-l", self.folder / "log", "-o", options)

    def stop(self, mode: str = "fast") -> None:
        """Return when it has ended: `fast` ends all sessions, `immediate` is a crash."""
        self._run("pg_ctl", "stop", "-w", "-m", mode)

    def make(self) -> None:
        """Make its data, once."""
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
        other = {"user": "postgres", "group": "postgres", "extra_groups": []}
        with log.open("wb") as output:
            done = subprocess.run(
                [self.programs / program, "-D", self.folder / "data", *arguments],
                stdout=output, stderr=output, cwd=self.folder, check=False,
                **(other if os.getuid() == 0 else {}),  # type: ignore[arg-type]
            )  # fmt: skip
        assert done.returncode == 0, log.read_text()


def programs() -> Path | None:
    """Where Debian puts the server's programs, which are not on the PATH; the newest."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=_version)
    if found:
        return found[-1].parent
    other = shutil.which("initdb")
    return Path(other).resolve().parent if other else None


def _version(initdb: Path) -> float:
    return float(initdb.parts[-3])


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A server; without one the test is skipped, or fails if it is required."""
    there = programs()
    if there is None:
        reason = "PostgreSQL is not installed: apt install postgresql"
        if os.environ.get("MENTOR_REQUIRE_POSTGRES") == "1":
            pytest.fail(reason)
        pytest.skip(reason)
    with tempfile.TemporaryDirectory(prefix="mentor-postgres-", ignore_cleanup_errors=True) as made:
        server = Postgres(there, Path(made), free_port())
        server.make()
        server.start()
        try:
            yield server
        finally:
            server.stop("immediate")


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a new database, of each kind that we keep things in."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'new' / 'mentor.sqlite'}"
    server: Postgres = request.getfixturevalue("postgres")
    return server.new_database()
