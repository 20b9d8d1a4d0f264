"""What every form of the run store keeps to: one process in memory, and two that meet in Redis.

With Redis `one` and `other` are processes of their own as far as Redis knows; in memory they are
one and the same.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, aclosing, asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

from agent.cluster.redis_admission import RedisAdmission
from agent.cluster.redis_peers import RedisPeers, open_peers
from agent.cluster.redis_rate import RedisBuckets
from agent.errors import (
    Conflict,
    InvalidSettings,
    NotFound,
    StoreUnavailable,
    TooBusy,
    TooManyRequests,
)
from agent.reasoner import Cite
from agent.store.transcripts import Transcripts
from agent.turns.admission import Admission
from agent.turns.run import AHEAD, LOCAL, Run
from agent.turns.run_registry import Runs
from agent.turns.turn_service import Ask, TurnService
from api.access.rate import Rate
from tests.agent.parts import ScriptedReasoner
from tests.agent.turns.test_answer import TUPLE, Gated, open_answering
from tests.servers.redis import RedisServer

LEASE = 0.6  # seconds: a process is given up after 0.9 s
QUESTION = Ask("What is a tuple?")
FILES = {"index": "here"}


@dataclass
class Two:
    """The same service twice; `peers` are those in Redis."""

    one: TurnService
    other: TurnService
    peers: list[RedisPeers]


@asynccontextmanager
async def opened(
    url: str | None, folder: Path, reasoner: ScriptedReasoner, grace: float = 5.0, slots: int = 9
) -> AsyncGenerator[Two]:
    async with AsyncExitStack() as stack:
        if url is None:
            runs, queue = Runs(grace=grace), Admission(slots, length=4)
            answering = open_answering(folder, reasoner, runs=runs, admission=queue)
            alone = await stack.enter_async_context(answering)
            yield Two(alone, alone, [])
            return
        both, peers = [], []
        for _ in range(2):
            turns = Transcripts(f"sqlite:///{folder / 'mentor.sqlite'}")
            stack.callback(turns.close)
            peer = await stack.enter_async_context(open_peers(url, turns.running, FILES, LEASE))
            runs = Runs(grace=grace, peers=peer)
            shared = RedisAdmission(peer, slots, length=4)
            answering = open_answering(folder, reasoner, runs=runs, admission=shared)
            both.append(await stack.enter_async_context(answering))
            peers.append(peer)
        yield Two(*both, peers)


@pytest.fixture(params=["memory", "redis"])
def url(request: pytest.FixtureRequest) -> str | None:
    """Where the processes meet."""
    if request.param == "memory":
        return None
    found: str = request.getfixturevalue("redis_url")
    return found


def whole() -> ScriptedReasoner:
    return ScriptedReasoner([TUPLE["text"], Cite(1)])


async def numbers(answering: TurnService, run: Run, after: int = -1) -> list[int]:
    async with asyncio.timeout(60):
        return [event.number async for new in answering.runs.follow(run, after) for event in new]


async def first_token(answering: TurnService, run: Run) -> None:
    async with asyncio.timeout(60), aclosing(answering.runs.follow(run)) as events:
        async for new in events:
            if any(event.name == "token" for event in new):
                return


async def found(answering: TurnService, run_id: str) -> Run:
    """The run there, as soon as it is known there."""
    async with asyncio.timeout(60):
        while True:
            with suppress(NotFound):
                return await answering.runs.of(run_id, LOCAL)
            await asyncio.sleep(0.005)


async def test_a_run_is_followed_and_replayed_by_the_other(url: str | None, tmp_path: Path) -> None:
    async with opened(url, tmp_path, whole()) as two:
        run = await two.one.begin(QUESTION)
        there = await found(two.other, run.id)
        own, theirs = await asyncio.gather(
            numbers(two.one, run), numbers(two.other, there, after=3)
        )
        assert own == list(range(len(run.events)))
        assert theirs == own[4:]
        again = await found(two.other, run.id)
        assert await numbers(two.other, again, after=5) == own[6:]
        assert [event.frame for event in again.events] == [event.frame for event in run.events]
        assert again.done == run.done
        with pytest.raises(NotFound):
            await two.other.runs.of(run.id, "somebody else")
        with pytest.raises(NotFound):
            await two.other.runs.of("none", LOCAL)


async def test_a_run_is_stopped_by_the_other(url: str | None, tmp_path: Path) -> None:
    reasoner = Gated([])
    async with opened(url, tmp_path, reasoner) as two:
        run = await two.one.begin(QUESTION)
        await first_token(two.one, run)
        there = await found(two.other, run.id)
        await two.other.runs.stop(there)
        assert there.done
        assert (there.done["status"], there.done["answer"]) == ("stopped", "A tuple ")
        assert reasoner.closed == 1


async def test_a_conversation_has_one_run_at_a_time(url: str | None, tmp_path: Path) -> None:
    async with opened(url, tmp_path, Gated([])) as two:
        run = await two.one.begin(QUESTION)
        again = Ask("And a list?", run.conversation_id)
        with pytest.raises(Conflict) as refused:
            await two.other.begin(again)
        assert refused.value.run_id == run.id
        with pytest.raises(Conflict):
            await two.other.go_to(run.conversation_id, LOCAL, run.message_id)
        await two.one.runs.stop(run)
        then = await two.other.begin(again)
        await two.other.runs.stop(then)


async def test_who_follows_elsewhere_keeps_it_going(url: str | None, tmp_path: Path) -> None:
    async with opened(url, tmp_path, Gated([]), grace=0.4) as two:
        run = await two.one.begin(QUESTION)
        there = await found(two.other, run.id)
        listening = asyncio.create_task(numbers(two.other, there))
        await asyncio.sleep(1)  # longer than the grace
        assert not run.ended.is_set()
        listening.cancel()
        await asyncio.wait_for(run.ended.wait(), 60)
        assert run.done
        assert run.done["status"] == "stopped"


async def test_a_conversation_is_forgotten_with_its_events(url: str | None, tmp_path: Path) -> None:
    async with opened(url, tmp_path, Gated([])) as two:
        run = await two.one.begin(QUESTION)
        await found(two.other, run.id)
        await two.other.forget(run.conversation_id, LOCAL)
        assert run.ended.is_set()
        for answering in (two.one, two.other):
            with pytest.raises(NotFound):
                await answering.runs.of(run.id, LOCAL)
            with pytest.raises(NotFound):
                await answering.conversations.read(run.conversation_id, LOCAL)


async def test_users_take_turns_in_one_queue(url: str | None, tmp_path: Path) -> None:
    async with opened(url, tmp_path, Gated([]), slots=1) as two:
        first = await two.one.begin(QUESTION)
        await first_token(two.one, first)
        second = await two.one.begin(QUESTION)
        third = await two.other.begin(Ask("What is a tuple?", user="ann"))
        last = await two.one.begin(QUESTION)
        with pytest.raises(TooBusy) as full:
            await two.other.begin(QUESTION)
        assert full.value.retry_after >= 1
        for answering, run in (two.one, first), (two.one, second), (two.other, third):
            await first_token(answering, run)
            await answering.runs.stop(run)
        await first_token(two.one, last)
        await two.one.runs.stop(last)
    queued = [
        [event.data["position"] for event in run.events if event.name == "queue"]
        for run in (second, third, last)
    ]
    assert queued == [[1, 0], [2, 1, 0], [3, 2, 1, 0]]


async def test_calls_are_counted_together(redis_url: str, tmp_path: Path) -> None:
    async with opened(redis_url, tmp_path, whole()) as two:
        one, other = (Rate(2, shared=RedisBuckets(peer.process.redis)) for peer in two.peers)
        await one.count("ann")
        await other.count("ann")
        await other.count("ben")
        with pytest.raises(TooManyRequests) as refused:
            await one.count("ann")
        assert 25 <= refused.value.retry_after <= 30


async def test_what_a_dead_process_was_answering_ends_as_failed(
    redis_url: str, tmp_path: Path
) -> None:
    async with opened(redis_url, tmp_path, Gated([]), slots=1) as two:
        run = await two.one.begin(QUESTION)
        await first_token(two.one, run)
        there = await found(two.other, run.id)
        listening = asyncio.create_task(numbers(two.other, there))
        waiting = await two.other.begin(QUESTION)
        await first_token(two.other, there)
        dead = two.peers[0]  # as kill -9 does, except that it may be closed afterwards
        dead.process.fall_silent()
        *received, last = await listening
        assert received == list(range(len(run.events)))
        assert last >= AHEAD  # behind all that the dead process itself had sent
        assert await numbers(two.other, there, after=len(run.events) + 5) == [last]
        assert there.events[-1].name == "error"
        assert there.events[-1].data["code"] == "interrupted"
        kept = await two.other.conversations.read(run.conversation_id, LOCAL)
        answer = kept["messages"][1]
        assert (answer["status"], answer["text"]) == ("failed", "A tuple ")
        await first_token(two.other, waiting)  # no slot is lost
        await two.other.runs.stop(waiting)
        then = await two.other.begin(Ask("And a list?", run.conversation_id))
        await two.other.runs.stop(then)


async def test_a_process_that_was_held_up_gives_up_its_runs(redis_url: str, tmp_path: Path) -> None:
    reasoner = Gated([])
    async with opened(redis_url, tmp_path, reasoner) as two:
        run = await two.one.begin(QUESTION)
        await first_token(two.one, run)
        held, before = two.peers[0].process, two.peers[0].process.id
        await held.redis.delete(f"mentor:alive:{before}")
        await held.redis.set(f"mentor:reaped:{before}", "other")
        await asyncio.wait_for(run.ended.wait(), 60)
        assert held.id != before
        assert reasoner.closed == 1


async def test_redis_restarted_without_its_data_loses_no_run(
    redis_program: None, tmp_path: Path
) -> None:
    server = RedisServer(tmp_path)
    server.start()
    try:
        async with opened(server.url, tmp_path, Gated([])) as two:
            run = await two.one.begin(QUESTION)
            await first_token(two.one, run)
            there = await found(two.other, run.id)
            listening = asyncio.create_task(numbers(two.other, there))
            short = await two.one.begin(QUESTION)
            await first_token(two.one, short)
            server.stop()
            await two.one.runs.stop(short)
            with pytest.raises(StoreUnavailable, match="Redis"):
                await two.other.begin(QUESTION)
            server.start()
            async with asyncio.timeout(60):
                while True:
                    try:
                        await two.other.begin(Ask("And?", run.conversation_id))
                    except Conflict:
                        break  # it is known again
                    except StoreUnavailable:
                        await asyncio.sleep(0.01)
            ended = await found(two.other, short.id)
            assert await numbers(two.other, ended) == list(range(len(short.events)))
            then = await two.other.begin(Ask("And?", short.conversation_id))
            await two.other.runs.stop(then)
            again = await found(two.other, run.id)
            assert not run.ended.is_set()
            await two.other.runs.stop(again)
            assert run.done
            assert await listening == list(range(len(run.events)))
    finally:
        server.stop()


async def test_processes_with_files_of_their_own_do_not_meet(
    redis_url: str, tmp_path: Path
) -> None:
    turns = Transcripts(f"sqlite:///{tmp_path / 'mentor.sqlite'}")
    async with open_peers(redis_url, turns.running, FILES, LEASE):
        with pytest.raises(InvalidSettings, match="has its index elsewhere"):
            async with open_peers(redis_url, turns.running, {"index": "there"}, LEASE):
                raise AssertionError
    async with open_peers(
        redis_url, turns.running, {"index": "there"}, LEASE
    ):  # who left is not in it
        pass
    turns.close()


async def test_what_nobody_answers_any_more_blocks_no_conversation(
    redis_url: str, tmp_path: Path
) -> None:
    async with opened(redis_url, tmp_path, Gated([])) as two:
        run = await two.one.begin(QUESTION)
        await two.one.runs.stop(run)
        client = two.peers[0].process.redis
        await client.hset("mentor:turns", run.conversation_id, "a-run|a-process-that-left")
        then = await two.other.begin(Ask("And?", run.conversation_id))
        await two.other.runs.stop(then)
