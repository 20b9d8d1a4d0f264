"""The computed answer, or what it says beyond the sentences that a model has written already."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing

from agent.reasoner import Cite, Notice, Remark
from agent.reasoners.llm.release import said_by
from agent.types import Usage

FROM_THE_MATERIALS = "\n\nFrom the materials:\n\n"

Piece = str | Cite | Remark | Notice | Usage


async def completed(
    computed: AsyncGenerator[Piece], said: Sequence[str]
) -> AsyncGenerator[str | Cite | Remark]:
    """The pieces of the computed answer that `said` lacks; all of them where nothing was said."""
    quote: list[str] = []
    cites: list[Cite | Remark] = []
    begun = not said
    async with aclosing(computed) as pieces:
        async for piece in pieces:
            if not said:
                if isinstance(piece, str | Cite | Remark):
                    yield piece
                continue
            if isinstance(piece, str):
                if cites:  # another quote begins
                    for part in _beyond(quote, cites, said, begun=begun):
                        begun = True
                        yield part
                    quote, cites = [], []
                quote.append(piece)
            elif isinstance(piece, Cite | Remark):
                cites.append(piece)
    if said:
        for part in _beyond(quote, cites, said, begun=begun):
            yield part


def _beyond(
    quote: Sequence[str], cites: Sequence[Cite | Remark], said: Sequence[str], *, begun: bool
) -> list[str | Cite | Remark]:
    text = "".join(quote)
    if not text.strip() or said_by(text, said):
        return []
    if begun:
        return [text, *cites]
    return [Remark(FROM_THE_MATERIALS), text.lstrip(), *cites]
