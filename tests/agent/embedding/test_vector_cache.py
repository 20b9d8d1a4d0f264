"""Only new text is embedded, and vectors come out as they went in."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from threading import Event, Semaphore

import pytest

from agent.embedding.vector_cache import CachedEmbeddings
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


class Waiting(WordEmbeddings):
    """Embeds once it is allowed to."""

    def __init__(self) -> None:
        super().__init__()
        self.asked, self.go = Semaphore(0), Event()

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        self.asked.release()
        assert self.go.wait(60)
        if "bad" in texts:
            raise ValueError("bad")
        return super().embed_documents(texts)


def test_threads_wait_for_what_another_one_embeds(tmp_path: Path) -> None:
    model = Waiting()
    with (
        closing(CachedEmbeddings(model, tmp_path / "cache.sqlite")) as cached,
        ThreadPoolExecutor() as threads,
    ):
        first = threads.submit(cached.embed_documents, ["one", "two"])
        assert model.asked.acquire(timeout=60)
        second = threads.submit(cached.embed_documents, ["two", "three"])
        assert model.asked.acquire(timeout=60)
        model.go.set()
        assert first.result() + second.result() == [
            model.embed_query(text) for text in ("one", "two", "two", "three")
        ]
        assert (cached.embedded, model.embedded) == (3, 3)


def test_what_another_thread_could_not_embed_is_not_waited_for_in_vain(tmp_path: Path) -> None:
    model = Waiting()
    with (
        closing(CachedEmbeddings(model, tmp_path / "cache.sqlite")) as cached,
        ThreadPoolExecutor() as threads,
    ):
        first = threads.submit(cached.embed_documents, ["one", "bad"])
        assert model.asked.acquire(timeout=60)
        second = threads.submit(cached.embed_documents, ["one", "two"])
        assert model.asked.acquire(timeout=60)
        model.go.set()
        for failed in (first, second):
            with pytest.raises(ValueError, match="bad"):
                failed.result(timeout=60)
        assert len(cached.embed_documents(["one", "two"])) == 2


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
        pytest.raises(StoreUnavailable, match=r"cache\.sqlite") as raised,
    ):
        cached.embed_documents(["one"])
    assert "Delete the file" in str(raised.value.fix)
