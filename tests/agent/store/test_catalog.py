from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from agent.errors import StoreUnavailable
from agent.index import View
from agent.store.catalog import EXAMPLES, Catalog
from agent.types import DocumentRow


@pytest.fixture
def catalog(database: str) -> Iterator[Catalog]:
    with closing(Catalog(database)) as opened:
        yield opened


def row(source: str, **fields: object) -> DocumentRow:
    return DocumentRow(  # type: ignore[typeddict-item]
        **{
            "id": source,
            "course": source.split("/")[0],
            "source": source,
            "title": "T",
            "format": "md",
            "size": 2**40,
            "mtime_ns": 1,
            "sha256": "0",
            "recipe": "r",
            "version": "v",
            "pages": None,
            "chunks": 3,
            "status": "indexed",
            "reason": None,
            "examples": ["What is a tuple?"],
            "page_labels": [],
            "warnings": [],
            "language": "es",
            "updated_at": 1.0,
            **fields,
        }
    )


def test_what_is_put_comes_back_and_is_replaced(catalog: Catalog) -> None:
    catalog.put(row("a/x.md"), row("b/é 'y'.md"))
    catalog.put(row("a/x.md", chunks=9))
    assert list(catalog.documents()) == ["a/x.md", "b/é 'y'.md"]
    assert catalog.document("a/x.md") == row("a/x.md", chunks=9)
    catalog.remove("a/x.md")
    assert catalog.document("a/x.md") is None


def test_the_stamp_changes_with_every_change(catalog: Catalog) -> None:
    stamps = [catalog.stamp()]
    for change in (
        lambda: catalog.put(row("a/x.md")),
        lambda: catalog.put(row("a/x.md", updated_at=2.0)),
        lambda: catalog.put(row("a/y.md")),
        lambda: catalog.remove("a/y.md"),
    ):
        change()
        stamps.append(catalog.stamp())
        assert stamps[-1] != stamps[-2]


def test_a_version_is_hidden_until_it_is_published(catalog: Catalog) -> None:
    name = catalog.editions.add("m", 1).name
    assert catalog.view() == View(name, "m", 1)
    catalog.hide(["v1"])
    assert catalog.view() == View(name, "m", 1, 0, ("v1",))
    catalog.publish([row("a/x.md", version="v1")])
    assert catalog.view() == View(name, "m", 1, 1)
    catalog.hide(["v2"])
    catalog.publish([row("a/x.md", version="v2")], replaced=["v1"])
    assert catalog.view() == View(name, "m", 1, 2, ("v1",))
    assert catalog.hidden() == ["v1"]
    catalog.cleaned(["v1"])
    catalog.publish(gone=["a/x.md"], replaced=["v2"])
    assert catalog.view() == View(name, "m", 1, 3, ("v2",))
    assert catalog.documents() == {}


def test_a_new_date_is_no_change(catalog: Catalog) -> None:
    catalog.put(row("a/x.md"))
    before = catalog.stamp()
    catalog.refresh([row("a/x.md", mtime_ns=7)])
    assert catalog.stamp() == before
    assert catalog.documents()["a/x.md"]["mtime_ns"] == 7


def test_an_edition_is_built_beside_the_one_in_service(catalog: Catalog) -> None:
    editions = catalog.editions
    one = editions.add("m1", 1)
    assert editions.current() == one
    catalog.put(row("a/x.md"))
    two = editions.add("m2", 1)
    beside = catalog.of(two.name)
    beside.put(row("a/y.md"), row("a/z.md"))
    assert list(catalog.documents()) == ["a/x.md"]
    assert list(beside.documents()) == ["a/y.md", "a/z.md"]
    before = catalog.stamp()
    editions.put_in_service(two.name)
    assert list(catalog.documents()) == ["a/y.md", "a/z.md"]
    assert catalog.stamp() != before
    rolled_back = editions.roll_back()
    assert rolled_back
    assert rolled_back.name == one.name
    assert list(catalog.documents()) == ["a/x.md"]


def test_of_editions_one_before_is_kept_and_what_is_unfinished_is_given_up(
    catalog: Catalog,
) -> None:
    editions = catalog.editions
    assert editions.roll_back() is None
    names = []
    for model in ("m1", "m2", "m3"):
        names.append(editions.add(model, 1).name)
        editions.put_in_service(names[-1])
    names.append(editions.add("m4", 1).name)
    assert [e.state for e in editions.all()] == ["retired", "previous", "current", "building"]
    found = editions.matching("m2", 1)
    assert found
    assert found.name == names[1]
    assert editions.matching("m1", 1) is None
    editions.retire_unfinished(but="")
    assert [e.state for e in editions.all()] == ["retired", "previous", "current", "retired"]
    editions.forget(names[3])
    assert [e.name for e in editions.all()] == names[:3]


def test_courses_count_what_is_indexed_only(catalog: Catalog) -> None:
    catalog.put(*(row(f"b/{n}.md") for n in range(8)), row("a/x.md"))
    catalog.put(row("a/broken.pdf", status="failed", chunks=0, reason="broken"))
    a, b = catalog.courses()
    assert catalog.course_names() == [a["name"], b["name"]]
    assert (a["name"], a["documents"], a["chunks"]) == ("a", 1, 3)
    assert (b["documents"], len(b["examples"])) == (8, EXAMPLES)


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "taken").mkdir()
    with pytest.raises(StoreUnavailable, match="taken"):
        Catalog(f"sqlite:///{tmp_path / 'taken'}")


def test_the_first_ingest_is_counted_until_it_is_complete(catalog: Catalog) -> None:
    assert catalog.indexed() is None
    first = catalog.editions.add("model", 1)
    written = catalog.of(first.name)
    assert catalog.indexed() is None  # how many there are is not known yet
    written.expect(4)
    assert catalog.indexed() == {"documents": 0, "of": 4}
    written.put(row("a/x.md"), row("a/film.mp4", status="skipped"), row("a/b.pdf", status="failed"))
    assert catalog.indexed() == {"documents": 1, "of": 2}
    written.expect(5)  # an ingest that goes on finds one more
    assert catalog.indexed() == {"documents": 1, "of": 3}
    beside = catalog.editions.add("other", 1)
    catalog.of(beside.name).expect(9)
    assert catalog.indexed() == {"documents": 1, "of": 3}
    catalog.editions.complete(first.name)
    assert catalog.indexed() is None
    written.expect(9)  # a later ingest
    assert catalog.indexed() is None
    catalog.editions.put_in_service(beside.name)
    assert catalog.indexed() == {"documents": 0, "of": 9}
    catalog.editions.forget(beside.name)
    assert catalog.indexed() is None


def test_documents_in_other_languages_are_known_by_theirs(catalog: Catalog) -> None:
    catalog.put(row("a/es.md"), row("a/en.md", language="en"), row("a/unsure.md", language=""))
    assert catalog.languages() == {"a/es.md": "es"}
