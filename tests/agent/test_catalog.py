from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from agent.backends.catalog import EXAMPLES, Catalog, DocumentRow
from agent.errors import StoreUnavailable


@pytest.fixture
def catalog(tmp_path: Path) -> Iterator[Catalog]:
    with closing(Catalog(f"sqlite:///{tmp_path / 'new' / 'mentor.sqlite'}")) as opened:
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


def test_courses_count_what_is_indexed_only(catalog: Catalog) -> None:
    catalog.put(*(row(f"b/{n}.md") for n in range(8)), row("a/x.md"))
    catalog.put(row("a/broken.pdf", status="failed", chunks=0, reason="broken"))
    a, b = catalog.courses()
    assert (a["name"], a["documents"], a["chunks"]) == ("a", 1, 3)
    assert (b["documents"], len(b["examples"])) == (8, EXAMPLES)


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "taken").mkdir()
    with pytest.raises(StoreUnavailable, match="taken"):
        Catalog(f"sqlite:///{tmp_path / 'taken'}")
