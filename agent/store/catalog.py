"""The catalogue of documents: each ingested file and the outcome of its ingest (SQLAlchemy)."""

from __future__ import annotations

import copy
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any

from sqlalchemy import Connection, Table, delete, func, insert, select, update

from agent.index import View
from agent.languages.names import LANGUAGES
from agent.store import first_ingest
from agent.store.catalog_tables import documents, editions, mirrored, pending, revisions
from agent.store.catalog_tables import facts as fact_rows
from agent.store.course_titles import CourseTitles
from agent.store.database import POOL, open_database, reading
from agent.store.editions import CURRENT, Editions
from agent.store.fact_table import put_facts, read_facts
from agent.store.rows import row_of, values_of
from agent.types import CourseFact, CourseInfo, DocumentRow, Fact, FactKind, Indexed

EXAMPLES = 6  # questions shown for a course
MANY = 500  # values in one statement; old builds of SQLite allow 999


class Catalog:
    """The documents of one edition of the index, by default of the one in service.

    A version of a document is hidden from readers until all its chunks are written and it is
    published, and again when another version has replaced it until its chunks are deleted. So
    readers see whole documents even if an ingest is killed, and the hidden versions list all
    chunks to delete. Safe to use from several threads and processes.
    """

    def __init__(self, url: str, pool: int = POOL) -> None:
        """Open, and create if new; raises `StoreUnavailable`."""
        self._engine = open_database(url, pool=pool)
        self._edition: str | None = None
        self.editions = Editions(self._engine)
        self.course_titles = CourseTitles(self._engine)

    def of(self, edition: str) -> Catalog:
        """The same catalogue, for the documents of a named edition."""
        other = copy.copy(self)
        other._edition = edition
        return other

    def documents(self) -> dict[str, DocumentRow]:
        """All rows by source, in order of source."""
        query = select(documents).where(self._own(documents)).order_by(documents.c.source)
        with reading(self._engine) as connection:
            rows = connection.execute(query).mappings()
            return {row["source"]: row_of(row) for row in rows}

    def document(self, document_id: str) -> DocumentRow | None:
        """One row, or None."""
        query = select(documents).where(self._own(documents), documents.c.id == document_id)
        with reading(self._engine) as connection:
            row = connection.execute(query).mappings().first()
        return row_of(row) if row else None

    def stamp(self) -> tuple[str, int]:
        """Changes whenever a document is added, replaced or removed, or another edition serves."""
        number = select(revisions.c.number).where(self._own(revisions)).scalar_subquery()
        name = CURRENT if self._edition is None else func.coalesce(self._edition)
        with reading(self._engine) as connection:
            row = connection.execute(select(name, func.coalesce(number, 0))).one()
        return str(row[0]), int(row[1])

    def view(self) -> View | None:
        """The view of the edition in service; None before the first ingest. 0.2 ms in SQLite."""
        joined = editions.outerjoin(revisions, revisions.c.edition == editions.c.name).outerjoin(
            pending, pending.c.edition == editions.c.name
        )
        query = (
            select(editions, revisions.c.number, pending.c.version)
            .select_from(joined)
            .where(editions.c.state == "current")
            .order_by(pending.c.version)
        )
        with reading(self._engine) as connection:
            rows = connection.execute(query).mappings().all()
        if not rows:
            return None
        return View(
            collection=rows[0]["name"],
            embedding=rows[0]["embedding"],
            format=rows[0]["format"],
            revision=rows[0]["number"] or 0,
            hidden=tuple(row["version"] for row in rows if row["version"]),
        )

    def titles(self) -> dict[str, list[str]]:
        """The titles of the documents that are indexed, by course."""
        found: dict[str, list[str]] = {}
        for row in self.documents().values():
            if row["status"] == "indexed":
                found.setdefault(row["course"], []).append(row["title"])
        return found

    def languages(self) -> dict[str, str]:
        """The languages of the documents that are not in English, as far as we know their words."""
        rows = self.documents().values()
        return {row["id"]: row["language"] for row in rows if row["language"] in LANGUAGES}

    def courses(self) -> list[CourseInfo]:
        """Each course, by name: its size, and a few of its example questions."""
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
        for name, title in self.course_titles.all().items():
            if name in found:
                found[name]["title"] = title
        return sorted(found.values(), key=lambda course: course["name"])

    def course_names(self) -> list[str]:
        """The names of the courses, in order: cheap even with thousands of documents."""
        own = select(documents.c.course).distinct().where(self._own(documents))
        query = own.where(documents.c.status == "indexed").order_by(documents.c.course)
        with reading(self._engine) as connection:
            return list(connection.execute(query).scalars())

    def facts(self, kinds: Collection[FactKind], courses: Collection[str] = ()) -> list[CourseFact]:
        """The facts in the documents of these courses (none given: of all), in their order."""
        with reading(self._engine) as connection:
            return read_facts(connection, self._own(documents), kinds, courses)

    def expect(self, files: int) -> None:
        """Note the number of files found by an ingest, if it is the edition's first one."""
        first_ingest.expect(self._engine, self._own, files)

    def indexed(self) -> Indexed | None:
        """The progress of the first ingest, even if it was stopped; None once all is indexed."""
        return first_ingest.so_far(self._engine, self._own)

    def hidden(self) -> list[str]:
        """The hidden versions."""
        with reading(self._engine) as connection:
            query = select(pending.c.version).where(self._own(pending))
            return list(connection.execute(query.order_by(pending.c.version)).scalars())

    def hide(self, versions: Collection[str]) -> None:
        """Hide versions that are about to be written, until they are published."""
        if versions:
            with self._engine.begin() as connection:
                self._hide(connection, versions)

    def publish(
        self,
        rows: Sequence[DocumentRow] = (),
        *,
        gone: Collection[str] = (),
        replaced: Collection[str] = (),
        facts: Mapping[str, Sequence[Fact]] = MappingProxyType({}),
    ) -> None:
        """In one transaction: put rows and show their versions, delete the documents `gone` (ids),
        and hide the `replaced` versions. `facts` are those of the rows, by document id."""
        ids = [*gone, *(row["id"] for row in rows)]
        with self._engine.begin() as connection:
            self._delete(connection, documents, "id", ids)
            self._delete(connection, fact_rows, "document_id", ids)
            for row in rows:
                values = values_of(row) | {"edition": self._name(connection)}
                connection.execute(insert(documents).values(values))
            put_facts(connection, self._name(connection), facts)
            self._delete(connection, pending, "version", [row["version"] for row in rows])
            self._hide(connection, replaced)
            self._revise(connection)

    def cleaned(self, versions: Collection[str]) -> None:
        """Remove hidden versions whose chunks have been deleted from the index."""
        if versions:
            with self._engine.begin() as connection:
                self._delete(connection, pending, "version", versions)

    def refresh(self, rows: Sequence[DocumentRow]) -> None:
        """Note new sizes and dates of files whose content is as before."""
        with self._engine.begin() as connection:
            for row in rows:
                change = update(documents).where(self._own(documents), documents.c.id == row["id"])
                connection.execute(change.values(size=row["size"], mtime_ns=row["mtime_ns"]))

    def put(self, *rows: DocumentRow) -> None:
        """Insert or replace rows, all or none."""
        self.publish(rows)

    def remove(self, document_id: str) -> None:
        """Delete a document; no error if it is unknown."""
        self.publish(gone=[document_id])

    def folder(self) -> Path | None:
        """The folder ingested last; None before the first ingest."""
        with reading(self._engine) as connection:
            folder = connection.execute(select(mirrored.c.folder)).scalar()
        return Path(folder) if folder else None

    def remember(self, folder: Path) -> None:
        """Note the folder whose files the documents are."""
        with self._engine.begin() as connection:
            connection.execute(delete(mirrored))
            connection.execute(insert(mirrored).values(folder=str(folder.absolute())))

    def close(self) -> None:
        """Close the connections."""
        self._engine.dispose()

    def _own(self, table: Table) -> Any:
        return table.c.edition == (CURRENT if self._edition is None else self._edition)

    def _name(self, connection: Connection) -> str:
        if self._edition is not None:
            return self._edition
        return str(connection.execute(select(CURRENT)).scalar_one())

    def _hide(self, connection: Connection, versions: Collection[str]) -> None:
        self._delete(connection, pending, "version", versions)
        edition = self._name(connection)
        for version in versions:
            connection.execute(insert(pending).values(edition=edition, version=version))

    def _delete(
        self, connection: Connection, table: Table, column: str, values: Collection[str]
    ) -> None:
        ordered = list(values)
        for start in range(0, len(ordered), MANY):
            some = table.c[column].in_(ordered[start : start + MANY])
            connection.execute(delete(table).where(self._own(table), some))

    def _revise(self, connection: Connection) -> None:
        edition = self._name(connection)
        next_ = update(revisions).where(revisions.c.edition == edition)
        if not connection.execute(next_.values(number=revisions.c.number + 1)).rowcount:
            connection.execute(insert(revisions).values(edition=edition, number=1))
