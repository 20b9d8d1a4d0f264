"""Checks of the data: embedding model, index, restores, back-ups."""

from __future__ import annotations

import sqlite3
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import closing

from agent.compose import open_catalog
from agent.compose.indexes import index_backend
from agent.embedding.model import find_model_folder, open_embeddings
from agent.index import FORMAT
from agent.languages.names import ENGLISH, LANGUAGES
from agent.settings import Settings
from agent.store.database import open_database, sqlite_file
from agent.store.interrupted_restore import JOURNAL
from deploy.doctor.finding import Finding, judged

OLD = 7  # days
MULTILINGUAL = "multilingual-e5-small-q4"
OTHERS = 0.1  # of the documents in other languages, from which it is recommended


def embedding(settings: Settings) -> Iterator[Finding]:
    """The embedding model and its hashes; raises `EmbeddingModelMissing`."""
    folder = find_model_folder(settings.embedding_model, settings.models)
    identity = open_embeddings(folder).identity  # which checks every hash
    yield Finding("embedding model", "ok", f"{identity}, hashes match its manifest")


def index(settings: Settings) -> Iterator[Finding]:
    """Whether the index exists, in our format, and made by our embedding model."""
    yield Finding("index location", "ok", index_backend(settings).describe())
    database = sqlite_file(settings.database)
    if database and not database.exists():
        yield Finding("index", "note", "nothing ingested yet", "make ingest")
        return
    with closing(open_catalog(settings)) as catalog:
        view, courses = catalog.view(), catalog.courses()
        rows = list(catalog.documents().values())
        failed = sum(row["status"] == "failed" for row in rows)
        spoken = Counter(row["language"] for row in rows if row["language"])
    if view is None or not courses:
        yield Finding(
            "index", "note", "empty", "Put files into course_materials/ and run make ingest"
        )
        return
    folder = find_model_folder(settings.embedding_model, settings.models)
    identity = open_embeddings(folder).identity
    yield judged(
        "index format", view.format == FORMAT, f"{view.format}; this program uses {FORMAT}",
        "make ingest (builds a new one)" if view.format < FORMAT else "git pull",
    )  # fmt: skip
    yield judged(
        "embeddings of the index", view.embedding == identity, f"made by {view.embedding}",
        f"make ingest (builds one for {identity}), or restore MENTOR_EMBEDDING_MODEL",
    )  # fmt: skip
    yield from _languages(settings, spoken)
    documents = sum(course["documents"] for course in courses)
    found = f"{documents} documents, {sum(course['chunks'] for course in courses)} chunks"
    yield Finding("index", "ok", found)
    fix = "See the reasons in the Documents view, then make ingest RETRY=1"
    yield judged("failed documents", not failed, str(failed), fix, "note")


def _languages(settings: Settings, spoken: Mapping[str, int]) -> Iterator[Finding]:
    """Whether the embedding model knows the languages of the materials."""
    folder = find_model_folder(settings.embedding_model, settings.models)
    others = {code: count for code, count in spoken.items() if code != ENGLISH}
    if not others:
        return
    listed = ", ".join(f"{LANGUAGES.get(code, code)} ({others[code]})" for code in sorted(others))
    found = f"documents in {listed}"
    few = sum(others.values()) < OTHERS * sum(spoken.values())
    if few or open_embeddings(folder).multilingual:
        yield Finding("languages", "ok", found)
        return
    yield Finding(
        "languages", "note", f"{found}; the embedding model knows English",
        f"MENTOR_EMBEDDING_MODEL={MULTILINGUAL} in .env, then make setup and make ingest",
    )  # fmt: skip


def databases(settings: Settings) -> Iterator[Finding]:
    """Whether the files are intact, or the server answers; raises `StoreUnavailable`."""
    unfinished = (settings.data_dir / JOURNAL).exists()
    yield judged("interrupted restore", not unfinished, "yes" if unfinished else "none",
                 "make up or make run completes it")  # fmt: skip
    database = sqlite_file(settings.database)
    if database is None:
        yield from _server(settings)
    elif database.exists():
        with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
            result = str(connection.execute("PRAGMA quick_check").fetchone()[0])
        yield judged("conversations", result == "ok", result, "make down; make restore FILE=path")


def _server(settings: Settings) -> Iterator[Finding]:
    from agent.store.postgres import described

    engine = open_database(settings.database, pool=1)
    try:
        version, ms, used, most = described(engine)
    finally:
        engine.dispose()
    yield Finding("conversations", "ok", f"PostgreSQL {version}, answers in {ms:.1f} ms")
    wanted = 3 * settings.limits.database_pool  # catalogue, conversations, checkpoints
    yield judged(
        "database connections", used + wanted <= most,
        f"{used} of {most}; the service needs {wanted}",
        "Raise max_connections there, or lower database_pool in MENTOR_LIMITS", "note",
    )  # fmt: skip


def meeting(settings: Settings) -> Iterator[Finding]:
    """Redis, shared by several processes; raises `StoreUnavailable`."""
    from agent.compose.cluster_parts import describe  # imports Redis

    if found := describe(settings):
        yield Finding("processes", "ok", found)


def backups(settings: Settings) -> Iterator[Finding]:
    """The age of the last back-up."""
    made = sorted((settings.data_dir / "backups").glob("ai-mentor-*.tar.zst"))
    if not made:
        yield Finding("back-up", "note", "none yet", "make backup; daily: see deploy/README.md")
        return
    days = (time.time() - made[-1].stat().st_mtime) / 86_400
    yield judged(
        "back-up", days < OLD, f"{made[-1].name}, {days:.0f} days old", "make backup", "note"
    )
