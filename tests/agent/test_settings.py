from pathlib import Path

import pytest

from agent.errors import InvalidSettings
from agent.settings import Settings, read_settings

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


def test_several_processes_have_to_meet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MENTOR_WORKERS", "4")
    with pytest.raises(InvalidSettings, match=r"MENTOR_WORKERS: .*4 processes have to meet"):
        read_settings()
    monkeypatch.setenv("MENTOR_REDIS_URL", "redis://127.0.0.1:6379/0")
    assert read_settings().workers == 4
