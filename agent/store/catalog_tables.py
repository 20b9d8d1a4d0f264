"""The tables of the catalogue: editions of the index, their documents, revisions (SQLAlchemy)."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Float, Integer, MetaData, Table, UniqueConstraint

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
    Column("warnings", Words),
    Column("language", Name),
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
first_ingests = Table(  # editions whose first ingest is unfinished
    "first_ingests",
    TABLES,
    Column("edition", Name, primary_key=True),
    Column("files", Integer, nullable=False),
)
course_titles = Table(  # names of courses other than those of their folders
    "course_titles",
    TABLES,
    Column("name", Name, primary_key=True),
    Column("title", Words, nullable=False),
)
mirrored = Table("mirrored", TABLES, Column("folder", Name, primary_key=True))
