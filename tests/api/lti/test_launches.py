"""Launches from a learning platform: one that is made here, with keys of its own."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import partial
from html import unescape
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import jwt
import pytest
from pylti1p3.roles import TeacherRole

from api.access.keys import add_key
from tests.api.lti.platform import CLAIM, CLIENT, DEPLOYMENT, ISSUER, ROLE, Platform
from tests.api.test_service import copy_of
from tests.servers.running import running
from tests.service import Service, serving

STATE, SESSION = "mentor_lti", "mentor_key"


@pytest.fixture(scope="module")
def platform(tmp_path_factory: pytest.TempPathFactory) -> Platform:
    made = Platform(tmp_path_factory.mktemp("platform"))
    for name in ("one", "gone", "next"):
        made.add_key(name)
    made.publish("one")
    return made


@pytest.fixture(scope="module")
def service(
    platform: Platform, sample_data: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Service]:
    place = tmp_path_factory.mktemp("lti")
    handler = partial(SimpleHTTPRequestHandler, directory=str(platform.folder))
    with running(ThreadingHTTPServer(("127.0.0.1", 0), handler)) as keys:
        listed = {
            "issuer": ISSUER, "client_id": CLIENT, "auth_login_url": f"{ISSUER}/mod/lti/auth.php",
            "key_set_url": f"http://127.0.0.1:{keys.server_port}/keys.json",
            "deployment_ids": [DEPLOYMENT], "courses": {"PY101": "intro-python"},
        }  # fmt: skip
        (place / "lti.json").write_text(json.dumps([listed]))
        add_key(place / "keys.jsonl", "ann", "student")
        settings = {"api_keys_file": place / "keys.jsonl", "lti_file": place / "lti.json"}
        data = copy_of(sample_data, place)
        with serving(data, **{name: str(path) for name, path in settings.items()}) as client:
            yield client
        keys.shutdown()


def begin(service: Service, **changed: str) -> dict[str, str]:
    """The login: what the platform is asked for."""
    sent = {"iss": ISSUER, "client_id": CLIENT, "login_hint": "5", "lti_message_hint": "9"}
    reply = service.get("/lti/login", params=sent | changed)
    assert reply.status_code == 303, reply.text
    asked = parse_qs(urlsplit(reply.headers["location"]).query)
    return {name: values[0] for name, values in asked.items()}


def finish(
    service: Service,
    asked: dict[str, str],
    token: str,
    cookie: str | None = None,
    accept: str = "*/*",
) -> httpx.Response:
    own = cookie if cookie is not None else asked["nonce"]
    cross = {"Origin": ISSUER, "Sec-Fetch-Site": "cross-site"}
    return service.post(
        "/lti/launch",
        data={"state": asked["state"], "id_token": token},
        headers={"Cookie": f"{STATE}={own}", "Accept": accept, **cross},
    )


def opened(reply: httpx.Response) -> tuple[str, dict[str, str]]:
    """Where a launch leads, and the cookie of its session."""
    assert reply.status_code == 303, reply.text
    session = next(c for c in reply.headers.get_list("set-cookie") if c.startswith(SESSION))
    assert "SameSite=None; Partitioned" in session
    assert "Secure" in session
    return reply.headers["location"], {"Cookie": session.split(";")[0]}


def test_a_student_opens_the_course(service: Service, platform: Platform) -> None:
    asked = begin(service)
    assert asked["redirect_uri"].endswith("/lti/launch")
    assert (asked["response_mode"], asked["lti_message_hint"]) == ("form_post", "9")
    place, cookie = opened(finish(service, asked, platform.launch(asked["nonce"])))
    assert place == "/?course=intro-python"
    page = service.get(place, headers={"Accept": "text/html", **cookie})
    assert f"frame-ancestors 'self' {ISSUER};" in page.headers["content-security-policy"] + ";"
    user = service.get("/api/session", headers=cookie).json()
    assert (user["role"], user["user"].startswith("lti:")) == ("student", True)
    body = {"message": "What is a tuple?", "course": "intro-python"}
    assert service.post("/api/chat", json=body, headers=cookie).json()["status"] == "answered"
    assert service.get("/api/feedback/report", headers=cookie).status_code in (403, 404)
    elsewhere = cookie | {"Origin": "https://evil.example"}
    assert service.post("/api/chat", json=body, headers=elsewhere).status_code == 403


@pytest.mark.parametrize(
    ("roles", "role"),
    [
        ([f"{ROLE}Instructor"], "teacher"),
        ([f"{ROLE}Learner", f"{ROLE}Administrator"], "teacher"),
        ([f"{ROLE}Learner"], "student"),
        (["http://purl.imsglobal.org/vocab/lis/v2/institution/person#Administrator"], "student"),
        ([f"{ROLE.replace('#', '/')}Instructor#TeachingAssistant"], "student"),
        ([], "student"),
    ],
)
def test_roles(service: Service, platform: Platform, roles: list[str], role: str) -> None:
    asked = begin(service)
    token = platform.launch(asked["nonce"], **{f"{CLAIM}roles": roles})
    _, cookie = opened(finish(service, asked, token))
    assert service.get("/api/session", headers=cookie).json()["role"] == role
    assert TeacherRole({f"{CLAIM}roles": roles}).check() == (role == "teacher")


def launched(service: Service, platform: Platform, role: str, course: str = "PY101") -> str:
    """The session's cookie of someone who has opened a course."""
    asked = begin(service)
    changed = {f"{CLAIM}roles": [f"{ROLE}{role}"], f"{CLAIM}context": {"id": "1", "label": course}}
    return opened(finish(service, asked, platform.launch(asked["nonce"], **changed)))[1]["Cookie"]


