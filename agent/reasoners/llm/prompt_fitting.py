"""Shortens turns to the model's context, measured with the model's tokenizer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from agent import prompts
from agent.errors import MessageTooLong
from agent.llm.pool import Asker, ModelPool
from agent.reasoner import Turn
from agent.types import Passage

ANSWER_SHARE = 3
"""The answer reserves at most one part in so many of the context."""
CUTS = 6  # times that the last remaining passage is halved


@dataclass(frozen=True, slots=True)
class Fitted:
    """A turn whose prompts fit together with an answer of `answer_tokens`."""

    turn: Turn
    answer_tokens: int
    dropped: Sequence[str]  # descriptions of the dropped parts


class Fitting:
    """Fits turns into the model's context; if everything fits, this takes one count."""

    def __init__(self, pool: ModelPool, answer_tokens: int) -> None:
        self._pool = pool
        self._answer_tokens = answer_tokens

    async def fit(self, turn: Turn) -> Fitted:
        """The turn without its oldest exchanges, then without its last passages.

        The same for grading and answering, whose prompts share their beginning. Raises
        `MessageTooLong` if the question leaves no room for a passage.
        """
        context = await self._pool.context()
        answer_tokens = min(self._answer_tokens, context // ANSWER_SHARE)
        room = context - answer_tokens
        if await self._fits(turn, room):
            return Fitted(turn, answer_tokens, [])
        count, shorter = len(turn.history[-prompts.RECENT :]), turn
        for kept in (1, 0):
            if kept >= count:
                continue
            shorter = replace(turn, history=turn.history[len(turn.history) - kept :])
            if await self._fits(shorter, room):
                return Fitted(shorter, answer_tokens, _dropped(turn, shorter))
        shorter = await self._fewer_passages(shorter, room)
        return Fitted(shorter, answer_tokens, _dropped(turn, shorter))

    async def _fewer_passages(self, turn: Turn, room: int) -> Turn:
        """The turn with as many first passages as fit, or with the beginning of a single one."""
        low, high = 0, len(turn.passages)  # low fits, high does not
        while high - low > 1:
            middle = (low + high) // 2
            fits = await self._fits(replace(turn, passages=turn.passages[:middle]), room)
            low, high = (middle, high) if fits else (low, middle)
        if low:
            return replace(turn, passages=turn.passages[:low])
        for cut in range(1, CUTS + 1):
            passage = turn.passages[0]
            text = passage["text"][: len(passage["text"]) >> cut]
            begun = Passage(**{**passage, "text": text})
            shorter = replace(turn, passages=[begun])
            if await self._fits(shorter, room):
                return shorter
        raise MessageTooLong(
            "The question is too long for the language model's context.",
            "Shorten the question, or start the model server with a larger context.",
        )

    async def _fits(self, turn: Turn, room: int) -> bool:
        return await self._pool.prompt_tokens(prompts.longest(turn), asker_of(turn)) <= room


def asker_of(turn: Turn) -> Asker:
    """The conversation and turn of these requests."""
    return Asker(turn.conversation_id, turn.message_id)


def _dropped(before: Turn, after: Turn) -> list[str]:
    """Descriptions of the parts that the shorter turn lacks."""
    exchanges = len(before.history[-prompts.RECENT :]) - len(after.history[-prompts.RECENT :])
    passages = len(before.passages) - len(after.passages)
    cut = len(before.passages[0]["text"]) - len(after.passages[0]["text"])
    counted = {
        "earlier exchanges": exchanges,
        "passages": passages,
        "characters at the end of passage 1": cut,
    }
    return [f"{number} {what}" for what, number in counted.items() if number]
