"""`python -m evals.bench.paced_model PORT [long|quick]`: a scripted model with a fixed pace.

An OpenAI-compatible server. A request for JSON is answered at once: passage 1 is relevant. A
request for an answer gets its first word after `FIRST` seconds, then one word every `EVERY`
seconds, on schedule even if earlier ones were late. The first word is the time at which it was
due, on the clock that all processes of the machine share, so that readers can measure the delay.
`long`: `LONG` words in Markdown, ten milliseconds each; `quick`: `SHORT` words, all at once.
"""

from __future__ import annotations

import asyncio
import json
import random
import re
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from functools import partial

from evals.bench.generated import sentence

FIRST = 0.5  # seconds
EVERY = 0.05  # seconds
WORDS = 400  # per answer
LONG, QUICK = 3_000, 0.01  # words, seconds
SHORT = 40  # words
END = b"0\r\n\r\n"


def main() -> None:
    """Serve until terminated."""
    asyncio.run(_serve(int(sys.argv[1]), "".join(sys.argv[2:])))


async def _serve(port: int, kind: str) -> None:
    connected = partial(_connected, kind=kind)
    server = await asyncio.start_server(connected, "127.0.0.1", port, backlog=1_000)
    await server.serve_forever()


async def _connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, kind: str) -> None:
    with suppress(ConnectionError, asyncio.IncompleteReadError):
        while True:
            path, body = await _request(reader)
            if path != "/v1/chat/completions":
                _describe(writer, path)
            elif "response_format" in body:
                await _stream(writer, ['{"relevant": [1]}'], time.monotonic())
            elif kind == "quick":
                await _stream(writer, _short(), time.monotonic(), 0)
            elif kind == "long":
                await _stream(writer, _markdown(), time.monotonic() + FIRST, QUICK)
            else:
                first = time.monotonic() + FIRST
                await _stream(writer, _words(first), first)
    writer.close()


async def _request(reader: asyncio.StreamReader) -> tuple[str, dict[str, object]]:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    line, *fields = head.split("\r\n")
    named = dict(field.lower().split(": ", 1) for field in fields if field)
    body = await reader.readexactly(int(named.get("content-length", 0)))
    return line.split()[1], json.loads(body or b"{}")


def _describe(writer: asyncio.StreamWriter, path: str) -> None:
    """The list of models; 404 for anything else, so that llama-server's own calls are not used."""
    known = path == "/v1/models"
    body = json.dumps({"data": [{"id": "paced"}]} if known else {}).encode()
    status = "200 OK" if known else "404 Not Found"
    head = f"HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {len(body)}"
    writer.write(head.encode() + b"\r\n\r\n" + body)


def _words(first: float) -> Iterator[str]:
    rng = random.Random(first)
    words = " ".join(sentence(rng, 10) for _ in range(WORDS // 10)).split()
    yield f"{first:.4f}"
    yield from (f" {word}" for word in words[1:-1])
    yield f" {words[-1][:-1]} [1]."


def _short() -> Iterator[str]:
    rng = random.Random(SHORT)
    words = " ".join(sentence(rng, 10) for _ in range(SHORT // 10)).split()
    yield from (f"{word} " for word in words[:-1])
    yield f"{words[-1][:-1]} [1]."


def _markdown() -> Iterator[str]:
    """Headings, paragraphs, lists, tables and code, repeated to `LONG` words."""
    rng = random.Random(LONG)
    count = 0
    while count < LONG:
        some = [sentence(rng, 10) for _ in range(12)]
        part = (
            f"## {some[0]}\n\n{' '.join(some[1:6])} [1]\n\n- **{some[6]}** [1]\n- `{some[7]}`\n\n"
        )
        part += f"| a | b |\n|---|---|\n| {some[8]} | $n^2$ |\n\n"
        part += "```python\n" + "".join(f"print({line!r})\n" for line in some[9:]) + "```\n\n"
        words = re.findall(r"\s*\S+", part)
        count += len(words)
        yield from words


async def _stream(
    writer: asyncio.StreamWriter,
    pieces: Iterator[str] | list[str],
    first: float,
    every: float = EVERY,
) -> None:
    writer.write(
        b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"
    )
    for number, piece in enumerate(pieces):
        await asyncio.sleep(first + number * every - time.monotonic())
        writer.write(_chunk({"content": piece}))
    writer.write(_chunk({}, "stop") + _event(b"[DONE]") + END)
    await writer.drain()


def _chunk(delta: dict[str, str], finish: str | None = None) -> bytes:
    choice = {"index": 0, "delta": delta, "finish_reason": finish}
    chunk = {"id": "c", "object": "chat.completion.chunk", "created": 0, "model": "paced"}
    return _event(json.dumps(chunk | {"choices": [choice]}).encode())


def _event(data: bytes) -> bytes:
    data = b"data: " + data + b"\n\n"
    return b"%x\r\n%s\r\n" % (len(data), data)


if __name__ == "__main__":
    main()