@pytest.mark.parametrize("role", ["Learner", "Instructor"])
def test_nobody_sees_another_course(service: Service, platform: Platform, role: str) -> None:
    other = {"Cookie": launched(service, platform, role, "data-structures")}
    (theirs,) = service.get("/api/courses", headers=other).json()["courses"]
    own = {"Cookie": launched(service, platform, role)}
    listed = service.get("/api/documents", headers=own).json()["documents"]
    assert {row["course"] for row in listed} == {"intro-python"}
    assert theirs["name"] == "data-structures"
    (hidden, *_) = service.get("/api/documents", headers=other).json()["documents"]
    for rest in ("", "/file", "/view", "/source", "/pages/1"):
        path = f"/api/documents/{hidden['id']}{rest}"
        assert service.get(path, headers=own).status_code == 404
        assert rest == "/pages/1" or service.get(path, headers=other).status_code == 200
    asked = {"message": "What is a spanning tree?", "query": "spanning tree"}
    elsewhere = asked | {"course": "data-structures"}
    for path in ("/api/chat", "/api/search"):
        assert service.post(path, json=elsewhere, headers=own).status_code == 404
    found = service.post("/api/search", json=asked, headers=own).json()["passages"]
    assert {passage["course"] for passage in found} == {"intro-python"}
    refused = service.post("/api/chat", json=asked, headers=own).json()
    assert (refused["status"], refused.get("elsewhere")) == ("refused", None)
    assert service.get("/v1/models", headers=own).status_code == 403
    assert service.post("/mcp", json={}, headers=own).status_code == 403


def test_a_teacher_adds_files_to_their_course_only(service: Service, platform: Platform) -> None:
    teacher = {"Cookie": launched(service, platform, "Instructor")}
    files = {"files": ("notes.md", b"# Notes")}
    for course in ("data-structures", "general"):
        sent = service.post("/api/documents", data={"course": course}, files=files, headers=teacher)
        assert (sent.status_code, "intro-python" in sent.json()["error"]["fix"]) == (404, True)
    assert service.get("/api/gaps", headers=teacher).status_code == 200
    for call in ("/api/reports", "/api/feedback"):
        assert service.get(call, headers=teacher).status_code == 403


