"""The mixed way of writing: the computed answer at once, and below it what the model adds to it."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import aclosing

from agent.languages.detect import language_of
from agent.languages.grounding import Grounding
from agent.languages.replies import replies
from agent.reasoner import Cite, Notice, Reasoner, Remark, Turn
from agent.reasoners.llm.completing import Part, computed_parts, quoted_as, statements_of
from agent.reasoners.llm.confirming import Confirming
from agent.reasoners.llm.further import Further
from agent.reasoners.llm.release import Release
from agent.reasoners.llm.writing import author, outcome, released
from agent.types import Usage, no_usage, summed


async def mixed(
    turn: Turn,
    asked: AsyncGenerator[str | Notice | Usage],
    computing: Reasoner,
    grounding: Grounding,
    confirming: Confirming | None = None,
    further: Further | None = None,
) -> AsyncGenerator[str | Cite | Remark | Notice | Usage]:
    """The answer in both parts; `asked` are the model's own words, begun after the first part.

    With `confirming`, only what the model finds in the passages once more is added; where nothing
    is, `further` may quote the passages on what it wrote.
    """
    if turn.quotings:
        async for part in _chosen(turn, computing):
            yield part
        yield author(quotes=True, model=False)
        return
    computed = list[Part]()
    async for part in computed_parts(computing, turn):
        computed.append(part)
        yield part
    if turn.style != "answer":
        return
    release = Release(turn.passages, turn.whole, statements_of(computed), grounding)
    wording = replies(language_of(turn.question))
    said: list[str] = []
    added, usage = False, no_usage()
    checked = released(_noted(asked, said), release, grounding)
    async with aclosing(confirming.confirmed(checked) if confirming else checked) as pieces:
        async for piece in pieces:
            if isinstance(piece, dict):
                usage = piece
                continue
            if isinstance(piece, str) and not added:
                added = True
                if computed:
                    yield Remark(f"\n\n{wording['added']}\n\n")
            yield piece
    if further and computed and not added:
        quoted = "".join(part for part in computed if isinstance(part, str))
        more, asked_more = await further.quote(turn, "".join(said), quoted)
        usage = summed(usage, asked_more)
        if more:
            yield Remark(f"\n\n{wording['see_also']}\n\n")
            for part in more.parts:
                yield part
    unconfirmed = len(confirming.dropped) if confirming else 0
    fate = outcome(release) + (f"; {unconfirmed} not confirmed" if unconfirmed else "")
    yield Notice("checked", fate)
    yield author(quotes=bool(computed), model=added)
    yield usage


async def _noted(
    asked: AsyncGenerator[str | Notice | Usage], said: list[str]
) -> AsyncGenerator[str | Notice | Usage]:
    """What the model writes, also kept as it is."""
    async with aclosing(asked) as pieces:
        async for piece in pieces:
            if isinstance(piece, str):
                said.append(piece)
            elif isinstance(piece, Notice) and piece.kind == "discard":
                said.clear()
            yield piece


async def _chosen(turn: Turn, computing: Reasoner) -> AsyncGenerator[Part]:
    """The quotes that the model has chosen, one after the other."""
    between = ""
    for quoting in turn.quotings:
        async for part in computed_parts(computing, quoted_as(turn, quoting)):
            yield between + part if isinstance(part, str) else part
            between = ""
        between = "\n\n"
