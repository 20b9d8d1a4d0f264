"""A model's own answer: checked while it is written, and shown as far as the passages say it.

Where nothing of it can be shown, the answer is the computed one.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from functools import partial

from agent.languages.grounding import Grounding
from agent.reasoner import Cite, Notice, Reasoner, Remark, Turn
from agent.reasoners.llm.completing import computed_parts
from agent.reasoners.llm.markers import MarkerParser
from agent.reasoners.llm.release import Release
from agent.text.counted import counted
from agent.types import Usage, no_usage

Shown = list[str | Cite]


async def written(
    turn: Turn,
    asked: AsyncGenerator[str | Notice | Usage],
    computing: Reasoner,
    grounding: Grounding,
) -> AsyncGenerator[str | Cite | Remark | Notice | Usage]:
    """The model's answer without what no passage says; `asked` are the model's own words."""
    release = Release(turn.passages, turn.whole, grounding=grounding)
    usage = no_usage()
    async with aclosing(released(asked, release, grounding)) as pieces:
        async for piece in pieces:
            if isinstance(piece, dict):
                usage = piece
            else:
                yield piece
    yield Notice("checked", outcome(release))
    yield author(quotes=not release.released, model=bool(release.released))
    if not release.released:
        async for part in computed_parts(computing, turn):
            yield part
    yield usage


async def released(
    asked: AsyncGenerator[str | Notice | Usage], release: Release, grounding: Grounding
) -> AsyncGenerator[str | Cite | Notice | Usage]:
    """The model's sentences that the passages support; then the usage."""
    markers, cut = MarkerParser(), False
    async with aclosing(asked) as pieces:
        async for piece in pieces:
            if isinstance(piece, str):
                for part in markers.feed(piece):
                    for shown in await _checked(grounding, release.feed, part):
                        yield shown
                continue
            markers, rest = MarkerParser(), markers.flush()
            if isinstance(piece, Notice) and piece.kind == "discard":
                release.discard()
                continue
            for part in rest:
                for shown in await _checked(grounding, release.feed, part):
                    yield shown
            cut = cut or (isinstance(piece, Notice) and piece.kind in ("cut", "repeats"))
            yield piece
    for shown in await _checked(grounding, partial(release.end, cut=cut)):
        yield shown


async def _checked(grounding: Grounding, check: Callable[..., Shown], *part: str | Cite) -> Shown:
    """Sentences in two languages are compared by the embedding model, beside other turns."""
    if grounding.embeds:
        return await asyncio.to_thread(check, *part)
    return check(*part)


def outcome(release: Release) -> str:
    """The fate of the model's sentences, for the trace."""
    shown, dropped = len(release.released), len(release.dropped)
    declined = "; the model stated that the passages do not answer" if release.declined else ""
    return f"{shown} of {counted(shown + dropped, 'sentence')} released{declined}"


def author(*, quotes: bool, model: bool) -> Notice:
    """Whether quotes are shown, the model's sentences or both, for the page and the trace."""
    return Notice("author", "both" if quotes and model else "model" if model else "quotes")
