"""The service as it is run: restarted, beside an ingest, without materials, with a model."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import socket
import subprocess
import threading
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx

from api.access.keys import add_key
from deploy.llama.llama_server import RunningLlama
from tests import warm
from tests.servers.fake_openai import FakeOpenAI, Reply
from tests.servers.fixtures import free_port
from tests.service import MODELS, ask, environment, events, ingest, serving


def copy_of(data: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(data, tmp_path / "data", ignore=shutil.ignore_patterns("*.log")))


def test_a_conversation_goes_on_after_the_service_was_killed(
    sample_data: Path, tmp_path: Path
) -> None:
    data = copy_of(sample_data, tmp_path)
    with serving(data) as client:
        first = ask(client, "What is a dictionary?", course="intro-python")
        client.process.kill()
        client.process.wait()
    again = ingest(data)
    assert "no changes" in again.stdout
    with serving(data) as client:
        then = ask(client, "and is it ordered?", conversation_id=first["conversation_id"])
        kept = client.get(f"/api/conversations/{first['conversation_id']}").json()
    assert "dictionar" in then["trace"][0]["detail"]["asked"].lower()
    assert [m["text"] for m in kept["messages"]][:2] == ["What is a dictionary?", first["answer"]]
    assert len(kept["messages"]) == 4


def test_an_ingest_beside_the_running_service_is_searched_at_once(tmp_path: Path) -> None:
    materials, data = tmp_path / "materials", tmp_path / "data"
    (materials / "zoo").mkdir(parents=True)
    data.mkdir()
    (materials / "zoo" / "a.md").write_text("# Apes\n\nA gibbon is a small ape of the forest.\n")
    settings = {"materials_dir": str(materials)}
    assert ingest(data, **settings).returncode == 0
    with serving(data, **settings) as client:
        assert ask(client, "What is a gibbon?")["status"] == "answered"
        assert ask(client, "What is a quokka?")["status"] == "refused"
        (materials / "zoo" / "q.md").write_text("# Quokkas\n\nA quokka is a small wallaby.\n")
        assert ingest(data, **settings).returncode == 0
        found = ask(client, "What is a quokka?")
        assert found["citations"][0]["quote"] == "A quokka is a small wallaby."
        (materials / "zoo" / "q.md").unlink()
        assert ingest(data, **settings).returncode == 0
        assert ask(client, "What is a quokka?")["status"] == "refused"


def test_without_materials_it_runs_and_says_what_to_do(tmp_path: Path) -> None:
    file = tmp_path / "keys.jsonl"
    key = add_key(file, "ann", "teacher")
    with serving(tmp_path, api_keys_file=str(file)) as client:
        ready = client.get("/health/ready")
        assert ready.status_code == 503
        (missing,) = ready.json()["missing"]
        assert missing["why"] == "The index is not ready."  # strangers get no details
        client.headers["Authorization"] = f"Bearer {key}"
        ready = client.get("/health/ready")
        (missing,) = ready.json()["missing"]
        assert (missing["what"], "make ingest" in missing["fix"]) == ("index", True)
        (tmp_path / "ingest.pid").write_text(str(os.getpid()))  # as an ingest does
        (missing,) = client.get("/health/ready").json()["missing"]
        assert "for the first time" in missing["why"]
        for path, body in (("/api/chat", {"message": "hi"}), ("/api/search", {"query": "hi"})):
            reply = client.post(path, json=body)
            assert (reply.status_code, reply.json()["error"]["code"]) == (503, "index_empty")
        assert client.get("/", headers={"Accept": "text/html"}).status_code == 200


def test_an_index_of_another_embedding_model_is_an_error(sample_data: Path, tmp_path: Path) -> None:
    data = copy_of(sample_data, tmp_path)
    other = Path(shutil.copytree(MODELS / "all-MiniLM-L6-v2-int8", tmp_path / "other-model"))
    manifest = json.loads((other / "manifest.json").read_text())
    (other / "manifest.json").write_text(json.dumps(manifest | {"name": "other-model"}))
    with serving(data, embedding_model=str(other)) as client:
        ready = client.get("/health/ready")
        reply = client.post("/api/chat", json={"message": "What is a list?"})
    assert (ready.status_code, reply.status_code) == (503, 503)
    assert "other-model" in ready.json()["missing"][0]["why"]
    assert reply.json()["error"]["code"] == "index_mismatch"
    assert "make ingest" in reply.json()["error"]["fix"]


def test_a_port_in_use_is_reported_at_once(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = start(tmp_path, "--port", str(port))
    assert done.returncode == 2
    assert f"Port {port}" in done.stderr
    assert "PORT=" in done.stderr


def test_a_public_address_is_refused(tmp_path: Path) -> None:
    done = start(tmp_path, "--host", "0.0.0.0", "--port", str(free_port()))
    assert done.returncode == 2
    assert "make key USER=" in done.stderr


def test_a_missing_embedding_model_is_reported(tmp_path: Path) -> None:
    done = start(tmp_path, "--port", str(free_port()), models_dir=str(tmp_path))
    assert done.returncode == 2
    assert "make setup" in done.stderr


def start(data: Path, *options: str, **settings: str) -> subprocess.CompletedProcess[str]:
    """The service, run to the end that its settings bring about."""
    return warm.run("api", *options, env=environment(data, **settings), timeout=60)


async def test_leaving_the_stream_stops_the_model(sample_data: Path, tmp_path: Path) -> None:
    data = copy_of(sample_data, tmp_path)
    left, looked = asyncio.Event(), threading.Event()
    loop = asyncio.get_running_loop()

    def leave_at_the_first_token(url: str) -> None:
        with serving(data, llm_base_url=url, limits="grace_seconds=0.2") as client:
            with closing(events(client, "What is a tuple?")) as streamed:
                next(event for event in streamed if event["event"] == "token")
            loop.call_soon_threadsafe(left.set)
            looked.wait()

    async with FakeOpenAI() as model:
        written = "A tuple is an ordered, immutable sequence of values. It "
        model.script.extend([Reply('{"relevant": [1]}'), Reply(written, asyncio.Event())])
        reader = asyncio.create_task(
            asyncio.to_thread(leave_at_the_first_token, f"{model.base_url}/v1")
        )
        await left.wait()
        async with asyncio.timeout(30):
            await model.streams_become(0)
        assert len(model.requests) == 2
        looked.set()
        await reader


async def test_a_failing_model_is_reported_and_survived(sample_data: Path, tmp_path: Path) -> None:
    data = copy_of(sample_data, tmp_path)

    def talk(url: str) -> list[Any]:
        with serving(data, llm_base_url=url) as client:
            return [
                ask(client, "What is a tuple?"),
                client.post("/api/chat", json={"message": "What is a list?"}),
                list(events(client, "What is a list?")),
                client.get("/health/ready"),
            ]

    async with FakeOpenAI() as model:
        model.script.append(Reply("not what was asked for"))
        model.script.append(Reply("A tuple is an immutable sequence of values [1]."))
        answered, failed, streamed, ready = await asyncio.to_thread(talk, f"{model.base_url}/v1")
    assert answered["status"] == "answered"
    assert answered["usage"]["llm_calls"] == 2
    assert failed.status_code == 502
    assert failed.json()["error"]["code"] == "model_unavailable"
    assert "MENTOR_LLM_BASE_URL" in failed.json()["error"]["fix"]
    assert (streamed[-1]["event"], streamed[-1]["data"]["code"]) == ("error", "model_unavailable")
    assert ready.status_code == 200


def test_a_model_server_that_is_down_is_reported(sample_data: Path, tmp_path: Path) -> None:
    data = copy_of(sample_data, tmp_path)
    with serving(data, llm_base_url=f"http://127.0.0.1:{free_port()}/v1") as client:
        ready = client.get("/health/ready")
        reply = client.post("/api/chat", json={"message": "What is a list?"})
        found = client.post("/api/search", json={"query": "list"})
    assert ready.status_code == 503
    assert ready.json()["missing"][0]["what"] == "language model"
    assert (reply.status_code, reply.json()["error"]["code"]) == (502, "model_unavailable")
    assert found.status_code == 200


def test_the_real_model_server_runs_the_same_graph_in_two_calls(
    sample_data: Path, tmp_path: Path, llama_server: RunningLlama
) -> None:
    data = copy_of(sample_data, tmp_path)
    settings = {"llm_base_url": f"{llama_server.base_url}/v1", "llm_options": "answer_tokens=64"}
    with serving(data, **settings) as client:
        streamed = list(events(client, "What is a tuple?", course="intro-python"))
    done = streamed[-1]["data"]
    assert (done["mode"], done["model"]) == ("llm", "random-113")
    nodes = [step["node"] for step in done["trace"]]
    first = nodes.index("retrieve")
    assert nodes[first : first + 4] == ["retrieve", "grade_documents", "generate", "verify"]
    assert [p["relevant"] for p in done["passages"]].count(True) == 1
    usage = done["usage"]
    assert usage["llm_calls"] == 2
    passages = sum(len(p["text"]) for p in done["passages"])
    assert usage["cached_tokens"] >= passages  # one byte is one token of this model
    assert all(c["passage_id"] in {p["id"] for p in done["passages"]} for c in done["citations"])


async def test_cancelling_frees_the_slot_of_the_real_model_server(
    sample_data: Path, tmp_path: Path, llama_server: RunningLlama
) -> None:
    data = copy_of(sample_data, tmp_path)
    settings = {"llm_base_url": f"{llama_server.base_url}/v1", "llm_options": "answer_tokens=4000"}

    def busy() -> bool:
        slots = httpx.get(f"{llama_server.base_url}/slots", trust_env=False).json()
        return any(slot["is_processing"] for slot in slots)

    def talk() -> tuple[bool, dict[str, Any], float, str]:
        with serving(data, **settings) as client:
            with closing(events(client, "What is a tuple?", course="intro-python")) as streamed:
                run = next(streamed)["data"]["run_id"]
                next(event for event in streamed if event["data"].get("node") == "generate")
                began = time.monotonic()
                while not (was_busy := busy()) and time.monotonic() < began + 60:
                    pass
                began = time.monotonic()
                done = client.post(f"/api/runs/{run}/cancel").json()
                while busy() and time.monotonic() < began + 20:
                    pass
                seconds = time.monotonic() - began
            then = ask(client, "What is a list?", conversation_id=done["conversation_id"])
        return was_busy, done, seconds, then["status"]

    was_busy, done, seconds, then = await asyncio.to_thread(talk)
    assert was_busy
    assert done["status"] == "stopped"
    assert seconds < 20  # 4,000 tokens take a minute
    assert then in ("answered", "refused")
