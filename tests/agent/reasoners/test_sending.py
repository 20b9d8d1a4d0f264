"""How the words of an answer without a model are sent."""

from __future__ import annotations

import asyncio
from collections import Counter

from agent.reasoner import Turn
from agent.reasoners.extractive import AT_ONCE, ExtractiveReasoner
from agent.search.vocabulary import Vocabulary
from tests.agent.parts import passage


async def test_words_are_sent_some_at_a_time() -> None:
    text = "A tuple is a sequence of values that cannot be changed. " * 3
    found = passage(1, text, relevant=True)
    reasoner = ExtractiveReasoner(lambda: Vocabulary.of([text]))
    turns = 0

    async def others() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    asked = Turn("What is a tuple?", "What is a tuple?", passages=[found])
    beside = asyncio.create_task(others())
    together = Counter([turns async for _ in reasoner.generate(asked)])
    beside.cancel()
    first, *more = together.values()
    assert first == 1
    assert max(more) == AT_ONCE
