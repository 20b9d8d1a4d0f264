"""Two processes of the service on PostgreSQL and Redis, and a model whose answers can be held."""

from __future__ import annotations

import asyncio
import re
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import httpx

from tests.servers.fake_openai import FakeOpenAI, Reply
from tests.servers.redis import RedisServer
from tests.servers.reply import Body, prompt_of
from tests.service import Service, sent, serving

SAID = "A tuple is an ordered, immutable sequence of values [1]. "
HELD = "A tuple "  # sent before a held-back answer waits
LEASE = 4.0  # seconds: a process is given up after 6 s


class Model:
    """A model in a thread of its own. It notes the `word-N` of each prompt; asked for something
    with `held-NAME`, it says `HELD` and waits until that is let go."""

    def __init__(self) -> None:
        self.prompted: list[set[str]] = []
        self._gates: dict[str, asyncio.Event] = {}
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever)
        self._fake = FakeOpenAI(slots=200)
        self._fake.otherwise = self._answer

    def __enter__(self) -> Model:
        self._thread.start()
        self._wait(self._fake.__aenter__())
        return self

    def __exit__(self, *_: object) -> None:
        self._wait(self._fake.__aexit__())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    @property
    def url(self) -> str:
        """The settings of the service."""
        return f"{self._fake.base_url}/v1"

    def let_go(self, name: str) -> None:
        """Go on with the answers that are held back by this name."""

        def go_on() -> None:
            self._gates.setdefault(name, asyncio.Event()).set()

        self._loop.call_soon_threadsafe(go_on)

    def _answer(self, body: Body) -> Reply:
        if "response_format" in body:
            return Reply('{"relevant": [1]}')
        prompt = prompt_of(body)
        if held := re.findall(r"held-(\w+)", prompt):
            return Reply(HELD, self._gates.setdefault(held[-1], asyncio.Event()), SAID)
        self.prompted.append(set(re.findall(r"word-(\d+)", prompt)))
        return Reply(SAID)

    def _wait(self, work: Any) -> None:
        asyncio.run_coroutine_threadsafe(work, self._loop).result(30)


class Two:
    """The processes by number, 0 and 1; one that was killed is started again."""

    def __init__(self, data: Path, model: Model, redis: RedisServer, **settings: str) -> None:
        self.model, self.redis = model, redis
        self._data = data
        self._settings = settings | {
            "redis_url": redis.url, "llm_base_url": model.url, 
            "llm_options": "slots=100 release=streamed",
            "limits": f"process_seconds={LEASE} queue=250 drain_seconds=20",
        }  # fmt: skip
        self._opened: dict[int, Any] = {}
        self.clients: dict[int, Service] = {}

    def __getitem__(self, number: int) -> Service:
        return self.clients[number]

    def start(self, *numbers: int) -> None:
        """Start those that do not run."""
        wanted = [n for n in numbers if n not in self.clients or self[n].process.poll() is not None]
        with ThreadPoolExecutor() as pool:
            list(pool.map(self._start, wanted))

    def _start(self, number: int) -> None:
        if old := self._opened.pop(number, None):
            old.__exit__(None, None, None)
        opened = serving(self._data, **self._settings)
        self.clients[number] = opened.__enter__()
        self._opened[number] = opened

    def stop(self) -> None:
        """Stop both."""
        for client in self.clients.values():
            client.process.terminate()
        for opened in self._opened.values():
            opened.__exit__(None, None, None)


@contextmanager
def asked(client: httpx.Client, message: str, **more: object) -> Iterator[Iterator[dict[str, Any]]]:
    """The events of a question that is being answered."""
    body = {"message": message, "stream": True, **more}
    with client.stream("POST", "/api/chat", json=body) as reply:
        assert reply.status_code == 200, reply.read()
        yield sent(reply)


def until_begun(events: Iterator[dict[str, Any]]) -> list[dict[str, Any]]:
    """The events to the first word."""
    found = []
    for event in events:
        found.append(event)
        if event["event"] == "token":
            return found
    raise AssertionError(found)


def followed(client: httpx.Client, run: str, last: str = "") -> list[dict[str, Any]]:
    """The events of a run to its end, behind `last`."""
    headers = {"Last-Event-ID": last} if last else {}
    with client.stream("GET", f"/api/runs/{run}/events", headers=headers) as reply:
        assert reply.status_code == 200, reply.read()
        return list(sent(reply))


def last_message(client: httpx.Client, conversation: str) -> dict[str, Any]:
    """The newest answer of a conversation."""
    reply = client.get(f"/api/conversations/{conversation}").raise_for_status()
    message: dict[str, Any] = reply.json()["messages"][-1]
    return message


def ready(client: httpx.Client) -> bool:
    """Whether it says that it can answer."""
    with suppress(httpx.HTTPError):
        return client.get("/health/ready").status_code == 200
    return False
