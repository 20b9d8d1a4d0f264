"""Facts come, go and are copied with the documents that state them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from agent.store.catalog import Catalog
from agent.store.copying import copy_database
from agent.types import Fact
from tests.agent.store.test_catalog import row


@pytest.fixture
def catalog(database: str) -> Iterator[Catalog]:
    with closing(Catalog(database)) as opened:
        yield opened


def fact(document: str, version: str, key: str = "homework 1") -> Fact:
    return Fact(
        kind="deadline",
        key=key,
        label="Homework 1",
        value="5 May, “noon”",
        date="2028-05-05",
        passage_id=f"{document}:{version}:0",
        section="Dates > Work",
        page=2,
        start=3,
        end=21,
    )


def keys(catalog: Catalog, *courses: str) -> list[str]:
    return [found["key"] for found in catalog.facts(["deadline"], courses)]


def test_a_fact_comes_with_the_document_that_states_it(catalog: Catalog) -> None:
    catalog.publish([row("a/x.md", version="v1")], facts={"a/x.md": [fact("a/x.md", "v1")]})
    (found,) = catalog.facts(["deadline", "exam"])
    assert found == {
        **fact("a/x.md", "v1"),
        "document_id": "a/x.md", "course": "a", "source": "a/x.md", "title": "T",
    }  # fmt: skip
    assert catalog.facts(["exam"]) == []
    assert keys(catalog, "b") == []
    assert keys(catalog, "a") == ["homework 1"]


def test_a_new_version_replaces_the_facts_of_the_old_one(catalog: Catalog) -> None:
    catalog.publish([row("a/x.md", version="v1")], facts={"a/x.md": [fact("a/x.md", "v1")]})
    renewed = [fact("a/x.md", "v2", "homework 2"), fact("a/x.md", "v2", "homework 3")]
    catalog.publish([row("a/x.md", version="v2")], replaced=["v1"], facts={"a/x.md": renewed})
    assert keys(catalog) == ["homework 2", "homework 3"]
    catalog.publish(gone=["a/x.md"], replaced=["v2"])
    assert keys(catalog) == []


def test_what_an_older_program_has_left_is_not_shown(catalog: Catalog) -> None:
    catalog.publish([row("a/x.md", version="v2")], facts={"a/x.md": [fact("a/x.md", "v1")]})
    assert keys(catalog) == []


def test_each_edition_has_its_own(catalog: Catalog) -> None:
    old = catalog.editions.add("m", 1).name
    catalog.publish([row("a/x.md", version="v1")], facts={"a/x.md": [fact("a/x.md", "v1")]})
    new = catalog.editions.add("other", 1).name
    rebuilt = fact("a/x.md", "v2", "homework 2")
    catalog.of(new).publish([row("a/x.md", version="v2")], facts={"a/x.md": [rebuilt]})
    assert keys(catalog) == ["homework 1"]
    catalog.editions.put_in_service(new)
    assert keys(catalog) == ["homework 2"]
    catalog.editions.roll_back()
    assert keys(catalog) == ["homework 1"]
    catalog.editions.forget(new)
    assert keys(catalog.of(new)) == []
    assert keys(catalog.of(old)) == ["homework 1"]


def test_a_back_up_has_them_and_the_page_labels(database: str, tmp_path: Path) -> None:
    target = f"sqlite:///{tmp_path / 'copy.sqlite'}"
    with closing(Catalog(database)) as catalog:
        kept = row("a/x.md", version="v1", page_labels=["i", "1"])
        catalog.publish([kept], facts={"a/x.md": [fact("a/x.md", "v1")]})
    copy_database(database, target)
    with closing(Catalog(target)) as copied:
        assert keys(copied) == ["homework 1"]
        assert copied.documents()["a/x.md"]["page_labels"] == ["i", "1"]


def test_a_catalogue_of_an_earlier_release_is_opened_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "old.sqlite"
    with closing(Catalog(f"sqlite:///{file}")) as catalog:
        catalog.put(row("a/x.md"))
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("ALTER TABLE documents DROP COLUMN page_labels")
        connection.execute("ALTER TABLE documents DROP COLUMN language")
        connection.execute("DROP TABLE facts")
        connection.commit()
    with closing(Catalog(f"sqlite:///{file}")) as catalog:
        assert catalog.documents()["a/x.md"]["page_labels"] == []
        assert catalog.documents()["a/x.md"]["language"] == ""
        assert keys(catalog) == []
