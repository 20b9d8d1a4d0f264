"""Tasks about a conversation, sent by OpenAI's own client as chat programs send them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import httpx
import openai
import pytest

TASK = """### Task:
{task}

### Guidelines:
- Keep to the conversation's main language.
- Nothing but the object may be in the reply.

### Output:
JSON form: {form}

### Chat History:
<chat_history>
{talk}
</chat_history>"""
TITLE = "Write a short title, 3-5 words, with an emoji, that sums the chat up."
TAGS = "Find 1-3 broad tags for the themes of the chat, and 1-3 narrower ones."
FOLLOW = "Suggest 3-5 follow-up questions that the user could ask next."
QUERIES = "Determine whether search queries are needed, and generate 1-3 of them."


def send(sdk: openai.OpenAI, prompt: str, **more: Any) -> str:
    reply = sdk.chat.completions.create(
        model=more.pop("model", "mentor"), messages=[{"role": "user", "content": prompt}], **more
    )
    return reply.choices[0].message.content or ""


@pytest.fixture(scope="module")
def talk(sdk: openai.OpenAI) -> str:
    """A real exchange, as Open WebUI writes it into its prompts."""
    return f"USER: What is a tuple?\nASSISTANT: {send(sdk, 'What is a tuple?')}"


@pytest.fixture(autouse=True)
def leaves_no_trace(service: httpx.Client) -> Iterator[None]:
    """No turn, no refusal and no gap comes of a task."""

    def counted() -> list[str]:
        lines = service.get("/metrics").text.splitlines()
        return [line for line in lines if line.startswith(("mentor_runs", "mentor_node_seconds_c"))]

    before, listed = counted(), service.get("/api/conversations").json()
    yield
    assert (counted(), service.get("/api/conversations").json()) == (before, listed)


@pytest.mark.usefixtures("talk")
class TestOpenWebUI:
    def test_title(self, sdk: openai.OpenAI, talk: str) -> None:
        prompt = TASK.format(task=TITLE, form='{ "title": "your title" }', talk=talk)
        assert json.loads(send(sdk, prompt)) == {"title": "Tuple"}

    def test_tags(self, sdk: openai.OpenAI, talk: str) -> None:
        prompt = TASK.format(task=TAGS, form='{ "tags": ["one", "two"] }', talk=talk)
        tags = json.loads(send(sdk, prompt))["tags"]
        assert tags[0] == "Intro Python"
        assert 2 <= len(tags) <= 4

    def test_next_questions(self, sdk: openai.OpenAI, talk: str) -> None:
        form = '{ "follow_ups": ["Question 1?", "Question 2?"] }'
        asked = json.loads(send(sdk, TASK.format(task=FOLLOW, form=form, talk=talk)))
        assert len(asked["follow_ups"]) == 3
        assert all(question.endswith("?") for question in asked["follow_ups"])
        assert "What is a tuple?" not in asked["follow_ups"]

    def test_search_queries(self, sdk: openai.OpenAI, talk: str) -> None:
        more = f"{talk}\nUSER: how do I create one?"
        prompt = TASK.format(task=QUERIES, form='{ "queries": ["query1"] }', talk=more)
        (query,) = json.loads(send(sdk, prompt))["queries"]
        assert "tuple" in query
        thanks = TASK.format(task=QUERIES, form='{ "queries": [] }', talk=f"{talk}\nUSER: thanks!")
        assert json.loads(send(sdk, thanks)) == {"queries": []}

    def test_autocompletion(self, sdk: openai.OpenAI, service: httpx.Client) -> None:
        example = service.get("/api/courses").json()["courses"][0]["examples"][0]
        prompt = (
            "### Task:\nYou are an autocompletion system: continue `<text>` by its `<type>`.\n"
            '### Output Rules:\nOnly JSON: `{ "text": "<completion>" }`\n### Examples:\n'
            "<type>General</type>\n<text>The sun was</text>\n### Context:\n<chat_history>\n\n"
            "</chat_history>\n<type>search query</type>\n<text>%s</text>\n#### Output:\n"
        )
        assert json.loads(send(sdk, prompt % example[:9])) == {"text": example[9:]}
        assert json.loads(send(sdk, prompt % "Zebras")) == {"text": ""}

    def test_streamed(self, sdk: openai.OpenAI, talk: str) -> None:
        prompt = TASK.format(task=TITLE, form='{ "title": "" }', talk=talk)
        chunks = sdk.chat.completions.create(
            model="mentor", messages=[{"role": "user", "content": prompt}], stream=True
        )
        text = "".join(chunk.choices[0].delta.content or "" for chunk in chunks)
        assert json.loads(text) == {"title": "Tuple"}

    def test_another_object_is_filled_with_what_fits(self, sdk: openai.OpenAI, talk: str) -> None:
        form = '{ "image_prompt": "", "colours": [] }'
        made = send(sdk, TASK.format(task="Describe a picture. Return it.", form=form, talk=talk))
        assert json.loads(made) == {"image_prompt": "", "colours": []}


@pytest.mark.parametrize(
    "prompt",
    [
        "Give the conversation a concise title of 5 words or less. Only return the title itself."
        "\n\nConversation:\nUser: {q}\nAI: It is immutable [1].",
        "Analyze this conversation and provide:\n1. The language\n2. A title in that language "
        "(5 words or less, no punctuation)\n\nUser: {q}\nAI: It is immutable.",
        "Write a title for this chat in at most 5 words.\n||>User:\n{q}\n||>Response:\n- x\n",
        "Here is the query:\n\n---\n{q}\n---\n\nCreate a 3-5 word phrase as a title for it.",
    ],
)
def test_librechat_and_others_get_a_plain_title(sdk: openai.OpenAI, prompt: str) -> None:
    asked = prompt.format(q="How do I add an item to a list?")
    assert send(sdk, asked) == "Add item to list"


def test_a_schema_is_kept_to(sdk: openai.OpenAI) -> None:
    prompt = "Provide a title for this conversation.\n\nUser: What is a tuple?\nAI: Immutable."
    text = {"type": "string"}
    schema = {"type": "object", "properties": {"title": text, "tags": {"type": "array"}}}
    made = send(
        sdk,
        prompt,
        model="mentor/intro-python",
        response_format={"type": "json_schema", "json_schema": {"name": "t", "schema": schema}},
    )
    assert json.loads(made) == {"title": "Tuple", "tags": ["Intro Python"]}


def test_a_greeting_gives_no_topic(sdk: openai.OpenAI) -> None:
    prompt = TASK.format(task=TITLE, form='{ "title": "" }', talk="USER: hello\nASSISTANT: Hi.")
    assert json.loads(send(sdk, prompt)) == {"title": "New conversation"}
