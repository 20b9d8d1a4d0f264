"""A search asks for meaning and for words at the same time."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from threading import Barrier
from typing import Any

from agent.milvus.engine import Engine
from agent.milvus.reader import Reader
from agent.milvus.store import MilvusIndex
from agent.types import Passage
from tests.contracts.test_index import chunk, like, vector, write


class Meeting(Reader):
    """Searches an arm only while the other one is searched."""

    begun = Barrier(2, timeout=30)

    def near(self, *asked: Any) -> list[Passage]:
        self.begun.wait()
        return super().near(*asked)

    def matching(self, *asked: Any) -> list[Passage]:
        self.begun.wait()
        return super().matching(*asked)


def test_both_arms_are_searched_at_once(tmp_path: Path) -> None:
    with closing(MilvusIndex(Engine(tmp_path / "mentor.db"), embedding="m1")) as index:
        write(index, chunk("tuple"), chunk("list"))
        other = like(index)
        other._reader = Meeting(index._connection)
        found = other.search("tuple", vector("tuple"), courses=[], k=5)
        assert found == index.search("tuple", vector("tuple"), courses=[], k=5)
