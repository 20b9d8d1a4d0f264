"""Two processes as one service, on PostgreSQL and Redis: replay, stop, load, deaths, restarts."""

from __future__ import annotations

import os
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from threading import Event
from typing import Any

import httpx
import psutil
import pytest
import redis

from agent.store.copying import copy_database
from tests.api.serving.processes import (
    HELD,
    LEASE,
    Model,
    Two,
    asked,
    followed,
    last_message,
    ready,
    until_begun,
)  # fmt: skip
from tests.api.test_service import copy_of
from tests.servers.postgres import Postgres
from tests.servers.redis import RedisServer
from tests.service import ask, serving
from tests.until import until

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

WHOLE = (
    "answered",
    "refused",
)  # the passage may not support the scripted answer
AT_ONCE = 100
BACK = 30.0  # seconds at most until all is well again; 3 on an idle machine


@pytest.fixture(scope="module")
def two(
    sample_data: Path,
    tmp_path_factory: pytest.TempPathFactory,
    postgres: Postgres,
    redis_program: None,
) -> Iterator[Two]:
    folder = tmp_path_factory.mktemp("two")
    data = copy_of(sample_data, folder)
    database = postgres.new_database()
    copy_database(f"sqlite:///{data / 'mentor.sqlite'}", database)
    meeting = RedisServer(folder)
    meeting.start()
    with Model() as model:
        both = Two(data, model, meeting, database_url=database)
        try:
            both.start(0, 1)
            yield both
        finally:
            both.stop()
            meeting.stop()


def test_a_turn_of_one_is_replayed_and_stopped_by_the_other(two: Two) -> None:
    with ThreadPoolExecutor() as pool, asked(two[0], "What is a tuple? held-replay") as events:
        seen = until_begun(events)
        run = seen[0]["data"]["run_id"]
        behind = pool.submit(followed, two[1], run, seen[2]["id"])
        done = two[1].post(f"/api/runs/{run}/cancel")
        seen += events
        assert [event["id"] for event in behind.result()] == [event["id"] for event in seen[3:]]
        assert behind.result()[-1]["data"] == seen[-1]["data"] == done.json()
        assert (done.json()["status"], done.json()["answer"]) == ("stopped", HELD)
        again = two[1].get(f"/api/runs/{run}/events", headers={"Last-Event-ID": seen[-1]["id"]})
        assert again.status_code == 204
        assert followed(two[1], run) == seen


def test_a_hundred_turns_at_once_over_both(two: Two) -> None:
    def turn(number: int, conversation: str = "", side: int = 0) -> dict[str, Any]:
        more = {"conversation_id": conversation} if conversation else {}
        client = two[(number + side) % 2]
        return ask(client, f"What is a tuple? word-{number}", **more)

    with ThreadPoolExecutor(AT_ONCE) as pool:
        firsts = list(pool.map(turn, range(AT_ONCE)))
        seconds = list(
            pool.map(lambda n: turn(n + AT_ONCE, firsts[n]["conversation_id"], 1), range(20))
        )
    assert {done["status"] for done in firsts + seconds} <= set(WHOLE)
    prompted = [{int(word) % AT_ONCE for word in words} for words in two.model.prompted]
    assert all(len(numbers) <= 1 for numbers in prompted)  # no prompt has two conversations
    assert sum(len(words) == 2 for words in two.model.prompted) >= 20  # a second turn has its first
    assert len({done["conversation_id"] for done in firsts}) == AT_ONCE
    for number, done in enumerate(seconds):
        kept = two[number % 2].get(f"/api/conversations/{done['conversation_id']}").json()
        asks = [m["text"] for m in kept["messages"] if m["role"] == "user"]
        assert asks == [f"What is a tuple? word-{n}" for n in (number, number + AT_ONCE)]
        answers = [m["text"] for m in kept["messages"] if m["role"] == "assistant"]
        assert answers == [firsts[number]["answer"], done["answer"]]


@pytest.mark.parametrize("server", ["redis", "postgres"])
def test_a_server_restarted_under_load_loses_nothing(
    two: Two, postgres: Postgres, server: str
) -> None:
    kept: dict[str, str] = {}
    problems: list[dict[str, Any]] = []
    over = Event()

    def note(reply: httpx.Response) -> None:
        body = reply.json()
        if reply.status_code == 200:
            kept[body["message_id"]] = body["conversation_id"]
        else:
            problems.append(body["error"])

    stop: Callable[[], object] = two.redis.stop if server == "redis" else postgres.stop
    start: Callable[[], object] = two.redis.start if server == "redis" else postgres.start
    with ThreadPoolExecutor() as pool, asked(two[0], f"What is a tuple? held-{server}") as events:
        run = until_begun(events)[0]["data"]
        loads: list[Future[Counter[int]]] = [
            pool.submit(_load, [two[0], two[1]], over, note) for _ in range(4)
        ]
        stop()
        while not problems:
            assert not over.wait(0.01)
        start()
        began = time.monotonic()
        while not (ready(two[0]) and ready(two[1])):
            assert time.monotonic() - began < BACK
        statuses = [ask(two[n], "What is a list?")["status"] for n in (0, 1)]
        over.set()
        assert sum((load.result() for load in loads), Counter()).keys() <= {200, 503}
        assert set(statuses) <= set(WHOLE)
        two.model.let_go(server)
        assert list(events)[-1]["event"] == "done"  # it was answered all the while
        assert followed(two[1], run["run_id"])[-1]["event"] == "done"
    for problem in problems:
        assert problem["code"] == "store_unavailable"
        assert problem["fix"]
    for message, conversation in kept.items():
        assert last_message(two[1], conversation)["id"] == message


