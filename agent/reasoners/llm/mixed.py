"""The mixed way of writing: the computed answer at once, and below it what the model adds to it."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import aclosing

from agent.languages.detect import language_of
from agent.languages.grounding import Grounding
from agent.languages.replies import replies
from agent.reasoner import Cite, Notice, Reasoner, Remark, Turn
from agent.reasoners.llm.completing import Part, computed_parts, statements_of
from agent.reasoners.llm.confirming import Confirming
from agent.reasoners.llm.release import Release
from agent.reasoners.llm.writing import author, outcome, released
from agent.types import Usage, no_usage


async def mixed(
    turn: Turn,
    asked: AsyncGenerator[str | Notice | Usage],
    computing: Reasoner,
    grounding: Grounding,
    confirming: Confirming | None = None,
) -> AsyncGenerator[str | Cite | Remark | Notice | Usage]:
    """The answer in both parts; `asked` are the model's own words, begun after the first part.

    With `confirming`, only what the model finds in the passages once more is added.
    """
    computed = list[Part]()
    async for part in computed_parts(computing, turn):
        computed.append(part)
        yield part
    if turn.style != "answer":
        return
    above = statements_of(computed)
    release = Release(turn.passages, turn.whole, above, grounding)
    announced = replies(language_of(turn.question))["added"]
    added = False
    usage = no_usage()
    checked = released(asked, release, grounding)
    async with aclosing(confirming.confirmed(checked) if confirming else checked) as pieces:
        async for piece in pieces:
            if isinstance(piece, dict):
                usage = piece
                continue
            if isinstance(piece, str) and not added:
                added = True
                if computed:
                    yield Remark(f"\n\n{announced}\n\n")
            yield piece
    unconfirmed = f"; {len(confirming.dropped)} not confirmed" if confirming else ""
    yield Notice("checked", outcome(release) + unconfirmed)
    yield author(quotes=bool(computed), model=added)
    yield usage
