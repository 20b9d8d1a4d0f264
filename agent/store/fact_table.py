"""The facts that documents state, stored beside the catalogue of documents."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any, cast

from sqlalchemy import ColumnElement, Connection, insert, select

from agent.store.catalog_tables import documents, facts
from agent.types import CourseFact, Fact, FactKind

FIELDS = tuple(Fact.__annotations__)


def put_facts(connection: Connection, edition: str, found: Mapping[str, Sequence[Fact]]) -> None:
    """Store the facts of documents, by id, that have none yet."""
    rows = [
        {**fact, "edition": edition, "document_id": document_id, "number": number}
        for document_id, facts_ in found.items()
        for number, fact in enumerate(facts_)
    ]
    if rows:
        connection.execute(insert(facts), rows)


def read_facts(
    connection: Connection,
    own: ColumnElement[bool],
    kinds: Collection[FactKind],
    courses: Collection[str],
) -> list[CourseFact]:
    """The facts of these kinds in the documents that match `own`, ordered by course and source.

    Facts of a document that an older program has replaced are left out.
    """
    same = (documents.c.edition == facts.c.edition) & (documents.c.id == facts.c.document_id)
    of = (documents.c.version, documents.c.course, documents.c.source, documents.c.title)
    query = (
        select(*(facts.c[name] for name in FIELDS), facts.c.document_id, *of)
        .select_from(facts.join(documents, same))
        .where(own, facts.c.kind.in_(list(kinds)))
        .order_by(documents.c.course, documents.c.source, facts.c.number)
    )
    if courses:
        query = query.where(documents.c.course.in_(list(courses)))
    rows = connection.execute(query).mappings()
    return [_fact(dict(row)) for row in rows if _present(dict(row))]


def _present(row: dict[str, Any]) -> bool:
    return str(row["passage_id"]).startswith(f"{row['document_id']}:{row['version']}:")


def _fact(row: dict[str, Any]) -> CourseFact:
    return cast(CourseFact, {name: value for name, value in row.items() if name != "version"})