def test_a_process_that_is_stopped_finishes_its_answers(two: Two) -> None:
    with ThreadPoolExecutor() as pool, asked(two[0], "What is a tuple? held-drain") as events:
        seen = until_begun(events)
        there = pool.submit(followed, two[1], seen[0]["data"]["run_id"])
        two[0].process.terminate()
        deadline = time.monotonic() + BACK
        while ready(two[0]):
            assert time.monotonic() < deadline
        assert ready(two[1])
        two.model.let_go("drain")
        seen += events
        assert seen[-1]["event"] == "done"
        assert there.result(BACK) == seen
        assert two[0].process.wait(BACK) == 0
    two.start(0)


def test_a_killed_process_fails_its_turns_and_no_others(two: Two) -> None:
    """The other goes on, and has the end of each for who comes back."""
    with ExitStack() as stack, ThreadPoolExecutor() as pool:
        lost, going = [], []
        for number, held in ((0, lost), (1, going)):
            for _ in range(3):
                events = stack.enter_context(asked(two[number], "What is a tuple? held-kill"))
                held.append((until_begun(events), events))
        over = Event()
        load = pool.submit(_load, [two[1]], over)
        dead = [seen[0]["data"] for seen, _ in lost]
        ends = [pool.submit(followed, two[1], about["run_id"]) for about in dead]
        two[0].process.kill()
        began = time.monotonic()
        for about, end in zip(dead, ends, strict=True):
            last = end.result(BACK)[-1]
            assert (last["event"], last["data"]["code"]) == ("error", "interrupted")
            answer = last_message(two[1], about["conversation_id"])
            assert (answer["status"], answer["text"]) == ("failed", HELD)
        assert time.monotonic() - began < 6 * LEASE
        then = ask(two[1], "What is a list?", conversation_id=dead[0]["conversation_id"])
        assert then["status"] in WHOLE
        two.model.let_go("kill")
        assert [list(events)[-1]["event"] for _, events in going] == ["done"] * 3
        over.set()
        assert set(load.result()) == {200}


def test_processes_on_one_port_with_sqlite(
    sample_data: Path, tmp_path: Path, redis_url: str
) -> None:
    data = copy_of(sample_data, tmp_path)
    with (
        serving(
            data, redis_url=redis_url, workers="2", limits="process_seconds=4 queue=200"
        ) as client,
        ThreadPoolExecutor(20) as pool,
        redis.Redis.from_url(redis_url, decode_responses=True) as met,
    ):
        first = _processes(met, 2)
        answers = list(pool.map(lambda n: ask(client, f"What is a tuple? {n}"), range(40)))
        assert len({done["conversation_id"] for done in answers}) == 40
        for done in answers[:5]:
            ask(client, "And a list?", conversation_id=done["conversation_id"])
        first = _processes(met, 2)  # one that was too slow has been replaced by now
        killed = int(min(first).split(":")[1])
        os.kill(killed, signal.SIGKILL)
        others = {int(one.split(":")[1]) for one in first} - {killed}

        def replaced() -> bool:
            now = _children(client.process.pid)
            return others < now and killed not in now

        until(replaced, 6 * BACK)
        assert ask(client, "What is a list?")["status"] in WHOLE
        client.process.terminate()
        assert client.process.wait(60) == 0


def _processes(met: redis.Redis, count: int) -> set[str]:
    """Those that have met, once they are so many."""

    def known() -> set[str]:
        return {str(name) for name in met.hkeys("mentor:processes")}  # type: ignore[union-attr]

    until(lambda: len(known()) == count, 6 * BACK, lambda: str(known()))
    return known()


def _children(pid: int) -> set[int]:
    """The processes of the service that this one has started and that live."""
    children = psutil.Process(pid).children()
    return {one.pid for one in children if one.status() != psutil.STATUS_ZOMBIE}


def _load(
    clients: list[httpx.Client], over: Event, note: Callable[[httpx.Response], None] | None = None
) -> Counter[int]:
    """Ask one question after another until it is over; how often each status came."""
    statuses: Counter[int] = Counter()
    while not over.is_set():
        for client in clients:
            reply = client.post("/api/chat", json={"message": "What is a tuple?"})
            statuses[reply.status_code] += 1
            if note:
                note(reply)
    return statuses
