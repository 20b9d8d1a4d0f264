"""The tables behind the catalogue, and how their database is opened (SQLAlchemy)."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import (
    BigInteger,
    Column,
    Engine,
    ExceptionContext,
    Float,
    Integer,
    MetaData,
    String,
    Table,
    UniqueConstraint,
    create_engine,
    event,
    inspect,
    make_url,
)
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.schema import CreateTable, DropTable

from agent.errors import NewerData, StoreUnavailable
from agent.storage import storage_full

_metadata = MetaData()

editions = Table(
    "editions",
    _metadata,
    Column("name", String, primary_key=True),
    Column("embedding", String, nullable=False),
    Column("format", Integer, nullable=False),
    Column("state", String, nullable=False),
    Column("made_at", Float, nullable=False),
)
documents = Table(
    "documents",
    _metadata,
    Column("edition", String, primary_key=True),
    Column("id", String, primary_key=True),
    Column("course", String, nullable=False),
    Column("source", String, nullable=False),
    Column("title", String, nullable=False),
    Column("format", String, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("mtime_ns", BigInteger, nullable=False),
    Column("sha256", String, nullable=False),
    Column("recipe", String, nullable=False),
    Column("version", String, nullable=False),
    Column("pages", Integer),
    Column("chunks", Integer, nullable=False),
    Column("status", String, nullable=False),
    Column("reason", String),
    Column("examples", String, nullable=False),
    Column("updated_at", Float, nullable=False),
    UniqueConstraint("edition", "source"),
)
pending = Table(
    "pending",
    _metadata,
    Column("edition", String, primary_key=True),
    Column("version", String, primary_key=True),
)
revisions = Table(
    "revisions",
    _metadata,
    Column("edition", String, primary_key=True),
    Column("number", Integer, nullable=False),
)
mirrored = Table("mirrored", _metadata, Column("folder", String, primary_key=True))


FORMAT = 1
"""Of all tables in the database together, those of what was said included; raise it when an older
program could not go on with what a newer one has written, and add a step to `_upgrade`."""


def open_database(url: str) -> Engine:
    """Open, and create where it is new; raises `StoreUnavailable`."""
    database = make_url(url)
    if database.get_backend_name() == "sqlite" and database.database:
        Path(database.database).parent.mkdir(parents=True, exist_ok=True)
    try:
        engine = create_engine(database)
        _tell_of_full_disks(engine)
        _use_wal(engine)
        _upgrade(engine)
        _create(engine)
    except SQLAlchemyError as error:
        raise StoreUnavailable(
            f"The database {database.render_as_string()} cannot be opened: {error}.",
            "Check MENTOR_DATABASE_URL, and that MENTOR_DATA_DIR can be written.",
        ) from error
    return engine


def _upgrade(engine: Engine) -> None:
    """Note the format (SQLite's user_version); raises `NewerData` where it is beyond us."""
    if engine.dialect.name != "sqlite":
        return
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
        for table in _metadata.sorted_tables:
            connection.execute(CreateTable(table, if_not_exists=True))


def _tell_of_full_disks(engine: Engine) -> None:
    """Let every statement that finds no room raise `StorageFull`."""

    @event.listens_for(engine, "handle_error")
    def _handle(context: ExceptionContext) -> None:
        if full := storage_full(context.original_exception, "what is asked and answered"):
            raise full from None  # the cause quotes what was to be kept


def _use_wal(engine: Engine) -> None:
    """Let readers go on while another process writes."""
    if engine.dialect.name != "sqlite":
        return

    @event.listens_for(engine, "connect")
    def _pragmas(connection: object, _: object) -> None:
        cursor = connection.cursor()  # type: ignore[attr-defined]
        cursor.execute("PRAGMA busy_timeout=10000")
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.close()
