"""The computed answer, and what a model's sentences are measured against when it comes first."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import aclosing

from agent.reasoner import Cite, Reasoner, Remark, Turn
from agent.text.sentences import sentences

Part = str | Cite | Remark


async def computed_answer(computing: Reasoner, turn: Turn) -> list[Part]:
    """The whole computed answer."""
    async with aclosing(computing.generate(turn)) as pieces:
        return [piece async for piece in pieces if isinstance(piece, str | Cite | Remark)]


def statements_of(computed: Sequence[Part]) -> list[str]:
    """The sentences, items, rows and code that it quotes."""
    text = "".join(part if isinstance(part, str) else "\n\n" for part in computed)
    return [text[span.start : span.end] for span in sentences(text)]
