"""Conversations over HTTP: list, read, rename, fork, export, trace, feedback, delete."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median

import pytest

from tests.api.test_service import copy_of
from tests.service import Service, ask, events, sent, serving


@pytest.fixture(scope="module")
def client(sample_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    data = copy_of(sample_data, tmp_path_factory.mktemp("conversations"))
    with serving(data) as service:
        service.data = data  # type: ignore[attr-defined]
        yield service


def texts(client: Service, conversation: str, **query: str) -> list[str]:
    read = client.get(f"/api/conversations/{conversation}", params=query).json()
    return [message["text"] for message in read["messages"]]


def test_conversations_are_listed_by_page_found_and_renamed(client: Service) -> None:
    asked = ["What is a tuple?", "What is a list?", "What is a dictionary?"]
    ids = [ask(client, question)["conversation_id"] for question in asked]
    page = client.get("/api/conversations", params={"limit": 2}).json()
    rest = client.get("/api/conversations", params={"limit": 2, "after": page["next"]}).json()
    assert [c["id"] for c in page["conversations"] + rest["conversations"]][:3] == ids[::-1]
    assert [c["title"] for c in page["conversations"]] == asked[:0:-1]
    found = client.get("/api/conversations", params={"q": "DICTIONARY what"}).json()
    assert ids[2] in [c["id"] for c in found["conversations"]]
    assert not client.get("/api/conversations", params={"q": "xyzzy%"}).json()["conversations"]
    changed = client.patch(f"/api/conversations/{ids[0]}", json={"title": " Immutable\nthings "})
    assert changed.json()["title"] == "Immutable things"
    for bad in ({}, {"title": "  "}, {"title": ""}):
        assert client.patch(f"/api/conversations/{ids[0]}", json=bad).status_code == 422


def test_a_fork_keeps_the_old_branch_and_goes_on_with_the_new_one(client: Service) -> None:
    first = ask(client, "What is a list?", course="intro-python")
    conversation = first["conversation_id"]
    second = ask(client, "How do I add to it?", conversation_id=conversation)
    fork = f"/api/conversations/{conversation}/fork"
    edited = client.post(fork, json={"message_id": f"{second['message_id']}-q",
                                     "message": "How do I sort it?"}).json()  # fmt: skip
    assert texts(client, conversation)[::2] == ["What is a list?", "How do I sort it?"]
    (searched,) = (
        step["detail"]["query"] for step in edited["trace"] if step["node"] == "retrieve"
    )
    assert "list" in searched  # understood from before the fork
    old = texts(client, conversation, branch=second["message_id"])
    assert old == ["What is a list?", first["answer"], "How do I add to it?", second["answer"]]
    messages = client.get(f"/api/conversations/{conversation}").json()["messages"]
    assert messages[2]["branches"] == [second["message_id"], edited["message_id"]]
    assert messages[0]["branches"] == [first["message_id"]]

    anew = client.post(fork, json={"message_id": first["message_id"]}).json()
    assert anew["answer"] == first["answer"]
    assert texts(client, conversation) == ["What is a list?", first["answer"]]

    back = client.patch(f"/api/conversations/{conversation}", json={"branch": first["message_id"]})
    assert [m["text"] for m in back.json()["messages"]][2] == "How do I sort it?"
    third = ask(client, "and how do I add to it?", conversation_id=conversation)
    assert texts(client, conversation)[::2][:2] == ["What is a list?", "How do I sort it?"]
    assert (
        third["message_id"] == client.get(fork.removesuffix("/fork")).json()["messages"][-1]["id"]
    )
    other = ask(client, "What is a tuple?")["message_id"]
    for wrong in (other, "nope"):
        assert client.post(fork, json={"message_id": wrong}).status_code == 404


def test_a_conversation_is_exported_and_shows_the_path_of_each_turn(client: Service) -> None:
    done = ask(client, "What is a tuple?", course="intro-python")
    path = f"/api/conversations/{done['conversation_id']}"
    reply = client.get(f"{path}/export")
    assert reply.headers["content-disposition"].endswith("UTF-8''What%20is%20a%20tuple.md")
    markdown = reply.text
    assert markdown.startswith("# What is a tuple?\n")
    assert "*Searched in intro-python only.*" in markdown
    assert done["answer"].replace("[1]", "[^1-1]") in markdown
    cited = done["citations"][0]
    assert f"[^1-1]: {cited['title']}, {cited['source']}, slide 11, Tuples: “" in markdown
    exported = client.get(f"{path}/export", params={"format": "json"}).json()
    assert exported == client.get(path).json()
    (turn,) = client.get(f"{path}/trace").json()
    assert turn["trace"] == done["trace"]
    assert turn["run_id"] == done["run_id"]


def test_an_answer_is_rated_and_a_rating_replaced(client: Service) -> None:
    done = ask(client, "What is a tuple?")
    for rating, comment in ((1, None), (-1, "Too short.")):
        body = {"message_id": done["message_id"], "rating": rating, "comment": comment}
        assert client.post("/api/feedback", json=body).status_code == 204
    newest = client.get("/api/feedback").json()[0]
    assert (newest["rating"], newest["comment"], newest["answer"]) == (
        -1, "Too short.", done["answer"],
    )  # fmt: skip
    assert client.post("/api/feedback", json={"message_id": "no", "rating": 1}).status_code == 404
    bad = client.post("/api/feedback", json={"message_id": done["message_id"], "rating": 0})
    assert bad.status_code == 422


def test_a_deleted_conversation_leaves_no_trace(client: Service) -> None:
    word = "Zanzibarquark"
    done = ask(client, f"What is a {word}?")
    conversation = done["conversation_id"]
    for n in range(3):
        done = ask(client, f"And {word} {n}?", conversation_id=conversation)
    assert client.delete(f"/api/conversations/{conversation}").status_code == 204
    for path in (f"conversations/{conversation}", f"runs/{done['run_id']}/events"):
        assert client.get(f"/api/{path}").status_code == 404
    data: Path = client.data  # type: ignore[attr-defined]
    kept = [file for file in data.glob("mentor.sqlite*") if word.encode() in file.read_bytes()]
    assert kept == []


def test_a_refresh_replays_the_run_and_goes_on(client: Service) -> None:
    streamed = list(events(client, "What is a tuple?"))
    run = streamed[0]["data"]["run_id"]
    path = f"/api/runs/{run}/events"
    with client.stream("GET", path) as reply:
        assert list(sent(reply)) == streamed
    with client.stream("GET", path, headers={"Last-Event-ID": streamed[4]["id"]}) as reply:
        assert list(sent(reply)) == streamed[5:]
    assert client.get(path, headers={"Last-Event-ID": streamed[-1]["id"]}).status_code == 204
    assert client.get("/api/runs/nope/events").status_code == 404
    assert client.post("/api/runs/nope/cancel").status_code == 404
    assert client.post(f"/api/runs/{run}/cancel").json() == streamed[-1]["data"]


LONG, COMPARED = 60, 11
QUESTIONS = ("What is a tuple?", "What is a list?", "How do I open a file?")


@pytest.mark.timeout(180)
def test_a_long_conversation_stays_small_and_quick(client: Service) -> None:
    file: Path = client.data / "mentor.sqlite"  # type: ignore[attr-defined]
    conversation = ask(client, QUESTIONS[0])["conversation_id"]
    before, own = file.stat().st_size, 0
    for n in range(1, LONG):
        done = ask(client, QUESTIONS[n % 3], conversation_id=conversation)
        own += len(QUESTIONS[n % 3].encode()) + len(done["answer"].encode())
    growth = (file.stat().st_size - before - own) / (LONG - 1)

    def seconds(question: str, conversation: str) -> float:
        began = time.perf_counter()
        ask(client, question, conversation_id=conversation)
        return time.perf_counter() - began

    second, late = [], []
    for n in range(COMPARED):  # by turns, so that what else this machine does slows both down
        second.append(seconds(QUESTIONS[n % 3], ask(client, QUESTIONS[0])["conversation_id"]))
        late.append(seconds(QUESTIONS[n % 3], conversation))
    ratio = median(late) / median(second)
    print(f"grew {growth:.0f} bytes a turn beyond its text; turn {LONG} took {ratio:.2f} of turn 2")
    assert growth <= 5_632  # the trace: six or seven steps, each with what people see of it
    assert ratio <= 1.5
