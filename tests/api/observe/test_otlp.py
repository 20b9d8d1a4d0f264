"""Spans of the real service, as a collector gets them."""

from __future__ import annotations

import gzip
import shutil
import subprocess
import sys
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from tests.servers.fixtures import free_port
from tests.servers.running import running
from tests.service import ROOT, ask, environment, serving

Posts = list[tuple[str, bytes]]


@pytest.fixture
def collector() -> Iterator[tuple[str, Posts]]:
    """The address of a collector, and what was posted to it."""
    posts: Posts = []

    class Collect(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            zipped = self.headers.get("Content-Encoding") == "gzip"
            posts.append((self.path, gzip.decompress(body) if zipped else body))
            self.send_response(200)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            pass

    with running(ThreadingHTTPServer(("127.0.0.1", 0), Collect)) as server:
        yield f"http://127.0.0.1:{server.server_port}", posts


def test_each_node_of_a_turn_is_a_span_without_a_students_words(
    sample_data: Path, tmp_path: Path, collector: tuple[str, Posts]
) -> None:
    endpoint, posts = collector
    data = Path(shutil.copytree(sample_data, tmp_path / "data"))
    with serving(data, otlp_endpoint=endpoint) as client:
        done = ask(client, "What is a zebrafinch tuple?", course="intro-python")
    assert {path for path, _ in posts} == {"/v1/traces"}
    spans = [
        span
        for _, body in posts
        for resource in ExportTraceServiceRequest.FromString(body).resource_spans
        for scope in resource.scope_spans
        for span in scope.spans
    ]
    (turn,) = [span for span in spans if span.name == "turn"]
    nodes = sorted((s for s in spans if s is not turn), key=lambda s: s.end_time_unix_nano)
    assert [span.name for span in nodes] == [step["node"] for step in done["trace"]]
    for span, step in zip(nodes, done["trace"], strict=True):
        assert span.parent_span_id == turn.span_id
        assert turn.start_time_unix_nano <= span.start_time_unix_nano
        values = {a.key: a.value for a in span.attributes}
        assert values["mentor.run_id"].string_value == done["run_id"]
        assert values["mentor.ms"].double_value == step["ms"]
    assert not any(b"zebrafinch" in body or b"intro-python" in body for _, body in posts)


def test_a_missing_tracing_extra_is_logged_at_the_start(sample_data: Path, tmp_path: Path) -> None:
    data = Path(shutil.copytree(sample_data, tmp_path / "data"))
    hidden = tmp_path / "hidden" / "opentelemetry" / "exporter"
    hidden.mkdir(parents=True)
    (hidden / "__init__.py").touch()  # stands before the installed one, and has nothing
    done = subprocess.run(
        [sys.executable, "-m", "api", "--port", str(free_port())],
        cwd=ROOT,
        env=environment(data, otlp_endpoint="http://127.0.0.1:4318")
        | {"PYTHONPATH": str(tmp_path / "hidden")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2, done.stderr
    assert "--extra otel" in done.stderr
