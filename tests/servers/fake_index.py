"""A local stand-in for a package index: simple pages and the wheels that they list."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event

from tests.servers.running import running


def wheel(package: str, version: str, member: str, content: bytes) -> tuple[str, bytes]:
    """The name and bytes of a wheel with one file, and a module that must never be run."""
    name = package.replace("-", "_")
    info = f"{name}-{version}.dist-info"
    about = f"Metadata-Version: 2.1\nName: {package}\nVersion: {version}\n"
    files = {
        f"{name}/__init__.py": b"raise SystemExit('the package was run')",
        member: content,
        f"{info}/METADATA": about.encode(),
        f"{info}/WHEEL": b"Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        f"{info}/RECORD": b"",
    }
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for path, data in files.items():
            archive.writestr(path, data)
    return f"{name}-{version}-py3-none-any.whl", packed.getvalue()


class FakeIndex(ThreadingHTTPServer):
    """Serves `files` (name to bytes); a wheel whose name has `stalls` is begun and never ended."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.files: dict[str, bytes] = {}
        self.stalls = "\0"
        self.stalled, self.closing = Event(), Event()
        self.sent: list[str] = []

    def add(self, package: str, version: str, member: str, content: bytes) -> None:
        """Put a file on the index, in a wheel of its own."""
        name, packed = wheel(package, version, member, content)
        self.files[name] = packed

    @property
    def environment(self) -> dict[str, str]:
        """What makes pip ask this index and no other."""
        url = f"http://127.0.0.1:{self.server_port}/simple/"
        return {
            "PIP_INDEX_URL": url,
            "PIP_EXTRA_INDEX_URL": "",
            "PIP_FIND_LINKS": "",
            "PIP_CONFIG_FILE": "/dev/null",
            "PIP_RETRIES": "0",
            "NO_PROXY": "127.0.0.1",
        }


class _Handler(BaseHTTPRequestHandler):
    server: FakeIndex

    def do_GET(self) -> None:
        folder, _, name = self.path.strip("/").rpartition("/")
        if folder == "simple":
            return self._page(name.replace("-", "_"))
        content = self.server.files[name]
        self.server.sent.append(name)
        self._head("application/octet-stream", len(content))
        if self.server.stalls in name:
            self.wfile.write(content[: len(content) // 2])
            self.server.stalled.set()
            self.server.closing.wait()
        else:
            self.wfile.write(content)
        return None

    def _page(self, name: str) -> None:
        links = [
            f'<a href="/files/{file}#sha256={hashlib.sha256(content).hexdigest()}">{file}</a>'
            for file, content in self.server.files.items()
            if file.startswith(f"{name}-")
        ]
        if not links:
            return self.send_error(404)
        page = f"<!DOCTYPE html><html><body>{''.join(links)}</body></html>".encode()
        self._head("text/html", len(page))
        self.wfile.write(page)
        return None

    def _head(self, kind: str, length: int) -> None:
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(length))
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Nothing."""


@contextmanager
def package_index() -> Iterator[FakeIndex]:
    """An index while it is used."""
    with running(FakeIndex()) as server:
        yield server
        server.closing.set()
