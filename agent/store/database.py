"""Opening a database: SQLite in a file, or PostgreSQL (SQLAlchemy)."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import (
    URL,
    Connection,
    Engine,
    ExceptionContext,
    MetaData,
    create_engine,
    event,
    inspect,
    make_url,
)
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.schema import CreateTable

from agent.errors import MentorError, NewerData, StoreUnavailable
from agent.storage import storage_full
from agent.store.catalog_tables import TABLES

FORMAT = 1
"""Format of all tables, catalogue and transcripts. Raise it when an older program could not use the
data of a newer one, and add a step to `_upgrade` (SQLite) and to `postgres.make_tables`."""
NEW_COLUMNS = ("page_labels", "warnings", "language")  # of documents, since the first release
POOL = 5
"""Connections to a server; a file needs no number."""


def open_database(
    address: str, *more: MetaData, pool: int = POOL, pragmas: Sequence[str] = ()
) -> Engine:
    """Open, and create if new, with further tables; raises `StoreUnavailable`.

    `address` is an URL: `sqlite:///path` or `postgresql://user:password@host/name`.
    """
    url = database_url(address)
    if url.get_backend_name() == "postgresql":
        return _open_server(url, more, pool)
    if url.database:
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    try:
        engine = create_engine(url)
        _report_full_disks(engine)
        _use_wal(engine, pragmas)
        _upgrade(engine)
        with engine.begin() as connection:  # an ingest may create them at the same time
            for table in TABLES.sorted_tables:
                connection.execute(CreateTable(table, if_not_exists=True))
            add_new_columns(connection)
        for tables in more:
            tables.create_all(engine)
    except SQLAlchemyError as error:
        raise StoreUnavailable(
            f"The database {url.render_as_string()} cannot be opened: {error}.",
            "Check MENTOR_DATABASE_URL, and that MENTOR_DATA_DIR can be written.",
        ) from error
    return engine


def reading(engine: Engine) -> Connection:
    """A connection for one query; on a server, without a transaction around it."""
    if engine.dialect.name == "postgresql":
        return engine.connect().execution_options(isolation_level="AUTOCOMMIT")
    return engine.connect()


def database_url(address: str) -> URL:
    """A checked address; raises `StoreUnavailable`, without the address in its message."""
    try:
        url = make_url(address)
        if url.drivername == "postgres":
            url = url.set(drivername="postgresql")
        if url.get_backend_name() == "postgresql" or (
            url.get_backend_name() == "sqlite" and url.database
        ):
            return url
    except (SQLAlchemyError, ValueError):
        pass
    raise StoreUnavailable(
        "MENTOR_DATABASE_URL must name an SQLite file or a PostgreSQL database.",
        "Unset it for SQLite, or set it to sqlite:///path/to/file, or to "
        "postgresql://user:password@host:5432/name",
    ) from None


def sqlite_file(address: str) -> Path | None:
    """The file of a SQLite database; None for one on a server."""
    url = database_url(address)
    return Path(str(url.database)) if url.get_backend_name() == "sqlite" else None


def users(address: str) -> int:
    """The number of connections of this program's other processes to a server; 0 for a file."""
    if sqlite_file(address):
        return 0
    from agent.store import postgres

    engine = open_database(address)
    try:
        return postgres.users(engine)
    finally:
        engine.dispose()


def _open_server(url: URL, more: Sequence[MetaData], pool: int) -> Engine:
    from agent.store import postgres  # imported here: SQLite works without the driver

    engine = postgres.open_pool(url, pool)
    try:
        found = postgres.make_tables(engine, FORMAT, TABLES, *more)
        check_format("conversations and catalogue", found, FORMAT)
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            add_new_columns(connection)
    except (MentorError, SQLAlchemyError) as error:
        engine.dispose()
        if isinstance(error, MentorError) and not isinstance(error, StoreUnavailable):
            raise
        cause = error.__context__ if isinstance(error, MentorError) else error
        raise StoreUnavailable(
            f"The database {postgres.shown(url)} cannot be opened: "
            f"{postgres.first_line(cause or error)}.",
            "Start PostgreSQL, or check MENTOR_DATABASE_URL; the role must own its database.",
        ) from None
    return engine


def _upgrade(engine: Engine) -> None:
    """Note the format (SQLite's user_version); raises `NewerData` if it is a newer program's."""
    with engine.begin() as connection:
        found = connection.exec_driver_sql("PRAGMA user_version").scalar() or 0
        check_format("conversations and catalogue", found, FORMAT)
        if found < FORMAT:  # 0 in a new file
            connection.exec_driver_sql(f"PRAGMA user_version={FORMAT}")


def check_format(what: str, found: int, known: int) -> None:
    """Raises `NewerData` for data of a newer format than `known`."""
    if found > known:
        raise NewerData(
            f"The {what} were written by a newer program (format {found}; this one knows {known}).",
            "Run the newer program (git pull, then make run), or restore a back-up made before "
            "the upgrade: make restore FILE=path",
        )


def add_new_columns(connection: Connection) -> None:
    """Add the columns of later releases to a table; an older program works without them."""
    for name in NEW_COLUMNS:
        if _has(connection, name):
            continue
        try:
            connection.exec_driver_sql(f"ALTER TABLE documents ADD COLUMN {name} VARCHAR")
        except SQLAlchemyError:  # another process was first
            if not _has(connection, name):
                raise


def _has(connection: Connection, name: str) -> bool:
    found = inspect(connection).get_columns("documents")
    return any(column["name"] == name for column in found)


def _report_full_disks(engine: Engine) -> None:
    """Make every statement raise `StorageFull` if the disk is full."""

    @event.listens_for(engine, "handle_error")
    def _handle(context: ExceptionContext) -> None:
        if full := storage_full(context.original_exception, "questions and answers"):
            raise full from None  # the cause quotes the data


def _use_wal(engine: Engine, pragmas: Sequence[str]) -> None:
    """Let readers continue while another process writes."""

    @event.listens_for(engine, "connect")
    def _pragmas(connection: object, _: object) -> None:
        cursor = connection.cursor()  # type: ignore[attr-defined]
        for pragma in ("busy_timeout=10000", "journal_mode=WAL", *pragmas):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()
