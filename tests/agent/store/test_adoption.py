"""Conversations that an early version left in the checkpoints alone."""

from pathlib import Path

from agent.reasoner import Cite
from agent.store.adoption import adopt
from agent.turns.run import LOCAL
from tests.agent.parts import ScriptedReasoner
from tests.agent.turns.test_answer import TUPLE, ask, open_answering


async def test_they_are_listed_read_and_go_on(tmp_path: Path) -> None:
    reasoner = ScriptedReasoner([TUPLE["text"], Cite(1)])
    async with open_answering(tmp_path, reasoner) as answering:
        conversations = answering.conversations
        first = (await ask(answering, "What is a tuple?"))[-1].data
        thread = first["conversation_id"]
        await ask(answering, "Can it change?", thread)
        conversations.transcripts.delete(thread)  # as if it had never been kept there
        assert await adopt(conversations) == 1
        (listed,) = (await conversations.page(LOCAL))["conversations"]
        assert listed["title"] == "What is a tuple?"
        kept = (await conversations.read(thread, LOCAL))["messages"]
        assert [m["text"] for m in kept[::2]] == ["What is a tuple?", "Can it change?"]
        assert kept[1]["text"] == first["answer"]
        assert kept[1]["status"] == "answered"
        assert kept[3]["citations"]
        await ask(answering, "And then?", thread)
        known = [exchange.question for exchange in reasoner.turns[-1].history]
        assert known == ["What is a tuple?", "Can it change?"]
        assert await adopt(conversations) == 0
