"""Other programs as clients: OpenAI's own, Prometheus, and ten lines of httpx."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import openai
import pytest

from tests.service import ROOT, ask


@pytest.fixture
def client(service: httpx.Client) -> Iterator[openai.OpenAI]:
    with openai.OpenAI(
        base_url=f"{service.base_url}/v1",
        api_key="none",
        http_client=httpx.Client(trust_env=False),
        max_retries=0,
    ) as opened:
        yield opened


def test_each_course_is_a_model(client: openai.OpenAI) -> None:
    names = [model.id for model in client.models.list()]
    assert names == ["mentor", "mentor/data-structures", "mentor/intro-python"]


def test_the_openai_client_gets_the_answer_with_links(
    client: openai.OpenAI, service: httpx.Client
) -> None:
    question = [{"role": "user", "content": "What is a tuple?"}]
    listed = service.get("/api/conversations").json()
    whole = client.chat.completions.create(model="mentor/intro-python", messages=question)  # type: ignore[arg-type]
    content = whole.choices[0].message.content or ""
    answer, _, links = content.partition("\n\nSources:\n")
    assert "immutable" in answer
    url = links.split("](", 1)[1].split(")", 1)[0]
    assert service.get(url).status_code == 200
    pieces = client.chat.completions.create(
        model="mentor/intro-python", messages=question, stream=True
    )  # type: ignore[call-overload]
    streamed = [chunk.choices[0] for chunk in pieces]
    assert "".join(choice.delta.content or "" for choice in streamed).strip() == content
    assert streamed[-1].finish_reason == "stop"
    assert service.get("/api/conversations").json() == listed  # the client keeps its own


def test_the_openai_clients_earlier_messages_are_understood(client: openai.OpenAI) -> None:
    said = [
        {"role": "system", "content": "Be kind."},
        {"role": "user", "content": "What is a list?"},
        {"role": "assistant", "content": "A sequence."},
        {"role": "user", "content": "And how do I add to it?"},
    ]
    reply = client.chat.completions.create(model="mentor/intro-python", messages=said)  # type: ignore[arg-type]
    assert "append" in (reply.choices[0].message.content or "")


def test_the_openai_client_is_told_what_is_wrong(client: openai.OpenAI) -> None:
    with pytest.raises(openai.NotFoundError):
        client.chat.completions.create(
            model="mentor/biology", messages=[{"role": "user", "content": "Hi"}]
        )
    with pytest.raises(openai.NotFoundError):
        client.chat.completions.create(model="gpt", messages=[{"role": "user", "content": "Hi"}])
    with pytest.raises(openai.UnprocessableEntityError):
        client.chat.completions.create(
            model="mentor", messages=[{"role": "assistant", "content": "Hi"}]
        )


def test_prometheus_sees_what_was_answered(service: httpx.Client) -> None:
    def value(name: str) -> float:
        lines = service.get("/metrics").text.splitlines()
        return next((float(line.split()[-1]) for line in lines if line.startswith(name)), 0.0)

    before = value('mentor_runs_total{outcome="answered"}')
    ask(service, "What is a tuple?")
    assert value('mentor_runs_total{outcome="answered"}') == before + 1
    assert value('mentor_node_seconds_count{node="retrieve"}') >= 1
    assert value("mentor_queue_depth") == 0


def test_the_client_of_the_readme_works(service: httpx.Client) -> None:
    code = (ROOT / "deploy" / "README.md").read_text().split("```python\n")[1].split("```")[0]
    names: dict[str, Any] = {}
    exec(code, names)
    done = names["ask"]("What is a tuple?", str(service.base_url).rstrip("/"))
    assert (done["status"], done["citations"][0]["n"]) == ("answered", 1)
