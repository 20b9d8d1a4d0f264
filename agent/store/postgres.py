"""PostgreSQL: its pool, what its errors mean, and how its tables come to be.

The pool asks a connection whether it is alive before it lends it, so that a server that was
restarted is noticed by nobody but those who were in the middle of something.
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
from sqlalchemy.pool import PoolProxiedConnection, QueuePool

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
    "tcp_user_timeout": "10000",  # milliseconds until a host that has vanished is given up
}
PATIENCE = 10.0  # seconds that a call waits for a connection while all are lent
AGAIN = 0.05  # seconds between two looks at a lock
FIX = "Try again in a few seconds. If this does not change: is PostgreSQL running? See the log."


class Pool(QueuePool):
    """Says in our words that no connection came back in time."""

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
    """At most `size` connections, opened when they are needed, waited for as many seconds.

    With `wait_for_disk` a commit returns when a crash of the server can no longer undo it.
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
        if told := told_of(context.original_exception):
            raise told from None  # the cause may quote what was to be kept

    if not wait_for_disk:
        event.listen(engine, "connect", _no_waiting)
    return engine


def _no_waiting(connection: psycopg.Connection, _: object) -> None:
    connection.execute("SET synchronous_commit = off")
    connection.commit()


def shown(url: URL) -> str:
    """An address without what is secret in it."""
    return url.set(query={}).render_as_string(hide_password=True)


def told_of(error: BaseException | None) -> MentorError | None:
    """The error to tell, where the server is what is wrong."""
    if isinstance(error, errors.DiskFull):
        return StorageFull(
            "There is no space left on the database's disk for what is asked and answered.",
            "Make space on the disk of PostgreSQL, then try again. What was kept before is whole.",
        )
    refused = (errors.ReadOnlySqlTransaction, errors.InsufficientPrivilege)
    if isinstance(error, (psycopg.OperationalError, *refused)):
        log.warning("the database: %s", first_line(error))
        return StoreUnavailable("The database does not answer.", FIX)
    return None


def first_line(error: BaseException | None) -> str:
    """What an error says, without the statement that follows."""
    return (str(error).strip().splitlines() or [type(error).__name__])[0]


def make_tables(engine: Engine, format_: int, *tables: MetaData) -> int:
    """Create what is missing and note the format; the format that was found, 0 in a new database.

    Nothing is made where the format found is newer. Several processes may do so at the same time.
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
    """Connections of this program to the same database, but for the one that asks."""
    others = (
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
        "AND application_name = current_setting('application_name') AND pid <> pg_backend_pid()"
    )
    with engine.connect() as connection:
        return int(connection.execute(text(others)).scalar_one())


def described(engine: Engine) -> tuple[str, float, int, int]:
    """Its version, milliseconds of an answer, connections in use and those that there may be."""
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
def alone(engine: Engine, key: int) -> Iterator[psycopg.Connection]:
    """The driver's own connection, outside transactions, while no other process holds this lock.

    It is asked for again and again: to wait inside PostgreSQL would be a transaction that
    `CREATE INDEX CONCURRENTLY` of the holder waits for in turn.
    """
    with plain(engine) as connection:
        while not connection.execute("SELECT pg_try_advisory_lock(%s)", [key]).fetchone()[0]:  # type: ignore[index]
            time.sleep(AGAIN)
        try:
            yield connection
        finally:
            connection.execute("SELECT pg_advisory_unlock(%s)", [key])


@contextmanager
def plain(engine: Engine) -> Iterator[psycopg.Connection]:
    """The driver's own connection out of the pool, each statement by itself; errors are ours."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as lent:
        connection = lent.connection.driver_connection
        assert isinstance(connection, psycopg.Connection)
        try:
            yield connection
        except psycopg.Error as error:
            if connection.closed:
                lent.invalidate(error)
            raise told_of(error) or error from None


def _check_encoding(connection: Connection) -> None:
    encoding = connection.execute(text("SHOW server_encoding")).scalar()
    if encoding != "UTF8":
        raise StoreUnavailable(
            f"The database keeps text as {encoding}, which cannot hold every character.",
            "Make one that can: createdb --encoding=UTF8 --template=template0 NAME",
        )
