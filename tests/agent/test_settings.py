from pathlib import Path

import pytest

from agent.errors import InvalidSettings, NotWritable
from agent.limits import Limits, read_limits
from agent.llm_options import LlmOptions
from agent.milvus.connection import server_and_database
from agent.settings import Settings, read_settings
from agent.storage import writable_folder
from agent.unknown_settings import unknown_settings
from tests.service import ingest

ROOT = Path(__file__).parents[2]


def test_every_setting_is_listed_in_env_example() -> None:
    listed = (ROOT / "deploy" / "env.example").read_text()
    for name in Settings.model_fields:
        assert f"#MENTOR_{name.upper()}=" in listed


def test_a_wrong_value_names_its_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MENTOR_PORT", "eighty")
    with pytest.raises(InvalidSettings, match="MENTOR_PORT"):
        read_settings()


def test_a_model_server_needs_a_scheme(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MENTOR_LLM_BASE_URL", "localhost:8080")
    with pytest.raises(InvalidSettings, match="http://"):
        read_settings()


@pytest.mark.parametrize("value", ["http://a/v1,https://b/v1", " http://a/v1/  https://b/v1 ,"])
def test_several_model_servers_are_listed(value: str) -> None:
    settings = Settings(_env_file=None, llm_base_url=value)  # type: ignore[call-arg]
    assert settings.llm_base_urls == ["http://a/v1", "https://b/v1"]


def test_each_of_several_model_servers_needs_a_scheme(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MENTOR_LLM_BASE_URL", "http://a/v1, b:8080/v1")
    with pytest.raises(InvalidSettings, match=r"'b:8080/v1' must start with http://"):
        read_settings()


def test_several_processes_need_redis(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MENTOR_WORKERS", "4")
    with pytest.raises(InvalidSettings, match=r"MENTOR_WORKERS: .*4 processes need Redis"):
        read_settings()
    monkeypatch.setenv("MENTOR_REDIS_URL", "redis://127.0.0.1:6379/0")
    assert read_settings().workers == 4


def test_a_tilde_is_the_users_own_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("MENTOR_DATA_DIR", "~/mentor")
    assert read_settings().models == tmp_path / "mentor" / "models"
    monkeypatch.setenv("MENTOR_DATA_DIR", "~nobody-of-that-name/mentor")
    with pytest.raises(InvalidSettings, match="MENTOR_DATA_DIR: ~nobody"):
        read_settings()


def test_limits_are_one_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MENTOR_LIMITS", "run_seconds=900, body_kb=50")
    limits = read_settings().limits
    assert (limits.run_seconds, limits.body_kb, limits.grace_seconds) == (900, 50, 10)
    assert read_limits(str(limits)) == {"run_seconds": "900.0", "body_kb": "50"}


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("run_second=900", "did you mean run_seconds"),
        ("run_seconds = 900", "without spaces"),
        ("run_seconds=-1", "run_seconds: .*greater than 0"),
        ("xyz=1", "there are: run_seconds"),
    ],
)
def test_a_wrong_limit_is_named(monkeypatch: pytest.MonkeyPatch, value: str, message: str) -> None:
    monkeypatch.setenv("MENTOR_LIMITS", value)
    with pytest.raises(InvalidSettings, match=f"MENTOR_LIMITS: .*{message}"):
        read_settings()


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("MENTOR_PORT", "eighty", "must be a whole number"),
        ("MENTOR_PASSAGES", "90", "must be at most 50"),
        ("MENTOR_ANALYZER", "german", "must be 'english', 'standard' or 'chinese'"),
    ],
)
def test_a_wrong_value_is_explained_plainly(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, message: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(InvalidSettings, match=f"^{name}: {message}$"):
        read_settings()


def test_a_wrong_option_of_the_model_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MENTOR_LLM_OPTIONS", "writes=mixed")
    with pytest.raises(InvalidSettings, match="no option 'writes'; did you mean write"):
        read_settings()
    monkeypatch.setenv("MENTOR_LLM_OPTIONS", "write=mixed slots=3")
    assert str(read_settings().llm_options) == "slots=3 write=mixed"


def test_every_option_of_the_model_is_listed() -> None:
    listed = (ROOT / "deploy" / "env.example").read_text()
    for name, field in LlmOptions.model_fields.items():
        assert f"{name}={field.default or ''}" in listed


def test_every_limit_is_listed_with_its_value() -> None:
    listed = (ROOT / "deploy" / "env.example").read_text()
    for name, field in Limits.model_fields.items():
        assert f"#   {name}={field.default:g} " in listed


def test_what_is_no_setting_is_named_with_the_nearest(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text("MENTOR_MODEL_DIR=/m\nMENTOR_UP_SECONDS=9\n# MENTOR_X=1\nOTHER=1\n")
    environment = {
        "MENTOR_DATABSE_URL": "sqlite:///x",
        "MENTOR_QUEUE_SECONDS": "9",
        "MENTOR_PORT": "80",
        "MENTOR_REQUIRE_RAY": "1",
        "MENTOR_ZZZZ": "1",
        "MENTOR_EMPTY": "",
    }
    assert unknown_settings(environment, file) == [
        "MENTOR_DATABSE_URL is not a setting and has no effect. Did you mean MENTOR_DATABASE_URL?",
        "MENTOR_MODEL_DIR is not a setting and has no effect. Did you mean MENTOR_MODELS_DIR?",
        "MENTOR_QUEUE_SECONDS is no longer a setting and has no effect: "
        'use MENTOR_LIMITS="queue_seconds=...".',
        "MENTOR_ZZZZ is not a setting and has no effect. deploy/env.example lists all settings.",
    ]


def test_nothing_in_env_example_is_unknown(tmp_path: Path) -> None:
    listed = (ROOT / "deploy" / "env.example").read_text()
    file = tmp_path / ".env"
    file.write_text(listed.replace("#MENTOR_", "MENTOR_").replace("=\n", "=x\n"))
    assert unknown_settings({}, file) == []


def test_a_command_warns_once_and_goes_on(tmp_path: Path) -> None:
    done = ingest(tmp_path / "data", materials_dir=str(tmp_path / "m"), databse_url="x")
    assert done.stderr.count("Warning: ") == 1
    assert "MENTOR_DATABSE_URL is not a setting" in done.stderr
    assert f"The folder {tmp_path / 'm'} does not exist" in done.stderr


def test_a_data_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file in its place")
    done = ingest(tmp_path / "data")
    assert done.returncode == 2
    assert f"The folder {tmp_path / 'data'} (MENTOR_DATA_DIR) is not writable" in done.stderr
    assert "set MENTOR_DATA_DIR to another folder" in done.stderr
    with pytest.raises(NotWritable, match=r"MENTOR_DATA_DIR.*a file is in its place"):
        writable_folder(tmp_path / "data" / "below", "MENTOR_DATA_DIR")


def test_a_database_of_a_milvus_server_is_named_behind_it() -> None:
    assert server_and_database("http://m:19530/school/") == ("http://m:19530", "school")
    assert server_and_database("https://m:19530") == ("https://m:19530", "")
