"""The computed answer, and what a model's sentences are measured against when it comes first."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing

from agent.reasoner import Cite, Reasoner, Remark, Turn
from agent.text.sentences import sentences

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
