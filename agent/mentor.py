"""Everything that answers questions, and its readiness."""

from __future__ import annotations

import asyncio
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from typing_extensions import TypedDict

from agent.errors import MentorError, NotReady
from agent.settings import Settings
from agent.turns.checks import nothing_indexed

if TYPE_CHECKING:
    from agent.embedding.model import LocalEmbeddings
    from agent.graph import Graph
    from agent.index import Index
    from agent.languages.similarity import Similarity
    from agent.llm.pool import ModelPool
    from agent.llm.warm_up import WarmUp
    from agent.nodes.look_up import LookUpFunction
    from agent.nodes.retrieve import Retriever
    from agent.practice.practice_service import PracticeService
    from agent.reasoner import Reasoner
    from agent.store.catalog import Catalog
    from agent.store.conversations import Conversations
    from agent.turns.turn_service import TurnService
    from agent.understanding import Understanding


class Missing(TypedDict):
    """A missing part, without which questions cannot be answered."""

    what: str
    why: str
    fix: str


@dataclass(frozen=True)
class Mentor:
    """Everything that answers questions, connected."""

    settings: Settings
    catalog: Catalog
    index: Index
    embeddings: LocalEmbeddings
    retriever: Retriever
    reasoner: Reasoner
    understanding: Understanding
    look: LookUpFunction
    similarity: Similarity | None
    """Compares sentences across languages; None with an English embedding model."""
    practising: PracticeService
    graph: Graph
    conversations: Conversations
    answering: TurnService
    pool: ModelPool | None  # of the language model's servers
    warm_up: WarmUp | None

    async def missing(self) -> list[Missing]:
        """The missing parts; empty when questions can be answered."""
        found = []
        if self.answering.stopping:
            stopping = NotReady(
                "The service is shutting down.", "Try again after it has been restarted."
            )
            found.append(_missing("service", stopping))
        try:
            await self.answering.runs.peers.check()
        except MentorError as error:
            found.append(_missing("Redis", error))
        try:
            if not await asyncio.to_thread(self.index.count):
                raise await asyncio.to_thread(self._nothing_indexed)
        except MentorError as error:
            found.append(_missing("index", error))
        if self.pool and self.warm_up:
            try:
                await self.pool.model()
                self.warm_up.check()
            except MentorError as error:
                found.append(_missing("language model", error))
        return found

    def _nothing_indexed(self) -> NotReady:
        if self.catalog.indexed() is None and _ingest_runs(self.settings):
            return NotReady(
                "The course materials are being indexed for the first time.",
                "Wait: questions can be answered as soon as the first documents are indexed.",
            )
        return nothing_indexed(self.catalog)


def _ingest_runs(settings: Settings) -> bool:
    """Whether an ingest is running on this machine."""
    try:
        os.kill(int((settings.data_dir / "ingest.pid").read_text()), 0)
    except (OSError, ValueError):
        return False
    return True


def _missing(what: str, error: MentorError) -> Missing:
    return Missing(what=what, why=error.message, fix=error.fix or "Check the log.")
