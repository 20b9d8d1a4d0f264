"""The service's own frames, cut anywhere on their way to a client."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

import httpx
import pytest

from tests.service import sent


class Cut(httpx.SyncByteStream):
    """A body that arrives in these pieces."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._pieces = pieces

    def __iter__(self) -> Iterator[bytes]:
        return iter(self._pieces)


def read(pieces: Iterable[bytes]) -> list[dict[str, object]]:
    headers = {"Content-Type": "text/event-stream; charset=utf-8"}
    return list(sent(httpx.Response(200, headers=headers, stream=Cut(pieces))))


@pytest.fixture(scope="module")
def body(service: httpx.Client) -> bytes:
    """What the service really sends: an answer, with accents and quotes in it."""
    asked = {"message": "What is a “tuple”?", "stream": True}
    reply = service.post("/api/chat", json=asked)
    assert reply.status_code == 200
    assert "“".encode() in reply.content
    return reply.content


def test_two_pieces_cut_at_every_byte_of_small_frames_are_the_same_events(body: bytes) -> None:
    frames = [frame for frame in body.split(b"\r\n\r\n") if 0 < len(frame) < 500]
    small = b"".join(frame + b"\r\n\r\n" for frame in frames[:12])
    events = read([small])
    assert {"run", "stage", "token"} <= {event["event"] for event in events}
    for at in range(len(small)):
        assert read([small[:at], small[at:]]) == events, at


def test_the_stream_byte_by_byte_is_the_same_events(body: bytes) -> None:
    events = read([body])
    assert events[-1]["event"] == "done"
    assert [str(event["id"]).split(":")[1] for event in events] == [
        str(number) for number in range(len(events))
    ]
    assert json.dumps(read(body[at : at + 1] for at in range(len(body)))) == json.dumps(events)
