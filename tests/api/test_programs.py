"""Other programs as clients: OpenAI's own, Prometheus, and ten lines of httpx."""

from __future__ import annotations

from typing import Any

import httpx
import openai
import pytest
from langchain_openai import ChatOpenAI
from pydantic import SecretStr

from tests.service import ROOT, ask


def test_each_course_is_a_model(sdk: openai.OpenAI) -> None:
    names = [model.id for model in sdk.models.list()]
    assert names == ["mentor", "mentor/data-structures", "mentor/intro-python"]


def test_the_openai_client_gets_the_answer_with_links(
    sdk: openai.OpenAI, service: httpx.Client
) -> None:
    question = [{"role": "user", "content": "What is a tuple?"}]
    listed = service.get("/api/conversations").json()
    whole = sdk.chat.completions.create(model="mentor/intro-python", messages=question)  # type: ignore[arg-type]
    content = whole.choices[0].message.content or ""
    answer, _, links = content.partition("\n\nSources:\n")
    assert "immutable" in answer
    url = links.split("](", 1)[1].split(")", 1)[0]
    assert service.get(url).status_code == 200
    pieces = sdk.chat.completions.create(
        model="mentor/intro-python", messages=question, stream=True
    )  # type: ignore[call-overload]
    streamed = [chunk.choices[0] for chunk in pieces]
    assert "".join(choice.delta.content or "" for choice in streamed).strip() == content
    assert streamed[-1].finish_reason == "stop"
    assert service.get("/api/conversations").json() == listed  # the client keeps its own


def test_the_openai_clients_earlier_messages_are_understood(sdk: openai.OpenAI) -> None:
    messages = [
        {"role": "system", "content": "Be kind."},
        {"role": "user", "content": "What is a list?"},
        {"role": "assistant", "content": "A sequence."},
        {"role": "user", "content": "And how do I add to it?"},
    ]
    reply = sdk.chat.completions.create(model="mentor/intro-python", messages=messages)  # type: ignore[arg-type]
    assert "append" in (reply.choices[0].message.content or "")


def test_the_openai_client_gets_the_error(sdk: openai.OpenAI) -> None:
    with pytest.raises(openai.NotFoundError):
        sdk.chat.completions.create(
            model="mentor/biology", messages=[{"role": "user", "content": "Hi"}]
        )
    with pytest.raises(openai.NotFoundError):
        sdk.chat.completions.create(model="gpt", messages=[{"role": "user", "content": "Hi"}])
    with pytest.raises(openai.UnprocessableEntityError):
        sdk.chat.completions.create(
            model="mentor", messages=[{"role": "assistant", "content": "Hi"}]
        )


def user(text: str) -> list[Any]:
    return [{"role": "user", "content": text}]


def test_one_model_is_found(sdk: openai.OpenAI) -> None:
    assert sdk.models.retrieve("mentor").id == "mentor"
    assert sdk.models.retrieve("mentor/intro-python").owned_by == "ai-mentor"
    with pytest.raises(openai.NotFoundError):
        sdk.models.retrieve("mentor/biology")
    with pytest.raises(openai.NotFoundError):
        sdk.models.retrieve("gpt")


def test_an_answer_ends_where_the_client_says(sdk: openai.OpenAI) -> None:
    asked = {"model": "mentor/intro-python", "messages": user("What is a tuple?")}
    whole = sdk.chat.completions.create(**asked).choices[0]
    short = sdk.chat.completions.create(**asked, max_tokens=5)
    assert short.choices[0].finish_reason == "length"
    assert (whole.message.content or "").startswith(short.choices[0].message.content or "-")
    assert short.usage
    assert short.usage.completion_tokens == 5
    streamed = list(
        sdk.chat.completions.create(
            **asked, max_completion_tokens=5, stream=True, stream_options={"include_usage": True}
        )
    )
    text = "".join(chunk.choices[0].delta.content or "" for chunk in streamed if chunk.choices)
    assert text == short.choices[0].message.content
    assert streamed[-2].choices[0].finish_reason == "length"
    stopped = sdk.chat.completions.create(**asked, stop=["immutable"]).choices[0]
    assert "immutable" not in (stopped.message.content or "")
    assert stopped.finish_reason == "stop"


def test_tokens_are_counted(sdk: openai.OpenAI) -> None:
    asked = {"model": "mentor", "messages": user("What is a tuple?")}
    usage = sdk.chat.completions.create(**asked).usage
    assert usage
    assert (usage.prompt_tokens, usage.total_tokens > 20) == (6, True)
    plain = list(sdk.chat.completions.create(**asked, stream=True))
    assert all(chunk.choices and chunk.usage is None for chunk in plain)
    counted = list(
        sdk.chat.completions.create(**asked, stream=True, stream_options={"include_usage": True})
    )
    assert counted[-1].usage == usage
    assert not counted[-1].choices


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("n", 2),
        ("tool_choice", "required"),
        ("tool_choice", {"type": "function", "function": {"name": "f"}}),
        ("function_call", {"name": "f"}),
        ("response_format", {"type": "json_object"}),
        ("logprobs", True),
        ("modalities", ["text", "audio"]),
        ("max_tokens", 0),
    ],
)
def test_what_cannot_be_kept_to_is_named(sdk: openai.OpenAI, name: str, value: Any) -> None:
    with pytest.raises(openai.UnprocessableEntityError) as refused:
        sdk.chat.completions.create(
            model="mentor", messages=user("What is a tuple?"), extra_body={name: value}
        )
    assert (refused.value.param, refused.value.type) == (name, "invalid_request_error")
    assert refused.value.code