def test_a_second_course_is_opened_beside_the_first(service: Service, platform: Platform) -> None:
    first = launched(service, platform, "Learner")
    asked = begin(service)
    context = {f"{CLAIM}context": {"id": "2", "label": "data-structures"}}
    token = platform.launch(asked["nonce"], **context)
    place, both = opened(finish(service, asked, token, f"{asked['nonce']}; {first}"))
    courses = service.get("/api/courses", headers=both).json()["courses"]
    assert place == "/?course=data-structures"
    assert len(courses) == 2


@pytest.mark.parametrize(
    "changed",
    [
        {"iss": "https://evil.example"},
        {"aud": "another-tool"},
        {"exp": 1_700_000_000},
        {"exp": None},
        {"nonce": "another"},
        {"nonce": None},
        {f"{CLAIM}deployment_id": "8"},
        {f"{CLAIM}message_type": "LtiDeepLinkingRequest"},
        {f"{CLAIM}context": {"id": "99", "label": "BIO1"}},
        {"key": "gone"},
    ],
    ids=str,
)
def test_what_is_not_right_is_refused(
    service: Service, platform: Platform, changed: dict[str, Any]
) -> None:
    asked = begin(service)
    reply = finish(service, asked, platform.launch(**{"nonce": asked["nonce"], **changed}))
    assert reply.status_code in (403, 404, 422)
    assert reply.json()["error"]["fix"]
    assert SESSION not in reply.headers.get("set-cookie", "")


def test_an_unknown_issuer_cannot_begin(service: Service) -> None:
    sent = {"iss": "https://evil.example", "login_hint": "5"}
    assert service.get("/lti/login", params=sent).status_code == 403
    assert service.post("/lti/login", data={"iss": ISSUER}).status_code == 422


def test_a_launch_works_once_and_in_its_own_browser(service: Service, platform: Platform) -> None:
    asked = begin(service)
    token = platform.launch(asked["nonce"])
    assert finish(service, asked, token, cookie="").status_code == 403
    opened(finish(service, asked, token))
    again = finish(service, asked, token, cookie="")
    assert (again.status_code, "already been used" in again.text) == (403, True)
    forged = asked | {"state": jwt.encode({"nonce": "x"}, "x" * 32, algorithm="HS256")}
    assert finish(service, forged, token).status_code == 403


def test_a_key_that_the_platform_replaces(service: Service, platform: Platform) -> None:
    platform.publish("next")
    asked = begin(service)
    opened(finish(service, asked, platform.launch(asked["nonce"], key="next")))
    asked = begin(service)
    old = finish(service, asked, platform.launch(asked["nonce"], key="one"))
    platform.publish("one")
    assert old.status_code == 403


def test_a_session_cannot_be_made_up(service: Service) -> None:
    forged = jwt.encode({"user": "x", "role": "teacher", "aud": "session"}, "x" * 32, "HS256")
    reply = service.get("/api/session", headers={"Cookie": f"{SESSION}=lti_{forged}"})
    assert reply.status_code == 401


def test_signing_out_also_ends_a_session_in_a_frame(service: Service, platform: Platform) -> None:
    own = {"Cookie": launched(service, platform, "Learner")}
    cookies = service.delete("/api/session", headers=own).headers.get_list("set-cookie")
    assert any(f"{SESSION}=; Max-Age=0" in c and "Partitioned" in c for c in cookies)


def test_a_browser_gets_a_page_that_may_stand_in_the_frame(
    service: Service, platform: Platform
) -> None:
    asked = begin(service)
    token = platform.launch(asked["nonce"])
    reply = finish(service, asked, token, cookie="", accept="text/html")
    assert (reply.status_code, reply.headers["content-type"]) == (403, "text/html; charset=utf-8")
    assert f"frame-ancestors 'self' {ISSUER}" in reply.headers["content-security-policy"]
    again = unescape(reply.text.partition('href="/lti')[2].partition('"')[0])
    window = service.get(f"/lti{again}")
    assert window.status_code == 303
    assert parse_qs(urlsplit(window.headers["location"]).query)["login_hint"] == ["5"]
