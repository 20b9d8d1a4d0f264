"""Runs: replayed, listened to by several, stopped, abandoned, bounded."""

import asyncio
from contextlib import aclosing
from pathlib import Path

import pytest

from agent.errors import NotFound
from agent.llm.client import Model
from agent.llm.pool import ModelPool
from agent.llm.server import ModelServer
from agent.reasoner import Cite
from agent.reasoners.llm import LlmReasoner
from agent.turns.run import LOCAL, Run
from agent.turns.run_registry import KEPT_SECONDS, Runs
from agent.turns.turn_service import Ask
from tests.agent.parts import ScriptedReasoner
from tests.agent.turns.test_answer import TUPLE, Gated, open_answering
from tests.servers.fake_openai import FakeOpenAI, Reply

WHOLE = [TUPLE["text"], Cite(1)]
STOPS = 100


async def numbers(runs: Runs, run: Run, after: int = -1) -> list[int]:
    return [event.number async for new in runs.follow(run, after) for event in new]


async def first_token(runs: Runs, run: Run) -> None:
    async with aclosing(runs.follow(run)) as events:
        async for new in events:
            if any(event.name == "token" for event in new):
                return


async def test_several_listen_and_a_replay_goes_on_where_it_was_cut(tmp_path: Path) -> None:
    async with open_answering(tmp_path, ScriptedReasoner(WHOLE)) as answering:
        run = await answering.begin(Ask("What is a tuple?"))
        one, other = await asyncio.gather(
            numbers(answering.runs, run), numbers(answering.runs, run, after=3)
        )
        assert one == list(range(len(run.events)))
        assert other == one[4:]
        assert await numbers(answering.runs, run, after=5) == one[6:]
        assert await answering.runs.of(run.id, LOCAL) is run
        with pytest.raises(NotFound):
            await answering.runs.of(run.id, "somebody else")


async def test_stop_keeps_the_partial_answer_and_notifies_all_listeners(tmp_path: Path) -> None:
    reasoner = Gated([])
    async with open_answering(tmp_path, reasoner) as answering:
        run = await answering.begin(Ask("What is a tuple?"))
        listening = asyncio.create_task(numbers(answering.runs, run))
        await first_token(answering.runs, run)
        await answering.runs.stop(run)
        assert (await listening)[-1] == len(run.events) - 1
        assert run.events[-1].name == "done"
        assert run.done
        assert (run.done["status"], run.done["answer"]) == ("stopped", "A tuple ")
        assert reasoner.closed == 1
        await answering.runs.stop(run)  # again: nothing happens


async def test_a_refresh_loses_nothing_and_leaving_for_good_stops(tmp_path: Path) -> None:
    reasoner = Gated([])
    async with open_answering(tmp_path, reasoner, runs=Runs(grace=0.05)) as answering:
        run = await answering.begin(Ask("What is a tuple?"))
        await first_token(answering.runs, run)  # and leaves
        again = answering.runs.follow(run)
        seen = [event.number for event in await anext(again)]
        await asyncio.sleep(0.1)  # longer than the grace, with a listener
        assert not run.ended.is_set()
        await again.aclose()
        await asyncio.wait_for(run.ended.wait(), 30)
        assert seen == list(range(len(run.events) - 1))  # all but its end
        kept = await answering.conversations.read(run.conversation_id, LOCAL)
    assert kept["messages"][1]["status"] == "stopped"
    assert reasoner.closed == 1


async def test_a_client_that_keeps_the_conversation_itself_stops_by_leaving(tmp_path: Path) -> None:
    reasoner = Gated([])
    async with open_answering(tmp_path, reasoner, runs=Runs(grace=600)) as answering:
        run = await answering.begin(Ask("What is a tuple?", keep=False))
        await first_token(answering.runs, run)  # and leaves
        await asyncio.wait_for(run.ended.wait(), 30)
    assert (run.done or {})["status"] == "stopped"
    assert reasoner.closed == 1


async def test_a_run_that_takes_too_long_fails_and_says_so(tmp_path: Path) -> None:
    async with open_answering(tmp_path, Gated([]), seconds=0.5) as answering:
        run = await answering.begin(Ask("What is a tuple?"))
        await numbers(answering.runs, run)
        assert run.error
        assert (run.error.code, run.events[-1].name) == ("timed_out", "error")
        kept = await answering.conversations.read(run.conversation_id, LOCAL)
    assert kept["messages"][1]["text"] == "A tuple "
    assert kept["messages"][1]["error"]["code"] == "timed_out"


async def test_ended_runs_are_dropped_after_an_hour_and_when_there_is_no_room(
    tmp_path: Path,
) -> None:
    now = 0.0
    runs = Runs(most_bytes=30_000, clock=lambda: now)
    async with open_answering(tmp_path, ScriptedReasoner(WHOLE), runs=runs) as answering:
        ids = []
        for _ in range(12):
            run = await answering.begin(Ask("What is a tuple?"))
            await numbers(runs, run)
            run.ended_at = now = now + 1
            ids.append(run.id)
        with pytest.raises(NotFound):
            await runs.of(ids[0], LOCAL)
        assert await runs.of(ids[-1], LOCAL)
        now += KEPT_SECONDS + 1
        with pytest.raises(NotFound):
            await runs.of(ids[-1], LOCAL)


@pytest.mark.parametrize("way", ["stop", "leave"])
async def test_the_stream_to_the_model_is_closed_each_time(tmp_path: Path, way: str) -> None:
    async with FakeOpenAI() as fake:
        fake.otherwise = lambda body: (
            Reply('{"relevant": [1]}')
            if "response_format" in body
            else Reply("A tuple is an ordered, immutable sequence of values. It ", asyncio.Event())
        )
        pool = ModelPool([ModelServer(f"{fake.base_url}/v1")])
        model = Model(pool, name="scripted", timeout=30)
        reasoner = LlmReasoner(model, pool, ScriptedReasoner([]), answer_tokens=64)
        runs = Runs(grace=0.01)
        async with open_answering(tmp_path, reasoner, runs=runs) as answering:  # type: ignore[arg-type]
            for _ in range(STOPS // 2):
                run = await answering.begin(Ask("What is a tuple?"))
                await first_token(runs, run)
                assert fake.open_streams == 1
                if way == "stop":
                    await runs.stop(run)
                async with asyncio.timeout(30):
                    await fake.streams_become(0)
                await run.ended.wait()
                assert run.done
                assert run.done["status"] == "stopped"
        await pool.close()