def test_what_changes_nothing_is_accepted(sdk: openai.OpenAI) -> None:
    tool = {"type": "function", "function": {"name": "f", "parameters": {}}}
    more: dict[str, Any] = {
        "temperature": 0.2, "seed": 1, "n": 1, "tools": [tool], "tool_choice": "auto",
        "response_format": {"type": "text"}, "extra_body": {"top_k": 40},
    }  # fmt: skip
    reply = sdk.chat.completions.create(model="mentor", messages=user("What is a tuple?"), **more)
    assert "immutable" in (reply.choices[0].message.content or "")


def test_errors_have_what_the_client_expects(sdk: openai.OpenAI) -> None:
    with pytest.raises(openai.NotFoundError) as missing:
        sdk.chat.completions.create(model="mentor/biology", messages=user("Why?"))
    assert (missing.value.code, missing.value.type) == ("not_found", "invalid_request_error")
    with pytest.raises(openai.APIStatusError) as wrong:
        sdk.chat.completions.create(model="mentor", messages=[])
    assert wrong.value.param == "messages"


def test_cut_and_edited_histories_are_understood(sdk: openai.OpenAI) -> None:
    listed = "What is a list?", "A sequence.\n\nSources:\n- [[1] Lists, p. 2](http://x/api/y)"
    last = user("And how do I add to it?")
    question, answer = user(listed[0]), [{"role": "assistant", "content": listed[1]}]
    histories = [
        [*answer, *question, *answer],  # its beginning is cut off
        [*user("What is a tuple?"), *question, *answer],  # a question without an answer
        [
            *question,
            *answer,
            {"role": "assistant", "content": "A mutable sequence."},
        ],  # regenerated
        [
            *question,
            {"role": "assistant", "content": ""},
            *question,
            *answer,
        ],  # stopped, asked again
    ]
    for history in histories:
        reply = sdk.chat.completions.create(model="mentor/intro-python", messages=[*history, *last])
        assert "append" in (reply.choices[0].message.content or "")


FILE = """### Task:
Answer the user's query from the context, with citations in the form [id].

### Guidelines:
- Only cite where the <source> has an id. Do not use XML tags in the reply.

<context>
<source id="1" name="notes.txt">{}</source>
</context>
"""


NAMES = """<attached_files>
<file type="file" id="1" url="/api/v1/files/1" content_type="text/plain" name="notes.txt"/>
</attached_files>

"""


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ("\n<user_query>\nWhat is a tuple?\n</user_query>\n", 3),
        ("\nWhat is a tuple?", 400_000),
        (f"\n{NAMES}What is a tuple?", 3),  # Open WebUI 0.12
    ],
    ids=["marked", "large", "named"],
)
def test_the_question_inside_a_template_with_a_file_is_answered(
    sdk: openai.OpenAI, form: str, words: int
) -> None:
    prompt = FILE.format("The king met the queen. " * (words // 5)) + form
    reply = sdk.chat.completions.create(model="mentor/intro-python", messages=user(prompt))
    assert "immutable" in (reply.choices[0].message.content or "")


@pytest.mark.parametrize("stream", [False, True])
def test_our_sources_are_not_taken_for_the_programs_own_files(
    sdk: openai.OpenAI, stream: bool
) -> None:
    asked = user(f"{FILE.format('The king met the queen.')}\nWhat is a tuple?")  # its file is [1]
    reply = sdk.chat.completions.create(model="mentor/intro-python", messages=asked, stream=stream)  # type: ignore[call-overload]
    pieces = [chunk.choices[0].delta.content or "" for chunk in reply] if stream else []
    text = "".join(pieces) or reply.choices[0].message.content
    answer, _, links = text.partition("Sources:\n")
    assert "[2]" in answer
    assert links.startswith("- [[2] Collections in Python, slide 11](")
    assert "[1]" not in text


def test_a_follow_up_to_a_question_with_a_file_is_understood(sdk: openai.OpenAI) -> None:
    messages = [
        *user(f"{NAMES}What is a list?"),
        {"role": "assistant", "content": "A sequence."},
        *user("And how do I add to it?"),
    ]
    reply = sdk.chat.completions.create(model="mentor/intro-python", messages=messages)
    assert "append" in (reply.choices[0].message.content or "")


async def test_langchains_chat_model_asks(service: httpx.Client) -> None:
    async with httpx.AsyncClient(trust_env=False) as http:
        model = ChatOpenAI(
            model="mentor/intro-python",
            base_url=f"{service.base_url}/v1",
            api_key=SecretStr("none"),
            http_async_client=http,
        )
        reply = await model.ainvoke("What is a tuple?")
        streamed = [chunk async for chunk in model.astream("What is a tuple?")]
    assert "immutable" in reply.text
    assert reply.usage_metadata
    assert reply.usage_metadata["total_tokens"] > 20
    assert "".join(chunk.text for chunk in streamed).strip() == reply.text


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
