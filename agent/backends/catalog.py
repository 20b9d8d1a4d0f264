"""The catalogue of documents: what was ingested, from which file, how it went (SQLAlchemy)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Literal, cast

from sqlalchemy import (
    BigInteger,
    Column,
    Engine,
    Float,
    Integer,
    MetaData,
    RowMapping,
    String,
    Table,
    create_engine,
    delete,
    event,
    func,
    insert,
    make_url,
    select,
)
from sqlalchemy.exc import SQLAlchemyError
from typing_extensions import TypedDict

from agent.errors import StoreUnavailable
from agent.types import CourseInfo

EXAMPLES = 6  # questions shown for a course

_metadata = MetaData()
_documents = Table(
    "documents",
    _metadata,
    Column("id", String, primary_key=True),
    Column("course", String, nullable=False, index=True),
    Column("source", String, nullable=False, unique=True),
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
)


_mirrored = Table("mirrored", _metadata, Column("folder", String, primary_key=True))


class DocumentRow(TypedDict):
    """One file of the materials as it was last ingested."""

    id: str
    course: str
    source: str
    title: str
    format: str
    size: int  # bytes
    mtime_ns: int
    sha256: str
    recipe: str
    version: str
    pages: int | None
    chunks: int
    status: Literal["indexed", "failed", "skipped"]
    reason: str | None  # a sentence for the teacher, unless indexed
    examples: list[str]  # questions that this document answers
    updated_at: float  # seconds since the epoch


class Catalog:
    """All document rows; safe to use from several threads and processes."""

    def __init__(self, url: str) -> None:
        """Open, and create where it is new; raises `StoreUnavailable`."""
        database = make_url(url)
        if database.get_backend_name() == "sqlite" and database.database:
            Path(database.database).parent.mkdir(parents=True, exist_ok=True)
        try:
            self._engine = create_engine(database)
            _use_wal(self._engine)
            _metadata.create_all(self._engine)
        except SQLAlchemyError as error:
            raise StoreUnavailable(
                f"The database {database.render_as_string()} cannot be opened: {error}.",
                "Check MENTOR_DATABASE_URL, and that MENTOR_DATA_DIR can be written.",
            ) from error

    def documents(self) -> dict[str, DocumentRow]:
        """All rows by source, in order of source."""
        with self._engine.connect() as connection:
            rows = connection.execute(select(_documents).order_by(_documents.c.source))
            return {row["source"]: _row(row) for row in rows.mappings()}

    def document(self, document_id: str) -> DocumentRow | None:
        """One row, or none."""
        query = select(_documents).where(_documents.c.id == document_id)
        with self._engine.connect() as connection:
            row = connection.execute(query).mappings().first()
        return _row(row) if row else None

    def stamp(self) -> tuple[int, float]:
        """Changes whenever a document is added, replaced or removed."""
        query = select(func.count(), func.coalesce(func.max(_documents.c.updated_at), 0.0))
        with self._engine.connect() as connection:
            count, updated_at = connection.execute(query).one()
        return int(count), float(updated_at)

    def courses(self) -> list[CourseInfo]:
        """What each course holds, by name; a few of its example questions."""
        found: dict[str, CourseInfo] = {}
        for row in self.documents().values():
            if row["status"] != "indexed":
                continue
            course = found.setdefault(
                row["course"], CourseInfo(name=row["course"], documents=0, chunks=0, examples=[])
            )
            course["documents"] += 1
            course["chunks"] += row["chunks"]
            course["examples"] += row["examples"][: EXAMPLES - len(course["examples"])]
        return sorted(found.values(), key=lambda course: course["name"])

    def put(self, *rows: DocumentRow) -> None:
        """Insert or replace rows, all or none."""
        self._replace([row["id"] for row in rows], rows)

    def remove(self, document_id: str) -> None:
        """Forget a document; no error where it is unknown."""
        self._replace([document_id], ())

    def folder(self) -> Path | None:
        """The folder that was ingested last; none before the first ingest."""
        with self._engine.connect() as connection:
            folder = connection.execute(select(_mirrored.c.folder)).scalar()
        return Path(folder) if folder else None

    def remember(self, folder: Path) -> None:
        """Note the folder whose files the documents are."""
        with self._engine.begin() as connection:
            connection.execute(delete(_mirrored))
            connection.execute(insert(_mirrored).values(folder=str(folder.absolute())))

    def clear(self) -> None:
        """Forget all documents."""
        with self._engine.begin() as connection:
            connection.execute(delete(_documents))

    def close(self) -> None:
        """Give back the connections."""
        self._engine.dispose()

    def _replace(self, ids: Sequence[str], rows: Sequence[DocumentRow]) -> None:
        with self._engine.begin() as connection:
            connection.execute(delete(_documents).where(_documents.c.id.in_(ids)))
            for row in rows:
                values = dict(row) | {"examples": json.dumps(row["examples"])}
                connection.execute(insert(_documents).values(values))


def _row(row: RowMapping) -> DocumentRow:
    values = dict(row) | {"examples": json.loads(row["examples"])}
    return cast(DocumentRow, values)


def _use_wal(engine: Engine) -> None:
    """Let readers go on while another process writes."""
    if engine.dialect.name != "sqlite":
        return

    @event.listens_for(engine, "connect")
    def _pragmas(connection: object, _: object) -> None:
        cursor = connection.cursor()  # type: ignore[attr-defined]
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute("PRAGMA busy_timeout=10000")
        cursor.close()
