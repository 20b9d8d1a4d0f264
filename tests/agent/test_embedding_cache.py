"""Only new text is embedded, and vectors come out as they went in."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from agent.backends.embedding_cache import CachedEmbeddings
from agent.errors import StoreUnavailable
from tests.ingestion.words import WordEmbeddings


@pytest.fixture
def model() -> WordEmbeddings:
    return WordEmbeddings()


@pytest.fixture
def cached(model: WordEmbeddings, tmp_path: Path) -> Iterator[CachedEmbeddings]:
    with closing(CachedEmbeddings(model, tmp_path / "cache.sqlite")) as cached:
        yield cached


def test_each_text_is_embedded_once(cached: CachedEmbeddings, model: WordEmbeddings) -> None:
    texts = ["one", "two", "one", *(str(n) for n in range(600))]
    first = cached.embed_documents(texts)
    assert first == model.embed_documents(texts)
    assert cached.embedded == 602
    assert cached.embed_documents(["new", *texts])[1:] == first
    assert cached.embedded == 603
    assert cached.embed_documents([]) == []


def test_it_outlives_the_process(cached: CachedEmbeddings, tmp_path: Path) -> None:
    before = cached.embed_documents(["one"])
    with closing(CachedEmbeddings(WordEmbeddings(), tmp_path / "cache.sqlite")) as again:
        assert (again.embed_documents(["one"]), again.embedded) == (before, 0)
    with closing(CachedEmbeddings(WordEmbeddings("other@1"), tmp_path / "cache.sqlite")) as other:
        other.embed_documents(["one"])
        assert other.embedded == 1


def test_what_nobody_uses_is_dropped(cached: CachedEmbeddings) -> None:
    cached.prune()
    cached.embed_documents(["one", "two", "three"])
    cached.prune(days=0)
    cached.embed_documents(["one", "two", "three"])
    assert cached.embedded == 3
    cached.prune(days=-1)
    cached.embed_documents(["one", "two", "three"])
    assert cached.embedded == 6
    cached.prune(most=1)
    cached.embed_documents(["one", "two", "three"])
    assert cached.embedded == 8


def test_a_file_that_is_no_cache_is_named(tmp_path: Path) -> None:
    (tmp_path / "cache.sqlite").write_text("something else " * 100)
    with (
        closing(CachedEmbeddings(WordEmbeddings(), tmp_path / "cache.sqlite")) as cached,
        pytest.raises(StoreUnavailable, match=r"cache\.sqlite") as told,
    ):
        cached.embed_documents(["one"])
    assert "Delete that file" in str(told.value.fix)
