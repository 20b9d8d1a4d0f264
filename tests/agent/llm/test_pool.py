"""Several model servers as one: real HTTP to scripted servers, which come and go."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, aclosing, asynccontextmanager
from itertools import count, islice

import pytest

from agent.errors import ModelUnavailable
from agent.llm.client import Model
from agent.llm.pool import Asker, Member, ModelPool
from agent.llm.pool_checks import ModelWatch
from agent.llm.server import ModelServer
from agent.reasoner import Notice, Turn
from agent.reasoners.llm import LlmReasoner
from deploy.llama.llama_server import RunningLlama
from tests.agent.parts import ScriptedReasoner, passage
from tests.servers.fake_openai import FakeOpenAI, Fault, Reply
from tests.servers.reply import Body

PASSAGES = [passage(1, "A tuple is an ordered, immutable sequence.") | {"relevant": True}]
SOON = 0.01  # seconds


def answer(body: Body) -> Reply:
    return Reply('{"relevant": [1]}' if "response_format" in body else "A tuple is immutable [1].")


@asynccontextmanager
async def servers(number: int = 2, **options: object) -> AsyncIterator[list[FakeOpenAI]]:
    async with AsyncExitStack() as stack:
        fakes = [FakeOpenAI(**options) for _ in range(number)]  # type: ignore[arg-type]
        for fake in fakes:
            fake.otherwise = answer
            await stack.enter_async_context(fake)
        yield fakes


@asynccontextmanager
async def pool_of(*urls: str, slots: int | None = None) -> AsyncIterator[ModelPool]:
    alone = len(urls) == 1
    pool = ModelPool(
        [ModelServer(f"{url}/v1", alone=alone) for url in urls],
        slots=slots, first_out=SOON, longest_out=2 * SOON,
    )  # fmt: skip
    try:
        yield pool
    finally:
        await pool.close()


@asynccontextmanager
async def pooled(
    fakes: list[FakeOpenAI], slots: int | None = None
) -> AsyncIterator[tuple[ModelPool, LlmReasoner]]:
    async with pool_of(*(fake.base_url for fake in fakes), slots=slots) as pool:
        await pool.slots()
        model = Model(pool, timeout=60)
        yield pool, LlmReasoner(model, pool, ScriptedReasoner([]), answer_tokens=64)


async def until(true: Callable[[], bool]) -> None:
    """Return when something is so, which the other tasks make so."""
    while not true():  # noqa: ASYNC110  what is waited for tells nobody
        await asyncio.sleep(0.001)


def turn(conversation: str = "one", message: str = "1") -> Turn:
    asked = "What is a tuple?"
    return Turn(asked, asked, passages=PASSAGES, conversation_id=conversation, message_id=message)  # type: ignore[arg-type]


async def answered(reasoner: LlmReasoner, asked: Turn) -> tuple[str, dict[str, str]]:
    """The answer, and who gave it."""
    text, notices = "", dict[str, str]()
    async with aclosing(reasoner.generate(asked)) as pieces:
        async for piece in pieces:
            text += piece if isinstance(piece, str) else ""
            if isinstance(piece, Notice) and piece.kind not in ("checked", "author"):
                notices[piece.kind] = piece.text
    return text, notices


def of(fakes: list[FakeOpenAI], pool: ModelPool, conversation: str) -> FakeOpenAI:
    """The server that a conversation asks."""
    return fakes[pool.members.index(pool.choose(Asker(conversation)))]


async def test_a_conversation_stays_with_its_server_and_many_are_spread() -> None:
    async with servers(3) as fakes, pooled(fakes) as (pool, reasoner):
        for message in "12":
            for name in range(12):
                graded = await reasoner.grade(turn(str(name), message))
                text, by = await answered(reasoner, turn(str(name), message))
                assert text == "A tuple is immutable."
                assert graded.asked["server"] == by["server"]
        asked = [len(fake.requests) for fake in fakes]
        assert sum(asked) == 2 * 12 * 2
        assert all(asked)
        whose = Counter(pool.choose(Asker(str(name))).name for name in range(12))
        assert [number // 4 for number in asked] == [whose[m.name] for m in pool.members]
        async with pool_of(*(fake.base_url for fake in fakes)) as elsewhere:
            for name in range(12):  # another process, without a word between the two
                same = pool.choose(Asker(str(name))).name
                assert elsewhere.choose(Asker(str(name))).name == same


async def test_the_least_busy_one_is_asked_where_its_own_is_full() -> None:
    async with servers(slots=2) as fakes, pooled(fakes) as (pool, reasoner):
        own = of(fakes, pool, "one")
        (other,) = [fake for fake in fakes if fake is not own]
        names = (str(number) for number in count())
        also = [name for name in islice(names, 30) if of(fakes, pool, name) is own][:2]
        gate = asyncio.Event()
        own.script.extend([Reply("A ", gate, "[1].")] * 2)
        first = [asyncio.create_task(answered(reasoner, turn(name))) for name in also]
        async with asyncio.timeout(60):
            await own.streams_become(2)
        await answered(reasoner, turn("one", "1"))
        assert (len(own.requests), len(other.requests)) == (2, 1)
        gate.set()
        await asyncio.gather(*first)
        await answered(reasoner, turn("one", "2"))  # its cache is there now
        assert len(other.requests) == 2
        pool.members[fakes.index(other)].others = 2
        assert of(fakes, pool, "new") is own
        # a turn stays where it began, however busy that becomes
        assert fakes[pool.members.index(pool.choose(Asker("one", "2")))] is other


@pytest.mark.parametrize("vllm", [False, True])
async def test_what_others_ask_of_a_server_counts(vllm: bool) -> None:
    async with servers(vllm=vllm) as fakes, pooled(fakes, slots=2) as (pool, reasoner):
        own = of(fakes, pool, "one")
        own.others = 3
        async with ModelWatch(pool, pool.slots, every=SOON):
            await until(lambda: any(member.others for member in pool.members))
        assert {member.others for member in pool.members} == ({0, 3} if vllm else {0, 2})
        assert of(fakes, pool, "one") is not own
        own.others = 0
        asked = of(fakes, pool, "two")
        asked.script.append(Reply("A ", asyncio.Event()))
        running = asyncio.create_task(answered(reasoner, turn("two")))
        await asked.streams_become(1)
        for fake in fakes:
            fake.described.clear()
        async with ModelWatch(pool, pool.slots, every=SOON), asyncio.timeout(60):
            await until(lambda: all(len(fake.described) > 5 for fake in fakes))
        assert {member.others for member in pool.members} == {0}  # what is ours is not others'
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


async def test_nobody_waits_for_a_cache_while_another_server_is_free() -> None:
    async with pool_of("http://a", "http://b", slots=2) as pool:
        own = pool.choose(Asker("one"))
        (other,) = [member for member in pool.members if member is not own]
        for asked, expected in (((1, 0), own), ((2, 1), other), ((2, 2), own), ((4, 2), other)):
            pool._last.clear()
            own.others, other.others = asked
            assert pool.choose(Asker("one")) is expected, asked


@pytest.mark.parametrize("failing", [503, 500, 404, "drop", "error", "broken", "down"])
async def test_a_turn_goes_on_elsewhere_and_the_student_does_not_see_it(
    failing: int | str,
) -> None:
    fault = {"drop": Fault.DROP, "error": Fault.ERROR, "broken": Fault.BROKEN_JSON}
    async with servers() as fakes, pooled(fakes) as (pool, reasoner):
        own = of(fakes, pool, "one")
        bad = Reply(status=failing) if isinstance(failing, int) else Reply(fault.get(failing, ""))
        own.script.extend([bad, bad])
        if failing == "down":
            await own.__aexit__()
        text, by = await answered(reasoner, turn())
        assert text == "A tuple is immutable."
        place = own.base_url.removeprefix("http://")
        assert by["server"] != place
        # one that is down is noticed when the prompt's tokens are to be counted
        assert by.get("instead_of", place) == place
        assert ("instead_of" in by) == (failing != "down")
        asked = len(own.requests), len(own.described)
        for message in "234":
            await reasoner.grade(turn("one", message))
            await answered(reasoner, turn("one", message))
            await pool.model()  # as /health/ready does
        assert (len(own.requests), len(own.described)) == asked  # nothing while it is left out
        assert await pool.slots() == 2


async def test_a_verdict_that_breaks_off_is_asked_for_elsewhere() -> None:
    async with servers() as fakes, pooled(fakes) as (pool, reasoner):
        own = of(fakes, pool, "one")
        own.script.append(Reply('{"relevant"', Fault.DROP))
        grades = await reasoner.grade(turn())
    assert list(grades.relevant) == [True]
    assert "unreadable" not in grades.reasons[0]
    assert grades.asked["instead_of"] == own.base_url.removeprefix("http://")


async def test_a_failure_behind_the_first_word_is_sent() -> None:
    async with servers() as fakes, pooled(fakes) as (pool, reasoner):
        of(fakes, pool, "one").script.append(Reply("A tuple ", Fault.DROP))
        with pytest.raises(ModelUnavailable):
            await answered(reasoner, turn())
        assert (await answered(reasoner, turn("one", "2")))[0] == "A tuple is immutable."


async def test_a_request_at_fault_is_not_the_servers() -> None:
    async with servers() as fakes, pooled(fakes) as (pool, reasoner):
        of(fakes, pool, "one").script.append(Reply(status=400))
        with pytest.raises(ModelUnavailable, match="status 400"):
            await answered(reasoner, turn())
        assert len(pool.up) == 2
        assert sum(len(fake.requests) for fake in fakes) == 1


async def test_the_only_one_left_is_asked_twice_and_all_of_them_before_giving_up() -> None:
    async with servers() as fakes, pooled(fakes) as (pool, reasoner):
        first = of(fakes, pool, "one")
        (second,) = [fake for fake in fakes if fake is not first]
        await first.__aexit__()
        await answered(reasoner, turn())
        second.script.append(Reply(status=503))
        assert (await answered(reasoner, turn("one", "2")))[0] == "A tuple is immutable."
        second.script.extend([Reply(status=503)] * 2)
        with pytest.raises(ModelUnavailable):
            await answered(reasoner, turn("one", "3"))


async def test_one_that_was_killed_is_back_by_itself() -> None:
    async with servers() as fakes, pooled(fakes) as (pool, reasoner):
        own = of(fakes, pool, "one")
        member = pool.members[fakes.index(own)]
        learnt = asyncio.Event()

        async def changed() -> None:
            learnt.set()

        async with ModelWatch(pool, changed, every=SOON), asyncio.timeout(60):
            await own.__aexit__()
            await until(lambda: member.out_until is not None)  # noticed without a student
            assert await pool.slots() == 2
            assert (await answered(reasoner, turn()))[1].get("instead_of") is None
            port = int(own.base_url.rpartition(":")[2])
            async with FakeOpenAI(port=port, slots=3, model="newer", context=2048) as again:
                again.otherwise = answer
                again.healthy = False  # it loads its model
                await until(lambda: bool(again.described))
                assert member.out_until is not None
                again.healthy = True
                await learnt.wait()
                assert await pool.slots() == 5
                assert await pool.context() == 2048
                names = (f"new {number}" for number in count())
                while not again.requests:
                    await answered(reasoner, turn(next(names)))
        assert member.failures == 0


async def test_another_model_is_reported(caplog: pytest.LogCaptureFixture) -> None:
    async with (
        FakeOpenAI(model="small") as one,
        FakeOpenAI(model="large") as two,
        pooled([one, two]) as (pool, reasoner),
    ):
        async with ModelWatch(pool, pool.slots, every=SOON), asyncio.timeout(60):
            await until(lambda: bool(caplog.messages))
        assert reasoner.model == "small, large"
    warning = caplog.messages[0]
    assert "different models" in warning
    assert "small" in warning
    assert "large" in warning


async def test_stop_reaches_the_server_that_answers() -> None:
    async with servers() as fakes, pooled(fakes) as (pool, reasoner):
        own = of(fakes, pool, "one")
        own.script.append(Reply("A tuple is immutable. It ", asyncio.Event()))
        async with aclosing(reasoner.generate(turn())) as pieces:
            while await anext(pieces) != "A tuple is immutable.":
                pass
            assert [fake.open_streams for fake in fakes] == [int(fake is own) for fake in fakes]
            assert pool.choose(Asker("one", "1")).running == 1
        async with asyncio.timeout(30):
            await own.streams_become(0)
        member: Member = pool.choose(Asker("one", "1"))
        assert (member.running, member.failed, len(pool.up)) == (0, 0, 2)


async def test_one_server_is_asked_what_it_was_asked_before() -> None:
    async with servers(1) as (fake,), pooled([fake]) as (pool, reasoner):
        fake.described.clear()
        async with ModelWatch(pool, pool.slots, every=SOON):
            assert "server" not in (await reasoner.grade(turn())).asked
            assert (await answered(reasoner, turn()))[1] == {}
        paths = [path for path in fake.described if path not in ("/props", "/v1/models")]
        assert paths == ["/apply-template", "/tokenize"] * 2
        assert len(pool.up) == 1


async def test_the_real_server_and_vllm_are_one_pool(llama_server: RunningLlama) -> None:
    async with (
        FakeOpenAI(vllm=True, context=1500) as vllm,
        pool_of(llama_server.base_url, vllm.base_url) as pool,
    ):
        assert await pool.context() == 1500
        assert await pool.slots() == 2 + 1
        real, other = (member.server for member in pool.members)
        await real.check()
        await other.check()
        asked = {"messages": [{"role": "user", "content": "a"}], "max_tokens": 4_000}
        async with aclosing(real.stream(asked, patience=20)) as chunks:
            await anext(chunks)
            assert (await real.busy(), await other.busy()) == (1, 0)


async def test_all_servers_down_is_an_error() -> None:
    async with servers() as fakes:
        urls = [fake.base_url for fake in fakes]
    async with pool_of(*urls) as pool:
        for ask in (pool.model(), pool.context()):
            with pytest.raises(ModelUnavailable, match=r"127\.0\.0\.1"):
                await ask
        assert await pool.slots() is None
