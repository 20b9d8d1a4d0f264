"""Debian's Firefox over WebDriver BiDi: Playwright drives only builds of its own."""

from __future__ import annotations

import asyncio
import json
import re
import shutil
from asyncio.subprocess import DEVNULL, PIPE
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import count
from pathlib import Path
from typing import Any

from websockets.asyncio.client import ClientConnection, connect

PATIENCE = 60.0  # seconds for something to come true
LISTENS = re.compile(r"listening on (ws://\S+)")
ENTER = "\ue007"
ESCAPE = "\ue00c"


def firefox() -> str | None:
    """The browser of the system, if there is one."""
    return shutil.which("firefox-esr") or shutil.which("firefox")


class Firefox:
    """One tab."""

    def __init__(self, socket: ClientConnection) -> None:
        self._socket = socket
        self._numbers = count()
        self.context = ""

    async def send(self, method: str, **params: Any) -> dict[str, Any]:
        """The result of a command; events are passed over."""
        number = next(self._numbers)
        await self._socket.send(json.dumps({"id": number, "method": method, "params": params}))
        while True:
            reply = json.loads(await self._socket.recv())
            if reply.get("id") == number:
                assert reply["type"] == "success", reply
                result: dict[str, Any] = reply["result"]
                return result

    async def open(self, url: str) -> None:
        """Go to an address and wait until it has loaded."""
        await self.send("browsingContext.navigate", context=self.context, url=url, wait="complete")

    async def back(self) -> None:
        """A step back in the history."""
        await self.send("browsingContext.traverseHistory", context=self.context, delta=-1)

    async def value(self, expression: str) -> Any:
        """The value of a JavaScript expression that gives a string, a number or a boolean."""
        found = await self.send(
            "script.evaluate", expression=expression, target={"context": self.context},
            awaitPromise=True,
        )  # fmt: skip
        assert found["type"] == "success", found
        return found["result"].get("value")

    async def until(self, expression: str) -> None:
        """Return once an expression is true."""
        watch = f"""new Promise((resolve) => {{
            const look = () => ({expression}) ? resolve(true) : requestAnimationFrame(look);
            look(); }})"""
        async with asyncio.timeout(PATIENCE):
            assert await self.value(watch)

    async def type(self, text: str) -> None:
        """Type on the keyboard."""
        keys = [{"type": kind, "value": key} for key in text for kind in ("keyDown", "keyUp")]
        actions = [{"type": "key", "id": "keyboard", "actions": keys}]
        await self.send("input.performActions", context=self.context, actions=actions)

    async def click(self, selector: str) -> None:
        """Click with the mouse on an element."""
        node = await self.send(
            "browsingContext.locateNodes", context=self.context,
            locator={"type": "css", "value": selector}, maxNodeCount=1,
        )  # fmt: skip
        origin = {"type": "element", "element": {"sharedId": node["nodes"][0]["sharedId"]}}
        moves: list[dict[str, Any]] = [
            {"type": "pointerMove", "x": 0, "y": 0, "origin": origin},
            {"type": "pointerDown", "button": 0},
            {"type": "pointerUp", "button": 0},
        ]
        actions = [{"type": "pointer", "id": "mouse", "actions": moves}]
        await self.send("input.performActions", context=self.context, actions=actions)


@asynccontextmanager
async def opened(profile: Path) -> AsyncIterator[Firefox]:
    """The browser with an empty profile in this folder."""
    path = firefox()
    assert path, "apt install firefox-esr"
    process = await asyncio.create_subprocess_exec(
        path, "--headless", "--no-remote", "--remote-debugging-port", "0",
        "--profile", str(profile), stdout=DEVNULL, stderr=PIPE,
    )  # fmt: skip
    try:
        assert process.stderr
        address = None
        while not address:
            address = LISTENS.search((await process.stderr.readline()).decode())
        draining = asyncio.ensure_future(process.stderr.read())
        async with connect(f"{address[1]}/session", max_size=None) as socket:
            tab = Firefox(socket)
            await tab.send("session.new", capabilities={})
            tree = await tab.send("browsingContext.getTree")
            tab.context = tree["contexts"][0]["context"]
            yield tab
            await tab.send("session.end")
        draining.cancel()
    finally:
        process.terminate()
        await process.wait()
