"""A reasoner: quote the first sentence of the first passage."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence

from agent.reasoner import Cite, Grades, Notice, Opinion, Reasoner, ReasonerParts, Rewrite, Turn
from agent.text.sentences import sentences
from agent.types import Usage


async def open_reasoner(parts: ReasonerParts) -> Reasoner:
    return FirstReasoner()


class FirstReasoner:
    mode = "first"
    model = None

    async def grade(self, turn: Turn) -> Grades:
        relevant = [place == 0 for place, _ in enumerate(turn.passages)]
        return Grades(relevant, ["its place"] * len(relevant))

    async def estimate(self, turn: Turn) -> Sequence[bool]:
        return (await self.grade(turn)).relevant

    async def rewrite(self, turn: Turn) -> Rewrite:
        return Rewrite(None)

    async def check_claims(self, turn: Turn, statements: Sequence[str]) -> Opinion:
        return Opinion()

    def revise(self, turn: Turn, answer: str) -> None:
        return None

    async def generate(self, turn: Turn) -> AsyncGenerator[str | Cite | Notice | Usage]:
        text = turn.passages[0]["text"]
        yield text[: sentences(text)[0].end]
        yield Cite(1)
