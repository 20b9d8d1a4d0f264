"""Debian's PostgreSQL, one server a test session, and databases of both kinds."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from evals.bench.own_postgres import PASSWORD, Postgres, programs, running
from tests.servers.absent import absent

__all__ = ["PASSWORD", "Postgres"]

QUICK = ("fsync=off", "full_page_writes=off", "shared_buffers=16MB")


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A server; without one the test is skipped, or fails if it is required."""
    there = programs()
    if there is None:
        absent("POSTGRES", "PostgreSQL is not installed: apt install postgresql")
    with running(there, *QUICK) as server:
        yield server


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a new database, of each kind that we keep things in."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'new' / 'mentor.sqlite'}"
    server: Postgres = request.getfixturevalue("postgres")
    return server.new_schema()
