"""Questions over the sample courses, asked over HTTP."""

from __future__ import annotations

import re

import httpx
import pytest

from tests.service import ask, events

QUESTIONS = {
    "What is a tuple?": ("slides-collections.pptx", "immutable"),
    "How do I open a file?": ("lecture-notes-2.pdf", "returns a file object"),
}


@pytest.mark.parametrize("question", QUESTIONS)
def test_an_answer_cites_the_right_place_to_the_letter(
    service: httpx.Client, question: str
) -> None:
    source, word = QUESTIONS[question]
    done = ask(service, question, course="intro-python")
    assert (done["status"], done["mode"], done["protocol"]) == ("answered", "extractive", 1)
    assert word in done["answer"]
    assert source in {c["source"].split("/")[-1] for c in done["citations"]}
    numbers = [int(n) for n in re.findall(r"(?<=\s)\[(\d+)\]", done["answer"])]
    assert sorted(set(numbers)) == [c["n"] for c in done["citations"]]
    texts = {p["id"]: p["text"] for p in done["passages"]}
    for citation in done["citations"]:
        cited = texts[citation["passage_id"]]
        assert citation["quote"] == cited[citation["start"] : citation["end"]]
        assert service.get(citation["url"]).status_code == 200


@pytest.mark.parametrize(
    "question", ["Who won the 1998 World Cup?", "What is the capital of France?"]
)
def test_what_the_materials_do_not_cover_is_refused(service: httpx.Client, question: str) -> None:
    done = ask(service, question)
    assert (done["status"], done["citations"]) == ("refused", [])
    assert "don't cover" in done["answer"]


def test_the_events_of_a_stream(service: httpx.Client) -> None:
    streamed = list(events(service, "What is a tuple?", course="intro-python"))
    names = [event["event"] for event in streamed]
    run_id = streamed[0]["data"]["run_id"]
    assert [event["id"] for event in streamed] == [f"{run_id}:{n}" for n in range(len(streamed))]
    order = [names.index(name) for name in ("run", "stage", "sources", "token", "citation", "done")]
    assert order == sorted(order)
    assert names[-1] == "done"
    assert names.count("token") > 3
    done = streamed[-1]["data"]
    text = "".join(event["data"]["text"] for event in streamed if event["event"] == "token")
    assert text.strip() == done["answer"]
    cited = [event["data"] for event in streamed if event["event"] == "citation"]
    assert cited == done["citations"]
    stages = {(e["data"]["node"], e["data"]["status"]) for e in streamed if e["event"] == "stage"}
    assert ("retrieve", "started") in stages
    assert ("verify", "finished") in stages


def test_a_course_is_asked_alone(service: httpx.Client) -> None:
    for course in ("intro-python", "data-structures"):
        done = ask(service, "When is the final exam?", course=course)
        assert {p["course"] for p in done["passages"]} == {course}
        assert done["status"] == "answered"


def test_a_follow_up_is_understood_from_the_conversation(service: httpx.Client) -> None:
    first = ask(service, "What is a list?", course="intro-python")
    then = ask(
        service,
        "And how do I add to it?",
        course="intro-python",
        conversation_id=first["conversation_id"],
    )
    assert then["status"] == "answered"
    assert "append" in then["answer"]
    kept = service.get(f"/api/conversations/{first['conversation_id']}").json()
    assert [m["role"] for m in kept["messages"]] == ["user", "assistant"] * 2
    assert kept["title"] == "What is a list?"
    assert kept["messages"][3]["citations"] == then["citations"]


BAD = [
    ({"json": {"message": "  "}}, 422, "invalid_request"),
    ({"json": {}}, 422, "invalid_request"),
    ({"json": {"message": "x" * 8_001}}, 413, "message_too_long"),
    (
        {"content": b"{not json", "headers": {"Content-Type": "application/json"}},
        400,
        "invalid_request",
    ),
    ({"content": b"\xff\xfe"}, 415, "not_json"),
    ({"json": {"message": "hi", "conversation_id": "nope"}}, 404, "not_found"),
    ({"json": {"message": "hi", "course": "biology"}}, 404, "not_found"),
    ({"json": {"message": "hi", "style": "shout"}}, 422, "invalid_request"),
]


@pytest.mark.parametrize(("request_", "status", "code"), BAD)
def test_a_bad_question_gets_a_clear_error(
    service: httpx.Client, request_: dict[str, object], status: int, code: str
) -> None:
    reply = service.post("/api/chat", **request_)  # type: ignore[arg-type]
    assert (reply.status_code, reply.json()["error"]["code"]) == (status, code)
    assert reply.json()["error"]["message"]
    assert reply.json()["error"]["fix"]
    assert service.get("/health/ready").status_code == 200
