"""Who may do what: keys, owners, teachers, limits, and headers for browsers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from agent.errors import TooManyRequests
from api.access.keys import Keys, add_key
from api.access.rate import Rate
from tests.api.test_service import copy_of, start
from tests.servers.fixtures import free_port
from tests.service import Service, ask, events, serving

USERS = {"ann": "student", "ben": "student", "tea": "teacher"}


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("access")


@pytest.fixture(scope="module")
def keys(place: Path) -> dict[str, str]:
    return {user: add_key(place / "keys.jsonl", user, role) for user, role in USERS.items()}


@pytest.fixture(scope="module")
def service(sample_data: Path, place: Path, keys: dict[str, str]) -> Iterator[Service]:
    data = copy_of(sample_data, place)
    settings = {"api_keys_file": str(place / "keys.jsonl"), "limits": "body_kb=50"}
    with serving(data, **settings) as client:
        yield client


@pytest.fixture
def clients(service: Service, keys: dict[str, str]) -> Iterator[dict[str, httpx.Client]]:
    opened = {
        user: httpx.Client(
            base_url=service.base_url,
            headers={"Authorization": f"Bearer {key}"},
            timeout=60,
            trust_env=False,
        )
        for user, key in keys.items()
    }
    yield opened
    for client in opened.values():
        client.close()


def test_without_a_key_there_is_the_page_and_health_only(service: Service) -> None:
    described = "/openapi.json"
    for path in (
        "/",
        described,
        "/docs",
        "/api/courses",
        "/metrics",
        "/mcp",
        "/v1/models",
    ):
        reply = service.get(path)
        assert (reply.status_code, reply.json()["error"]["code"]) == (401, "not_authenticated")
        assert reply.headers["www-authenticate"] == "Bearer"
    wrong = {"Authorization": "Bearer mk_wrong"}
    assert service.post("/api/chat", json={"message": "hi"}, headers=wrong).status_code == 401
    assert service.get("/health/ready").json() == {
        "ready": True,
        "missing": [],
    }  # no more than that
    for path in ("/health/live", "/health/ready", "/static/app.js"):
        assert service.get(path).status_code == 200
    assert service.get("/", headers={"Accept": "text/html"}).status_code == 200


def test_what_is_somebody_elses_is_not_there(
    service: Service, clients: dict[str, httpx.Client]
) -> None:
    done = ask(clients["ann"], "What is a tuple?")
    conversation, run, message = done["conversation_id"], done["run_id"], done["message_id"]
    values = {"conversation_id": conversation, "run_id": run}
    described = clients["ann"].get("/openapi.json").json()["paths"]
    tried = 0
    for path, methods in described.items():
        for method in methods:
            if not any(f"{{{name}}}" in path for name in values):
                continue
            body = {"message_id": message, "message": "What?", "title": "Mine"}
            for other in ("ben", "tea"):
                reply = clients[other].request(
                    method.upper(), path.format(**values), json=body if method != "get" else None
                )
                assert (reply.status_code, reply.json()["error"]["code"]) == (404, "not_found")
                tried += 1
    assert tried >= 16
    asked = {"message": "And?", "conversation_id": conversation}
    assert clients["ben"].post("/api/chat", json=asked).status_code == 404
    rated = {"message_id": message, "rating": 1}
    assert clients["ben"].post("/api/feedback", json=rated).status_code == 404
    assert clients["ben"].get("/api/conversations").json()["conversations"] == []
    assert clients["ann"].get(f"/api/conversations/{conversation}").json()["title"]


def test_teachers_read_the_conversations_of_students_who_let_them(
    clients: dict[str, httpx.Client],
) -> None:
    ann, ben, tea = clients["ann"], clients["ben"], clients["tea"]
    asked = ask(ann, "How does an AVL tree keep itself balanced?")
    path = f"/api/conversations/{asked['conversation_id']}"

    def opened() -> list[str]:
        topics = tea.get("/api/unanswered").json()["topics"]
        return [each["conversation_id"] for topic in topics for each in topic["questions"]]

    assert (tea.get(path).status_code, ann.get("/api/session").json()["teachers_may_read"]) == (
        404,
        False,
    )
    assert asked["conversation_id"] not in opened()
    assert ann.patch("/api/session", json={"teachers_may_read": True}).status_code == 204
    assert asked["conversation_id"] in opened()
    read = tea.get(path).json()
    assert (read["yours"], len(read["messages"])) == (False, 2)
    assert "ann" not in tea.get(path).text
    assert ben.get(path).status_code == 404
    for change in (tea.delete(path), tea.patch(path, json={"title": "Mine"})):
        assert change.status_code == 404
    more = {"message": "And now?", "conversation_id": asked["conversation_id"]}
    assert tea.post("/api/chat", json=more).status_code == 404
    ann.patch("/api/session", json={"teachers_may_read": False})
    assert tea.get(path).status_code == 404


def test_only_teachers_change_the_materials_and_read_feedback(
    clients: dict[str, httpx.Client],
) -> None:
    document = clients["ann"].get("/api/documents").json()["documents"][0]["id"]
    file = [("files", ("a.xyz", b"x"))]
    for reply in (
        clients["ann"].post("/api/documents", files=file),
        clients["ann"].delete(f"/api/documents/{document}"),
        clients["ann"].post("/api/ingest"),
        clients["ann"].get("/api/feedback"),
        clients["ann"].get("/api/unanswered"),
        clients["ann"].get("/api/unanswered.csv"),
        clients["ann"].post("/api/unanswered/0123456789abcdef/done", json={"done": True}),
        clients["ann"].post("/api/unanswered/0123456789abcdef/golden"),
        clients["ann"].post("/api/evaluation"),
        clients["ann"].patch("/api/courses/intro-python", json={"title": "Mine"}),
    ):
        assert (reply.status_code, reply.json()["error"]["code"]) == (403, "forbidden")
    assert clients["tea"].get("/api/feedback").status_code == 200
    assert clients["tea"].get("/api/unanswered").status_code == 200
    unknown = clients["tea"].post("/api/unanswered/nope/done", json={"done": True})
    assert (unknown.status_code, unknown.json()["error"]["code"]) == (404, "not_found")
    assert clients["tea"].post("/api/documents", files=file).status_code == 415


def test_a_browser_signs_in_and_no_other_site_uses_its_key(
    service: Service, keys: dict[str, str]
) -> None:
    assert service.post("/api/session", json={"key": "wrong"}).status_code == 401
    reply = service.post("/api/session", json={"key": keys["ann"]})
    cookie = reply.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie
    service.cookies.set("mentor_key", keys["ann"])
    try:
        assert service.get("/api/courses").status_code == 200
        assert ask(service, "What is a tuple?")["status"] == "answered"
        other = service.post(
            "/api/chat", json={"message": "hi"}, headers={"Sec-Fetch-Site": "cross-site"}
        )
        assert other.status_code == 403
    finally:
        service.cookies.clear()
    assert "mentor_key" in service.delete("/api/session").headers["set-cookie"]


def test_a_second_turn_in_a_conversation_gets_the_id_of_the_first(
    clients: dict[str, httpx.Client],
) -> None:
    done = ask(clients["ann"], "What is a tuple?")
    streamed = events(clients["ann"], "What is a list?", conversation_id=done["conversation_id"])
    run = next(streamed)["data"]["run_id"]
    body = {"message": "And?", "conversation_id": done["conversation_id"]}
    reply = clients["ann"].post("/api/chat", json=body)
    assert reply.status_code in (200, 409)  # the first may have ended already
    if reply.status_code == 409:
        assert reply.json()["error"]["run_id"] == run
    streamed.close()


def test_large_bodies_are_refused_and_browsers_get_security_headers(
    clients: dict[str, httpx.Client],
) -> None:
    large = b'{"message": "' + b"x" * 60_000 + b'"}'
    kind = {"Content-Type": "application/json"}
    reply = clients["ann"].post("/api/chat", content=large, headers=kind)
    assert (reply.status_code, reply.json()["error"]["code"]) == (413, "body_too_large")
    reply = clients["ann"].post("/api/chat", content=iter([large]), headers=kind)
    assert reply.status_code == 413
    reply = clients["ann"].get("/api/courses", headers={"Origin": "http://elsewhere.example"})
    assert reply.headers["content-security-policy"] == "default-src 'none'; frame-ancestors 'none'"
    assert reply.headers["x-content-type-options"] == "nosniff"
    assert "access-control-allow-origin" not in reply.headers


async def test_a_user_who_calls_too_often_waits() -> None:
    now = 0.0
    rate = Rate(2, clock=lambda: now)
    await rate.count("ann")
    await rate.count("ann")
    await rate.count("ben")
    with pytest.raises(TooManyRequests) as refused:
        await rate.count("ann")
    assert refused.value.retry_after == 30
    now = 30.0
    await rate.count("ann")


def test_a_new_key_works_at_once_and_its_file_has_no_key(tmp_path: Path) -> None:
    file = tmp_path / "keys.jsonl"
    first = add_key(file, "ann", "student")
    known = Keys(file)
    second = add_key(file, "tea", "teacher")
    for key, role in ((first, "student"), (second, "teacher")):
        user = known.user(key)
        assert user
        assert user.role == role
        assert key not in file.read_text()
    assert known.user("mk_other") is None
    assert file.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("content", [None, "", "not json", '{"user": "ann"}'])
def test_it_does_not_start_with_a_broken_key_file(tmp_path: Path, content: str | None) -> None:
    file = tmp_path / "keys.jsonl"
    if content is not None:
        file.write_text(content)
    done = start(tmp_path, "--host", "0.0.0.0", "--port", str(free_port()), api_keys_file=str(file))
    assert done.returncode == 2
    assert "make key USER=" in done.stderr
