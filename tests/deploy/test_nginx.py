"""Debian's nginx with the configuration that we ship, in front of the real service.

STREAMS=20 SILENCE=30 is the long check, a minute and a half; by default few streams are silent for
a second.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import ssl
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.servers.fake_openai import FakeOpenAI, Reply
from tests.servers.fixtures import free_port
from tests.servers.reply import Body
from tests.service import ROOT, serving

pytestmark = pytest.mark.slow

STREAMS = int(os.environ.get("STREAMS", "3"))
SILENCE = float(os.environ.get("SILENCE", "1"))  # seconds, twice in an answer
AT_MOST = 16.0  # seconds without a byte: a comment is sent every 15
NGINX = shutil.which("nginx") or shutil.which("/usr/sbin/nginx")
MAIN = """
daemon off; pid {0}/pid; error_log {0}/error.log;
events {{ worker_connections 512; }}
http {{
    access_log off;
    client_body_temp_path {0}/b; proxy_temp_path {0}/p; fastcgi_temp_path {0}/f;
    uwsgi_temp_path {0}/u; scgi_temp_path {0}/s;
    include {0}/mentor.conf;
}}
"""


@contextmanager
def nginx(folder: Path, service: str) -> Iterator[httpx.AsyncClient]:
    """deploy/nginx.conf with our ports and a certificate of its own; a client that trusts it."""
    assert NGINX
    port = free_port()
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=m",
         "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", f"{folder}/key", "-out",
         f"{folder}/cert"],
        check=True, capture_output=True,
    )  # fmt: skip
    text = (ROOT / "deploy" / "nginx.conf").read_text()
    for old, new in {
        "127.0.0.1:8000": service,
        "listen 443 ssl": f"listen 127.0.0.1:{port} ssl",
        "listen 80": f"listen 127.0.0.1:{free_port()}",
        "    listen [::]:443 ssl;\n": "",
        "    listen [::]:80;\n": "",
        "mentor.example.org": "127.0.0.1",
        "/etc/ssl/certs/mentor.pem": f"{folder}/cert",
        "/etc/ssl/private/mentor.key": f"{folder}/key",
    }.items():
        assert old in text
        text = text.replace(old, new)
    (folder / "mentor.conf").write_text(text)
    (folder / "nginx.conf").write_text(MAIN.format(folder))
    trusted = ssl.create_default_context(cafile=f"{folder}/cert")
    with subprocess.Popen([NGINX, "-p", str(folder), "-c", f"{folder}/nginx.conf"]) as process:
        try:
            yield httpx.AsyncClient(
                base_url=f"https://127.0.0.1:{port}",
                transport=httpx.AsyncHTTPTransport(verify=trusted, retries=6),
                timeout=AT_MOST,
            )
        finally:
            process.terminate()


async def stream(client: httpx.AsyncClient) -> tuple[str, str, float]:
    """The last event of an answer, its text, and the seconds from its first word to its end."""
    first, text, last = 0.0, "", ""
    async with client.stream(
        "POST", "/api/chat", json={"message": "What is a tuple?", "stream": True}
    ) as reply:
        assert reply.status_code == 200
        async for line in reply.aiter_lines():
            if line.startswith("event: "):
                last = line.removeprefix("event: ")
            if last == "token" and line.startswith("data: "):
                first = first or time.monotonic()
                text += line
    return last, text, time.monotonic() - first


@pytest.mark.skipif(NGINX is None, reason="nginx is not installed: apt install nginx-light")
@pytest.mark.timeout(240 + 4 * SILENCE)
async def test_streams_with_silences_pass_and_stop_works(sample_data: Path, tmp_path: Path) -> None:
    data = Path(shutil.copytree(sample_data, tmp_path / "data"))
    loop = asyncio.get_running_loop()

    def answer(body: Body) -> Reply:
        if "response_format" in body:
            return Reply('{"relevant": [1]}')
        silences = asyncio.Event(), asyncio.Event()
        for n, silence in enumerate(silences, start=1):
            loop.call_later(n * SILENCE, silence.set)
        return Reply("A tuple ", silences[0], "is an immutable ", silences[1], "sequence [1].")

    async with FakeOpenAI(slots=STREAMS + 1) as model:
        model.otherwise = answer
        url = f"{model.base_url}/v1"
        service = serving(data, llm_base_url=url, llm_options="release=streamed")
        running = await asyncio.to_thread(service.__enter__)
        try:
            with nginx(tmp_path, f"{running.base_url.host}:{running.base_url.port}") as client:
                assert (await client.get("/health/ready")).status_code == 200
                began = time.monotonic()
                ended = await asyncio.gather(*(stream(client) for _ in range(STREAMS)))
                assert time.monotonic() - began > 2 * SILENCE
                assert [last for last, _, _ in ended] == ["done"] * STREAMS
                assert all("sequence" in text for _, text, _ in ended)
                # words are not held back until the end
                assert max(rest for _, _, rest in ended) > SILENCE
                stopped = await stop(client, model)
                await client.aclose()
        finally:
            await asyncio.to_thread(service.__exit__, None, None, None)
    assert stopped["status"] == "stopped"


async def stop(client: httpx.AsyncClient, model: FakeOpenAI) -> dict[str, Any]:
    """Stop an answer at its first word; how it ended."""
    forever = asyncio.Event()
    model.script.extend([Reply('{"relevant": [1]}'), Reply("A tuple ", forever)])
    body = {"message": "What is a tuple?", "stream": True}
    run = ""
    async with client.stream("POST", "/api/chat", json=body) as reply:
        async for line in reply.aiter_lines():
            if not run and '"run_id"' in line:
                run = line.split('"run_id":')[1].split('"')[1]
            if line == "event: token":
                break
        done = await client.post(f"/api/runs/{run}/cancel")
    async with asyncio.timeout(30):
        await model.streams_become(0)
    found: dict[str, Any] = done.json()
    return found


@pytest.mark.skipif(NGINX is None, reason="nginx is not installed: apt install nginx-light")
async def test_mcp_works_under_the_deployed_name(sample_data: Path, tmp_path: Path) -> None:
    data = Path(shutil.copytree(sample_data, tmp_path / "data"))
    running = serving(data, allowed_hosts="mentor.school.example")
    service = await asyncio.to_thread(running.__enter__)
    try:
        with nginx(tmp_path, f"{service.base_url.host}:{service.base_url.port}") as client:
            client.headers.update({"Host": "mentor.school.example"})
            for origin in ({}, {"Origin": "https://mentor.school.example"}):
                assert (await mcp_call(client, origin)).status_code == 200
            for refused in ({"Host": "evil.example"}, {"Origin": "https://evil.example"}):
                reply = await mcp_call(client, refused)
                assert reply.status_code in (403, 422)
                assert reply.json()["error"]["fix"]
            await client.aclose()
    finally:
        await asyncio.to_thread(running.__exit__, None, None, None)


async def mcp_call(client: httpx.AsyncClient, headers: dict[str, str]) -> httpx.Response:
    """The first message of a client of the Model Context Protocol."""
    start = {
        "protocolVersion": "2025-06-18",
        "capabilities": {},
        "clientInfo": {"name": "test", "version": "1"},
    }
    accepted = {"Accept": "application/json, text/event-stream"}
    body = {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": start}
    return await client.post("/mcp", json=body, headers=accepted | headers)
