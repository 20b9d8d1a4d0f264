"""The tables behind the catalogue, and how their database is opened (SQLAlchemy)."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import (
    URL,
    BigInteger,
    Column,
    Connection,
    Engine,
    ExceptionContext,
    Float,
    Integer,
    MetaData,
    Table,
    UniqueConstraint,
    create_engine,
    event,
    inspect,
    make_url,
)
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.schema import CreateTable, DropTable

from agent.errors import MentorError, NewerData, StoreUnavailable
from agent.storage import storage_full
from agent.store.columns import Name, Words

TABLES = MetaData()

editions = Table(
    "editions",
    TABLES,
    Column("name", Name, primary_key=True),
    Column("embedding", Name, nullable=False),
    Column("format", Integer, nullable=False),
    Column("state", Name, nullable=False),
    Column("made_at", Float, nullable=False),
)
documents = Table(
    "documents",
    TABLES,
    Column("edition", Name, primary_key=True),
    Column("id", Name, primary_key=True),
    Column("course", Name, nullable=False),
    Column("source", Name, nullable=False),
    Column("title", Words, nullable=False),
    Column("format", Name, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("mtime_ns", BigInteger, nullable=False),
    Column("sha256", Name, nullable=False),
    Column("recipe", Name, nullable=False),
    Column("version", Name, nullable=False),
    Column("pages", Integer),
    Column("chunks", Integer, nullable=False),
    Column("status", Name, nullable=False),
    Column("reason", Words),
    Column("examples", Words, nullable=False),
    Column("page_labels", Words),
    Column("updated_at", Float, nullable=False),
    UniqueConstraint("edition", "source"),
)
facts = Table(
    "facts",
    TABLES,
    Column("edition", Name, primary_key=True),
    Column("document_id", Name, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("kind", Name, nullable=False),
    Column("key", Name, nullable=False),
    Column("label", Words, nullable=False),
    Column("value", Words, nullable=False),
    Column("date", Name),
    Column("passage_id", Name, nullable=False),
    Column("section", Words, nullable=False),
    Column("page", Integer),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
)
pending = Table(
    "pending",
    TABLES,
    Column("edition", Name, primary_key=True),
    Column("version", Name, primary_key=True),
)
revisions = Table(
    "revisions",
    TABLES,
    Column("edition", Name, primary_key=True),
    Column("number", Integer, nullable=False),
)
first_ingests = Table(  # editions whose first ingest is not through
    "first_ingests",
    TABLES,
    Column("edition", Name, primary_key=True),
    Column("files", Integer, nullable=False),
)
mirrored = Table("mirrored", TABLES, Column("folder", Name, primary_key=True))


FORMAT = 1
"""Of all tables in the database together, those of what was said included; raise it when an older
program could not go on with what a newer one has written, and add a step to `_upgrade` (SQLite) and
to `postgres.make_tables`."""


POOL = 5
"""Connections to a server; a file needs no number."""


def open_database(
    address: str, *more: MetaData, pool: int = POOL, pragmas: Sequence[str] = ()
) -> Engine:
    """Open, and create where it is new, with further tables; raises `StoreUnavailable`.

    `address` is an URL: `sqlite:///path` or `postgresql://user:password@host/name`.
    """
    url = database_url(address)
    if url.get_backend_name() == "postgresql":
        return _open_server(url, more, pool)
    if url.database:
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    try:
        engine = create_engine(url)
        _tell_of_full_disks(engine)
        _use_wal(engine, pragmas)
        _upgrade(engine)
        _create(engine)
        for tables in more:
            tables.create_all(engine)
    except SQLAlchemyError as error:
        raise StoreUnavailable(
            f"The database {url.render_as_string()} cannot be opened: {error}.",
            "Check MENTOR_DATABASE_URL, and that MENTOR_DATA_DIR can be written.",
        ) from error
    return engine


def reading(engine: Engine) -> Connection:
    """A connection for one question, which on a server does without a transaction around it."""
    if engine.dialect.name == "postgresql":
        return engine.connect().execution_options(isolation_level="AUTOCOMMIT")
    return engine.connect()


def database_url(address: str) -> URL:
    """A checked address; raises `StoreUnavailable`, which does not quote it."""
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
        "MENTOR_DATABASE_URL does not name a database that this program knows.",
        "Unset it for SQLite, or set it to sqlite:///path/to/file, or to "
        "postgresql://user:password@host:5432/name",
    ) from None


def sqlite_file(address: str) -> Path | None:
    """The file of a database in SQLite; none for one on a server."""
    url = database_url(address)
    return Path(str(url.database)) if url.get_backend_name() == "sqlite" else None


def users(address: str) -> int:
    """Connections that other processes of this program have to a server; 0 for a file."""
    if sqlite_file(address):
        return 0
    from agent.store import postgres

    engine = open_database(address)
    try:
        return postgres.users(engine)
    finally:
        engine.dispose()


def _open_server(url: URL, more: Sequence[MetaData], pool: int) -> Engine:
    from agent.store import postgres  # here, for SQLite does without the driver

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
    """Note the format (SQLite's user_version); raises `NewerData` where it is beyond us."""
    with engine.begin() as connection:
        found = connection.exec_driver_sql("PRAGMA user_version").scalar() or 0
        check_format("conversations and catalogue", found, FORMAT)
        if found < FORMAT:  # 0 is what releases before this one have written: the same tables
            connection.exec_driver_sql(f"PRAGMA user_version={FORMAT}")


def check_format(what: str, found: int, known: int) -> None:
    """Raises `NewerData` for data of a format that this program does not know yet."""
    if found > known:
        raise NewerData(
            f"The {what} were written by a newer program (format {found}; this one knows {known}).",
            "Run the newer program (git pull, then make run), or restore a back-up that was made "
            "before the upgrade: make restore FILE=path",
        )


def _create(engine: Engine) -> None:
    """Create what is missing; service and ingest may do so at the same time."""
    with engine.begin() as connection:
        known = inspect(connection)
        if known.has_table("documents") and "edition" not in {
            column["name"] for column in known.get_columns("documents")
        }:  # made by release 0.1; all in it comes from the materials, which are read again
            connection.execute(DropTable(documents, if_exists=True))
        for table in TABLES.sorted_tables:
            connection.execute(CreateTable(table, if_not_exists=True))
        add_new_columns(connection)


def add_new_columns(connection: Connection) -> None:
    """Add what later releases have added to a table; an older program goes on without it."""
    if _has_page_labels(connection):
        return
    try:
        connection.exec_driver_sql("ALTER TABLE documents ADD COLUMN page_labels VARCHAR")
    except SQLAlchemyError:  # another process was first
        if not _has_page_labels(connection):
            raise


def _has_page_labels(connection: Connection) -> bool:
    found = inspect(connection).get_columns("documents")
    return any(column["name"] == "page_labels" for column in found)


def _tell_of_full_disks(engine: Engine) -> None:
    """Let every statement that finds no room raise `StorageFull`."""

    @event.listens_for(engine, "handle_error")
    def _handle(context: ExceptionContext) -> None:
        if full := storage_full(context.original_exception, "what is asked and answered"):
            raise full from None  # the cause quotes what was to be kept


def _use_wal(engine: Engine, pragmas: Sequence[str]) -> None:
    """Let readers go on while another process writes."""

    @event.listens_for(engine, "connect")
    def _pragmas(connection: object, _: object) -> None:
        cursor = connection.cursor()  # type: ignore[attr-defined]
        for pragma in ("busy_timeout=10000", "journal_mode=WAL", *pragmas):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()
