"""Every kind of message over the real index: how it is answered, and what `done` says of it."""

from __future__ import annotations

from typing import Any

import httpx
import openai
import pytest

from agent.types import Kind
from tests.service import ask

SMALL_TALK = """hello|Hi!|thanks|Thank you very much, that helped|ok|?|???|...|!|🙂|a|the|help
Who are you?|What can you do?""".replace("\n", "|").split("|")
TRACEBACK = (
    'Traceback (most recent call last):\n  File "marks.py", line 2, in <module>\n'
    "    print(marks['Zoe'])\nKeyError: 'Zoe'"
)


def nodes(done: dict[str, Any]) -> list[str]:
    return [step["node"] for step in done["trace"]]


@pytest.mark.parametrize("text", SMALL_TALK)
def test_small_talk_is_answered_without_a_search_or_a_citation(
    service: httpx.Client, text: str
) -> None:
    done = ask(service, text)
    assert (done["kind"], done["status"]) == ("small-talk", "answered")
    assert (done["citations"], nodes(done)) == ([], ["understand", "converse"])
    assert len(done["answer"]) < 400


def test_small_talk_names_the_course_that_was_chosen(service: httpx.Client) -> None:
    done = ask(service, "hello", course="intro-python")
    assert "intro-python" in done["answer"]
    assert "data-structures" not in done["answer"]


def test_a_new_topic_is_not_answered_with_the_one_before(service: httpx.Client) -> None:
    first = ask(service, "How does quicksort work?")
    done = ask(service, "How does photosynthesis work?", conversation_id=first["conversation_id"])
    assert (done["status"], done["citations"]) == ("refused", [])


def test_a_conversation_knows_what_was_asked_and_passes_over_small_talk(
    service: httpx.Client,
) -> None:
    first = ask(service, "What is a stack in Python?")
    answers = {
        text: ask(service, text, conversation_id=first["conversation_id"])
        for text in (
            "thanks",
            "what did I just ask?",
            "where did you get that from?",
            "translate that to German",
            "and how do I add to it?",
        )
    }
    assert answers["what did I just ask?"]["answer"].endswith("“What is a stack in Python?”")
    assert first["citations"][0]["source"] in answers["where did you get that from?"]["answer"]
    assert "needs a language model" in answers["translate that to German"]["answer"]
    for text in list(answers)[:-1]:
        assert (answers[text]["status"], answers[text]["citations"]) == ("answered", [])
    last = answers["and how do I add to it?"]
    assert (last["kind"], last["trace"][0]["detail"]["asked"]) == (
        "follow-up",
        "and how do I add to a stack?",
    )
    kept = service.get(f"/api/conversations/{first['conversation_id']}").json()["messages"]
    kinds = [message["kind"] for message in kept if message["role"] == "assistant"]
    assert kinds == ["question", "small-talk", *["conversation"] * 3, "follow-up"]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (TRACEBACK, "error"),
        ("for i in range(3):\n    print(i)\nhow does the for loop work?", "code"),
        ("quiz me on tuples", "quiz"),
        ("give me a hint: how do I open a file?", "hint"),
    ],
)
def test_other_messages_are_searched_and_cited(
    service: httpx.Client, text: str, kind: Kind
) -> None:
    done = ask(service, text)
    assert (done["kind"], done["status"]) == (kind, "answered")
    assert done["citations"]


def test_of_a_traceback_its_error_is_searched(service: httpx.Client) -> None:
    done = ask(service, TRACEBACK)
    assert "KeyError" in done["citations"][0]["quote"] + done["citations"][0]["section"]


def test_what_another_course_covers_is_refused_with_its_name(service: httpx.Client) -> None:
    done = ask(service, "What is a linked list?", course="intro-python")
    assert (done["status"], done["refusal"]) == ("refused", "course")
    assert done["elsewhere"] == ["data-structures"]
    assert "those of data-structures do" in done["answer"]
    assert ask(service, "What is a linked list?", course="data-structures")["status"] == "answered"


def test_what_was_surely_meant_is_answered_and_named(service: httpx.Client) -> None:
    done = ask(service, "how too joyn two stings")
    assert (done["status"], done["did_you_mean"]) == ("answered", ["how too join two strings"])
    assert "refusal" not in done


def test_of_several_meanings_those_are_named_that_would_be_answered(service: httpx.Client) -> None:
    done = ask(service, "what is a grach?")  # a graph, or grace (days)
    assert (done["status"], done["refusal"]) == ("refused", "spelling")
    assert "what is a graph?" in done["did_you_mean"]
    for meant in done["did_you_mean"]:
        assert f"“{meant}”" in done["answer"]
        assert ask(service, meant)["status"] == "answered"


def test_another_language_is_refused_as_such(service: httpx.Client) -> None:
    done = ask(service, "¿Cuándo es el examen parcial?")
    assert (done["kind"], done["refusal"]) == ("other-language", "unsupported")
    assert "parece estar en español" in done["answer"]
    assert nodes(done) == ["understand", "retrieve", "refuse"]


def test_code_that_the_materials_say_nothing_on_is_unsupported(service: httpx.Client) -> None:
    done = ask(service, "import socket\ns = socket.socket()\ns.listen(8)\ns.accept()")
    assert (done["kind"], done["status"], done["refusal"]) == ("code", "refused", "unsupported")


@pytest.mark.parametrize(
    "text", ["Who won the 1998 World Cup?", "¿Qué es una lista?", "PermissionError: denied"]
)
def test_a_refusal_always_has_the_three_nearest_topics(service: httpx.Client, text: str) -> None:
    done = ask(service, text)
    assert done["status"] == "refused"
    assert len(done["nearest"]) == 3
    assert len({(place["title"], place["section"]) for place in done["nearest"]}) == 3


def test_programs_get_small_talk_and_the_conversation_as_well(
    sdk: openai.OpenAI,
) -> None:
    messages: list[Any] = [
        {"role": "user", "content": "What is a list?"},
        {"role": "assistant", "content": "A sequence."},
        {"role": "user", "content": "what did I just ask?"},
    ]
    reply = sdk.chat.completions.create(model="mentor", messages=messages)
    hello = sdk.chat.completions.create(
        model="mentor", messages=[{"role": "user", "content": "hello"}]
    )
    assert reply.choices[0].message.content == "Your last question was: “What is a list?”"
    assert "Sources" not in (hello.choices[0].message.content or "")
