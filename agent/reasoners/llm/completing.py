"""The computed answer, and what a model's sentences are measured against when it comes first."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace

from agent.reasoner import Cite, Quoting, Reasoner, Remark, Span, Turn
from agent.text.sentences import sentences
from agent.types import Passage

Part = str | Cite | Remark


async def computed_parts(computing: Reasoner, turn: Turn) -> AsyncGenerator[Part]:
    """The parts of the computed answer, once all of it is computed."""
    async with aclosing(computing.generate(turn)) as pieces:
        parts = [piece async for piece in pieces if isinstance(piece, str | Cite | Remark)]
    for part in parts:
        yield part
        await asyncio.sleep(0)  # lets each word be sent at once


def statements_of(computed: Sequence[Part]) -> list[str]:
    """The sentences, items, rows and code that it quotes."""
    text = "".join(part if isinstance(part, str) else "\n\n" for part in computed)
    return [text[span.start : span.end] for span in sentences(text)]


def quoted_as(turn: Turn, quoting: Quoting) -> Turn:
    """The turn whose computed answer is this part of it."""
    passages: list[Passage] = [
        passage | {"relevant": good}
        for passage, good in zip(turn.passages, quoting.relevant, strict=True)
    ]
    return replace(turn, passages=passages, pointed=quoting.pointed)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A part of an answer, with its text."""

    quoting: Quoting
    parts: Sequence[Part]

    @property
    def text(self) -> str:
        """What is quoted."""
        return "".join(part for part in self.parts if isinstance(part, str))

    @property
    def cited(self) -> frozenset[int]:
        """The places of its passages, from 0."""
        return frozenset(part.place - 1 for part in self.parts if isinstance(part, Cite))


async def candidate_of(computing: Reasoner, turn: Turn, quoting: Quoting) -> Candidate | None:
    """The computed part of an answer; None if nothing is quoted."""
    parts = [part async for part in computed_parts(computing, quoted_as(turn, quoting))]
    candidate = Candidate(quoting, parts)
    return candidate if candidate.text and candidate.cited else None


def unquoted(turn: Turn, pointed: Sequence[Span], text: str) -> list[Span]:
    """Those of the words of passages that do not stand in a text."""
    texts = {passage["id"]: passage["text"] for passage in turn.passages}
    return [span for span in pointed if texts[span.passage_id][span.start : span.end] not in text]
