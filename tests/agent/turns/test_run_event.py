"""Events of a run: encoded once, the same bytes for every reader."""

import asyncio
from pathlib import Path

from agent.events import Event
from agent.reasoner import Cite
from agent.turns.run import Ask, Run
from agent.turns.run_event import RunEvent, run_events
from agent.turns.run_registry import Runs
from api.page.live_blocks import html_frames
from tests.agent.parts import ScriptedReasoner
from tests.agent.turns.test_answer import TUPLE, open_answering

ODD = 'two\r\n\r\nlines, "data: ", e\u0301 日本語 \U0001f600, half \ud800 a character'


def test_joined_frames_are_the_same_events_elsewhere() -> None:
    events = [RunEvent.of("r", n, Event("token", {"text": ODD, "n": n})) for n in range(3)]
    received = list(run_events(b"".join(event.frame for event in events)))
    assert [(e.number, e.name, e.frame) for e in received] == [
        (e.number, e.name, e.frame) for e in events
    ]
    assert received[2].data == {"text": ODD.replace("\ud800", "?"), "n": 2}
    assert list(run_events(b"")) == []


AS_SHOWN = ("token", "citation", "done")
"""What the page gets in a form of its own: rendered, or with a line of each quote."""


async def test_all_readers_get_the_same_bytes(tmp_path: Path) -> None:
    async with open_answering(tmp_path, ScriptedReasoner([TUPLE["text"], Cite(1)])) as answering:
        run = await answering.begin(Ask("What is a tuple?"))

        async def read() -> list[bytes]:
            return [e.frame async for new in answering.runs.follow(run) for e in new]

        one, other = await asyncio.gather(read(), read())
        assert len(one) == len(other) > 5
        assert all(mine is theirs for mine, theirs in zip(one, other, strict=True))
        shown = [frame async for frame in html_frames(run, answering.runs.follow(run), -1)]
        assert set(map(id, shown)) >= {id(e.frame) for e in run.events if e.name not in AS_SHOWN}


async def test_a_run_received_from_elsewhere_has_the_same_text() -> None:
    here, there = Run(Ask("?"), "c"), Run(Ask("?"), "c")
    for word in ("A ", "tuple", " is ..."):
        here.publish(Event("token", {"text": word}))
        there.receive(here.events)  # again and again: known ones are passed over
    assert there.streamed == here.streamed == "A tuple is ..."
    assert [e.frame for e in there.events] == [e.frame for e in here.events]
    here.end(0.0)
    assert [e.number async for new in Runs().follow(here) for e in new] == [0, 1, 2]
