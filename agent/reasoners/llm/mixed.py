"""The mixed way of writing: the computed answer at once, and below it what the model adds to it."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import aclosing

from agent.languages.detect import language_of
from agent.languages.grounding import Grounding
from agent.languages.replies import replies
from agent.reasoner import Cite, Notice, Reasoner, Remark, Turn
from agent.reasoners.llm.completing import Part, computed_parts, statements_of
from agent.reasoners.llm.release import Release
from agent.reasoners.llm.writing import author, outcome, released
from agent.types import Usage, no_usage


async def mixed(
    turn: Turn,
    asked: AsyncGenerator[str | Notice | Usage],
    computing: Reasoner,
    grounding: Grounding,
) -> AsyncGenerator[str | Cite | Remark | Notice | Usage]:
    """The answer in both parts; `asked` are the model's own words, begun after the first part."""
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
    async with aclosing(released(asked, release, grounding)) as pieces:
        async for piece in pieces:
            if isinstance(piece, dict):
                usage = piece
                continue
            if isinstance(piece, str) and computed and not added:
                added = True
                yield Remark(f"\n\n{announced}\n\n")
            yield piece
    yield Notice("checked", outcome(release))
    yield author(quotes=bool(computed), model=bool(release.released))
    yield usage
