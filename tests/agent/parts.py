"""Stand-ins for the slow or random parts of the agent, and short ways to make its nouns."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence

from langgraph.checkpoint.base import BaseCheckpointSaver

from agent.graph import Graph, build_graph
from agent.reasoner import Cite, Grades, Opinion, Reasoner, Rewrite, Turn
from agent.search.vocabulary import Vocabulary
from agent.text.english_words import content_stems
from agent.types import Citation, CourseInfo, Mode, Passage, Usage, indexed_text
from agent.understanding import Understanding


def passage(number: int, text: str, **fields: object) -> Passage:
    """A passage with all its fields; `number` is its ordinal in its document."""
    return Passage(  # type: ignore[typeddict-item]
        **{
            "id": f"doc:v1:{number}",
            "document_id": "doc",
            "source": "course/notes.pdf",
            "course": "course",
            "title": "Notes",
            "section": "Tuples",
            "page": number,
            "text": text,
            "score": 1 / number,
            "dense": 0.5,
            "bm25": 5.0,
            "relevant": None,
            **fields,
        }
    )


class SharedWords:
    """Embeds texts so that their cosine is that of their words."""

    cosine_floor = 0.0

    def __init__(self) -> None:
        self._places: dict[str, int] = {}

    def embed_documents(self, texts: Sequence[str]) -> list[list[float]]:
        bags = [set(content_stems(text)) for text in texts]
        for stem in sorted(set[str]().union(*bags)):
            self._places.setdefault(stem, len(self._places))
        return [self._vector(bag) for bag in bags]

    def embed_query(self, text: str) -> list[float]:
        return self.embed_documents([text])[0]

    def _vector(self, bag: set[str]) -> list[float]:
        vector = [0.0] * 100
        for stem in bag:
            vector[self._places[stem]] = 1 / max(len(bag), 1) ** 0.5
        return vector


class FixedRetriever:
    """Finds the passages scripted for a query, or none; remembers what it was asked."""

    def __init__(self, found: dict[str, list[Passage]]) -> None:
        self.found = found
        self.asked: list[str] = []
        self.brief: list[bool] = []

    async def search(
        self,
        text: str,
        courses: Sequence[str] = (),
        k: int | None = None,
        *,
        brief: bool = False,
        quoted: Sequence[Citation] = (),
    ) -> list[Passage]:
        self.asked.append(text)
        self.brief.append(brief)
        return [p.copy() for p in self.found.get(text, self.found.get("*", []))]

    async def courses_named(self, text: str) -> list[str]:
        return []


COURSE = CourseInfo(name="course", documents=1, chunks=2, examples=["What is a tuple?"])


def graph_over(
    retriever: FixedRetriever,
    reasoner: Reasoner,
    checkpointer: BaseCheckpointSaver[str] | None = None,
) -> Graph:
    """The real graph over a retriever's passages as if they were all that is indexed."""
    passages = [passage for found in retriever.found.values() for passage in found]
    vocabulary = Vocabulary.of(indexed_text(passage) for passage in passages)
    understanding = Understanding(lambda: vocabulary)
    return build_graph(
        retriever,  # type: ignore[arg-type]
        reasoner,
        understanding,
        lambda: [COURSE],
        lambda *_: None,
        checkpointer,
    )


class ScriptedReasoner:
    """Keeps the passages whose text holds `keep`; says `pieces`; rewrites from `rewrites`; doubts
    the statements that hold `doubts`."""

    mode: Mode = "extractive"
    model: str | None = None

    def __init__(
        self,
        pieces: Sequence[str | Cite],
        keep: str = "tuple",
        rewrites: Sequence[str] = (),
        doubts: str = "\0",
    ) -> None:
        self.pieces = pieces
        self.keep = keep
        self.doubts = doubts
        self.rewrites = list(rewrites)
        self.turns: list[Turn] = []
        self.closed = 0

    async def grade(self, turn: Turn) -> Grades:
        verdicts = [self.keep in p["text"] for p in turn.passages]
        return Grades(verdicts, ["scripted"] * len(verdicts))

    async def estimate(self, turn: Turn) -> Sequence[bool]:
        return (await self.grade(turn)).relevant

    async def rewrite(self, turn: Turn) -> Rewrite:
        return Rewrite(self.rewrites.pop(0) if self.rewrites else None)

    async def check_claims(self, turn: Turn, statements: Sequence[str]) -> Opinion:
        return Opinion(frozenset(n for n, one in enumerate(statements) if self.doubts in one))

    def revise(self, turn: Turn, answer: str) -> None:
        return None

    async def generate(self, turn: Turn) -> AsyncGenerator[str | Cite | Usage]:
        self.turns.append(turn)
        try:
            for piece in self.pieces:
                yield piece
        finally:
            self.closed += 1
