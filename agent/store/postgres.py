"""PostgreSQL: its connection pool, the meaning of its errors, and the creation of its tables.

The pool tests a connection before it lends it, so that a restart of the server affects only calls
in progress.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from psycopg import errors
from sqlalchemy import (
    URL,
    Column,
    Connection,
    Engine,
    ExceptionContext,
    Integer,
    MetaData,
    Table,
    create_engine,
    event,
    insert,
    select,
    text,
    update,
)
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.pool import ConnectionPoolEntry, PoolProxiedConnection, QueuePool

from agent.errors import MentorError, StorageFull, StoreUnavailable

log = logging.getLogger(__name__)

_own = MetaData()
FORMAT = Table("mentor_format", _own, Column("number", Integer, nullable=False))
"""One row: the format of all our tables together."""
TABLES_LOCK, CHECKPOINTS_LOCK = 0x4D656E746F72, 0x4D656E746F73
"""Advisory locks: only one process at a time makes tables."""
DEFAULTS = {
    "application_name": "ai-mentor",
    "client_encoding": "utf8",
    "connect_timeout": "5",  # seconds
    "tcp_user_timeout": "10000",  # milliseconds until a vanished host counts as down
}
PATIENCE = 10.0  # seconds that a call waits for a connection while all are in use
RETRY_SECONDS = 0.05  # between two attempts to take a lock
FIX = "Try again in a few seconds. If this does not change: is PostgreSQL running? See the log."


class Pool(QueuePool):
    """Raises our own error if no connection comes back in time.

    Once it is closed, a connection that was still in use is closed when it comes back.
    """

    _closed = False

    def dispose(self) -> None:
        """As in the base."""
        self._closed = True
        super().dispose()

    def _do_return_conn(self, record: ConnectionPoolEntry) -> None:
        if self._closed:
            record.invalidate()
        super()._do_return_conn(record)

    def connect(self) -> PoolProxiedConnection:
        """As in the base; raises `StoreUnavailable`."""
        try:
            return super().connect()
        except PoolTimeout:
            raise StoreUnavailable(
                "All connections to the database are in use.",
                "Try again in a few seconds. If this does not change, raise database_pool in "
                "MENTOR_LIMITS, or see what PostgreSQL is busy with.",
            ) from None


def open_pool(
    url: URL, size: int, *, wait_for_disk: bool = True, patience: float = PATIENCE
) -> Engine:
    """At most `size` connections, opened on demand; a call waits `patience` seconds for one.

    With `wait_for_disk` a commit is durable when it returns.
    """
    missing = {name: value for name, value in DEFAULTS.items() if name not in url.query}
    engine = create_engine(
        url.set(drivername="postgresql+psycopg").update_query_dict(missing),
        poolclass=Pool,
        pool_size=size,
        max_overflow=0,
        pool_timeout=patience,
        pool_pre_ping=True,
        pool_use_lifo=True,
        hide_parameters=True,  # errors would quote what students wrote
    )

    @event.listens_for(engine, "handle_error")
    def _handle(context: ExceptionContext) -> None:
        if context.is_pre_ping:
            return  # the pool opens another connection
        if ours := translated(context.original_exception):
            raise ours from None  # the cause may quote the data

    if not wait_for_disk:
        event.listen(engine, "connect", _no_waiting)
    return engine


def _no_waiting(connection: psycopg.Connection, _: object) -> None:
    connection.execute("SET synchronous_commit = off")
    connection.commit()


def shown(url: URL) -> str:
    """An address without its secrets."""
    return url.set(query={}).render_as_string(hide_password=True)


def translated(error: BaseException | None) -> MentorError | None:
    """The error as ours, if its cause is the server."""
    if isinstance(error, errors.DiskFull):
        return StorageFull(
            "No space left on the database's disk for questions and answers.",
            "Free some space on the disk of PostgreSQL, then try again. Earlier data is intact.",
        )
    refused = (errors.ReadOnlySqlTransaction, errors.InsufficientPrivilege)
    if isinstance(error, (psycopg.OperationalError, *refused)):
        log.warning("the database: %s", first_line(error))
        return StoreUnavailable("The database does not answer.", FIX)
    return None


def first_line(error: BaseException | None) -> str:
    """The message of an error, without the statement that follows it."""
    return (str(error).strip().splitlines() or [type(error).__name__])[0]


def make_tables(engine: Engine, format_: int, *tables: MetaData) -> int:
    """Create missing tables and note the format; returns the earlier format, 0 if new.

    Nothing is created if that format is newer. Several processes may do this at the same time.
    """
    with engine.begin() as connection:
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": TABLES_LOCK})
        _check_encoding(connection)
        _own.create_all(connection)
        found = connection.execute(select(FORMAT.c.number)).scalar() or 0
        if found > format_:
            return found
        for some in tables:
            some.create_all(connection)
        if not found:
            connection.execute(insert(FORMAT).values(number=format_))
        elif found < format_:
            connection.execute(update(FORMAT).values(number=format_))
    return found


def users(engine: Engine) -> int:
    """The number of connections of this program to the same database, this one excluded."""
    others = (
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
        "AND application_name = current_setting('application_name') AND pid <> pg_backend_pid()"
    )
    with engine.connect() as connection:
        return int(connection.execute(text(others)).scalar_one())


def described(engine: Engine) -> tuple[str, float, int, int]:
    """Its version, the milliseconds of a query, connections in use, and their maximum."""
    with engine.connect() as connection:
        began = time.perf_counter()
        version = str(connection.execute(text("SHOW server_version")).scalar_one())
        ms = (time.perf_counter() - began) * 1000
        most = int(connection.execute(text("SHOW max_connections")).scalar_one())
        used = connection.execute(
            text("SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend'")
        ).scalar_one()
    return version, ms, int(used), most


@contextmanager
def locked(engine: Engine, key: int) -> Iterator[psycopg.Connection]:
    """The driver's own connection, outside transactions, while holding this lock exclusively.

    The lock is polled: waiting inside PostgreSQL would be a transaction, for which
    `CREATE INDEX CONCURRENTLY` of the lock's holder waits in turn.
    """
    with plain(engine) as connection:
        while not connection.execute("SELECT pg_try_advisory_lock(%s)", [key]).fetchone()[0]:  # type: ignore[index]
            time.sleep(RETRY_SECONDS)
        try:
            yield connection
        finally:
            connection.execute("SELECT pg_advisory_unlock(%s)", [key])


@contextmanager
def plain(engine: Engine) -> Iterator[psycopg.Connection]:
    """The driver's own connection out of the pool, in autocommit mode; errors are ours."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as lent:
        connection = lent.connection.driver_connection
        assert isinstance(connection, psycopg.Connection)
        try:
            yield connection
        except psycopg.Error as error:
            if connection.closed:
                lent.invalidate(error)
            raise translated(error) or error from None


def _check_encoding(connection: Connection) -> None:
    encoding = connection.execute(text("SHOW server_encoding")).scalar()
    if encoding != "UTF8":
        raise StoreUnavailable(
            f"The database stores text as {encoding}, which cannot hold every character.",
            "Create one that can: createdb --encoding=UTF8 --template=template0 NAME",
        )
