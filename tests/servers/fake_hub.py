"""A local stand-in for the Hugging Face hub: one file, with its hash, in ranges."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event

from tests.servers.running import running


class FakeHub(ThreadingHTTPServer):
    """Serves `content` for every path; with `stalls_after` it sends so many bytes and no more."""

    def __init__(self, content: bytes) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.content = content
        self.etag = hashlib.sha256(content).hexdigest()
        self.stalls_after: int | None = None
        self.stalled, self.closing = Event(), Event()
        self.ranges: list[int] = []  # where each download began

    @property
    def url(self) -> str:
        """The endpoint to give to the client."""
        return f"http://127.0.0.1:{self.server_port}"


class _Handler(BaseHTTPRequestHandler):
    server: FakeHub
    protocol_version = "HTTP/1.1"

    def do_HEAD(self) -> None:
        self._head(200, len(self.server.content))

    def do_GET(self) -> None:
        asked = self.headers.get("Range", "bytes=0-")
        begin = int(asked.removeprefix("bytes=").split("-")[0])
        self.server.ranges.append(begin)
        rest = self.server.content[begin:]
        self._head(206 if begin else 200, len(rest), begin)
        self.wfile.write(rest[: self.server.stalls_after])
        if self.server.stalls_after is not None:
            self.server.stalled.set()
            self.server.closing.wait()
            self.close_connection = True

    def _head(self, status: int, length: int, begin: int = 0) -> None:
        total = len(self.server.content)
        self.send_response(status)
        self.send_header("Content-Length", str(length))
        self.send_header("ETag", f'"{self.server.etag}"')
        self.send_header("X-Linked-ETag", f'"{self.server.etag}"')
        self.send_header("X-Linked-Size", str(total))
        self.send_header("X-Repo-Commit", "0" * 40)
        self.send_header("Accept-Ranges", "bytes")
        if begin:
            self.send_header("Content-Range", f"bytes {begin}-{total - 1}/{total}")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Nothing."""


@contextmanager
def hub(content: bytes) -> Iterator[FakeHub]:
    """A hub while it is used."""
    with running(FakeHub(content)) as server:
        yield server
        server.closing.set()
