"""make doctor: what is wrong is found, and the fix is beside it."""

from __future__ import annotations

import asyncio
import json
import shutil
import socket
import sqlite3
import subprocess
import time
from contextlib import closing
from os import utime
from pathlib import Path

import pytest
from pydantic import SecretStr

from agent.settings import Settings
from deploy.doctor import data, language_model
from deploy.doctor.__main__ import examine
from deploy.doctor.finding import Finding
from tests import warm
from tests.servers.fake_openai import FakeOpenAI
from tests.servers.gguf_file import write_random_gguf
from tests.service import MODELS, environment

NAME = "all-MiniLM-L6-v2-int8"


@pytest.fixture
def settings(sample_data: Path, tmp_path: Path) -> Settings:
    data = tmp_path / "data"
    data.mkdir()
    shutil.copyfile(sample_data / "mentor.sqlite", data / "mentor.sqlite")
    shutil.copytree(MODELS / NAME, data / "models" / NAME)
    return Settings(_env_file=None, data_dir=data, port=free())  # type: ignore[call-arg]


def free() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def found(settings: Settings, check: str, **changes: object) -> Finding:
    findings = examine(settings.model_copy(update=changes))
    return next(finding for finding in findings if finding.check == check)


def test_it_is_a_table_for_people_and_json_for_programs(settings: Settings) -> None:
    def run(*options: str) -> subprocess.CompletedProcess[str]:
        own = {"models_dir": str(settings.models), "port": str(settings.port)}
        return warm.run("deploy.doctor", *options, env=environment(settings.data_dir, **own))

    table, report = run(), json.loads(run("--json").stdout)
    assert " ok." in table.stdout
    assert (table.returncode, report["ok"]) == (0, True), table.stdout
    names = {check["check"] for check in report["checks"]}
    assert {
        "python", "C compiler", "disk", "port of the service", "packages", "embedding model",
        "index format", "embeddings of the index", "PDF reader", "GPU", "tesseract", "LibreOffice",
        "access keys", "data folder", "clock", "language model",
    } <= names  # fmt: skip
    assert all(check["fix"] for check in report["checks"] if check["state"] != "ok")


def test_what_is_wrong_with_the_data_is_found(settings: Settings) -> None:
    other = settings.models / NAME / "manifest.json"
    whole = other.read_text()
    other.write_text(whole.replace('"name": "all', '"name": "other-all'))
    assert "make ingest" in found(settings, "embeddings of the index").fix
    other.write_text(whole)
    with (settings.models / NAME / "model.onnx").open("ab") as model:
        model.write(b"x")
    damaged = found(settings, "embedding model")
    assert ("damaged" in damaged.found, damaged.fix) == (True, "Run make setup.")
    with closing(sqlite3.connect(settings.data_dir / "mentor.sqlite")) as connection:
        connection.execute("PRAGMA user_version=9")
    assert "newer program" in found(settings, "index").found


def test_what_is_wrong_with_the_machine_is_found(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = tmp_path / "keys.jsonl"
    keys.write_text('{"user": "ann", "role": "student", "sha256": "0"}\n')
    keys.chmod(0o644)
    assert found(settings, "access to keys.jsonl", api_keys_file=keys).fix == f"chmod 600 {keys}"
    assert found(settings, "access keys", host="0.0.0.0").state == "wrong"
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", settings.port))
        taken.listen()
        assert "MENTOR_PORT=" in found(settings, "port of the service").fix
    utime(settings.data_dir / "mentor.sqlite", (time.time() + 9e6, time.time() + 9e6))
    assert found(settings, "clock").state == "wrong"
    monkeypatch.setenv("PATH", str(tmp_path))
    assert "apt install tesseract-ocr" in found(settings, "tesseract").fix
    assert found(settings, "C compiler").state == "note"


async def test_a_small_context_is_noted(settings: Settings) -> None:
    async with FakeOpenAI(context=2048) as model:
        noted = await asyncio.to_thread(
            found, settings, "context", llm_base_url=f"{model.base_url}/v1"
        )
    assert (noted.state, noted.found) == ("note", "2 x 2,048 tokens")
    assert "MENTOR_LLM_OPTIONS" in noted.fix


async def test_servers_of_a_pool_are_named_and_compared(settings: Settings) -> None:
    async with FakeOpenAI(model="one", context=2048) as small, FakeOpenAI(model="two") as large:
        urls = f"{small.base_url}/v1, {large.base_url}/v1"
        findings = await asyncio.to_thread(
            lambda: [*language_model.server(settings.model_copy(update={"llm_base_url": urls}))]
        )
    by_check = {finding.check: (finding.state, finding.found) for finding in findings}
    assert by_check[f"context at {small.base_url[7:]}"] == ("note", "2 x 2,048 tokens")
    assert by_check[f"context at {large.base_url[7:]}"][0] == "ok"
    assert by_check["models of the pool"] == ("note", "one, two")


def test_a_model_that_is_chosen_is_examined(settings: Settings) -> None:
    file = write_random_gguf(settings.models / "tiny.gguf", seed=1)
    whole = found(settings, "language model")
    assert whole.found == "random weights (tiny.gguf), with a chat template"
    assert found(settings, "model server").fix.startswith("make up")
    file.write_bytes(file.read_bytes()[:-100])
    assert "incomplete" in found(settings, "language model").found


def test_redis_is_asked_where_processes_meet(settings: Settings, redis_url: str) -> None:
    met = [*data.meeting(settings.model_copy(update={"redis_url": SecretStr(redis_url)}))]
    assert [finding.state for finding in met] == ["ok"]
    assert met[0].found.startswith("0 use Redis ")
    nowhere = SecretStr(f"redis://127.0.0.1:{free()}/0")
    gone = found(settings, "processes", redis_url=nowhere)
    assert (gone.state, "start Redis" in gone.fix) == ("wrong", True)


def test_materials_in_other_languages_want_another_model(settings: Settings) -> None:
    assert not [finding for finding in data.index(settings) if finding.check == "languages"]
    with closing(sqlite3.connect(settings.data_dir / "mentor.sqlite")) as connection:
        connection.execute("UPDATE documents SET language = 'es'")
        connection.commit()
    (found,) = [finding for finding in data.index(settings) if finding.check == "languages"]
    assert found.state == "note"
    assert "Spanish" in found.found
    assert "MENTOR_EMBEDDING_MODEL=multilingual-e5-small-q4" in found.fix
