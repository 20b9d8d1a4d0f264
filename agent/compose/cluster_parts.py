"""The connection to other processes of the service, as configured."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from platform import node

from agent.cluster import redis_client, redis_peers
from agent.cluster.redis_peers import RedisPeers
from agent.compose.indexes import index_backend
from agent.settings import Settings
from agent.store.database import sqlite_file
from agent.store.transcripts import Transcripts

BOOT = Path("/proc/sys/kernel/random/boot_id")


@asynccontextmanager
async def open_peers(settings: Settings, transcripts: Transcripts) -> AsyncGenerator[RedisPeers]:
    """See `redis_peers.open_peers`."""
    assert settings.redis_url
    url, files = settings.redis_url.get_secret_value(), shared_files(settings)
    turns, lease = transcripts.running, settings.limits.process_seconds
    async with redis_peers.open_peers(url, turns, files, lease) as peers:
        yield peers


def describe(settings: Settings) -> str:
    """Redis and its number of processes, for people; "" without it; raises `StoreUnavailable`."""
    if settings.redis_url is None:
        return ""
    version, ms, count = redis_client.described(settings.redis_url.get_secret_value())
    return f"{count} use Redis {version}, which answers in {ms:.1f} ms"


def shared_files(settings: Settings) -> dict[str, str]:
    """The locations of conversations and index, to detect processes that use different ones.

    Servers are identified by address, files by machine and folder.
    """
    database = sqlite_file(settings.database)
    files = index_backend(settings).files
    return {
        "conversations (SQLite)": _place(database.parent if database else None),
        "index (a file)": _place(files.folder if files else None),
    }


def _place(folder: Path | None) -> str:
    if folder is None:
        return "a server"
    folder.mkdir(parents=True, exist_ok=True)
    found = folder.stat()
    try:
        machine = BOOT.read_text().strip()
    except OSError:
        machine = node()
    return f"{machine} {found.st_dev}:{found.st_ino}"
