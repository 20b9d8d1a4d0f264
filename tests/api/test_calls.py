"""The other calls of the service."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

import httpx
import pytest

CALLS = [
    "/",
    "/health/live",
    "/health/ready",
    "/api/chat",
    "/api/search",
    "/api/courses",
    "/api/documents",
    "/api/documents/{document_id}",
    "/api/documents/{document_id}/file",
    "/api/ingest",
    "/api/conversations/{conversation_id}",
    "/api/graph",
]


def document(service: httpx.Client, name: str) -> dict[str, object]:
    listed = service.get("/api/documents").json()["documents"]
    return next(each for each in listed if each["source"].endswith(name))


def test_a_browser_gets_the_page_and_a_program_the_status(service: httpx.Client) -> None:
    page = service.get("/", headers={"Accept": "text/html,*/*"})
    assert "<!doctype html>" in page.text.lower()
    assert "default-src 'self'" in page.headers["content-security-policy"]
    status = service.get("/").json()
    assert (status["status"], status["mode"], status["model"]) == ("ok", "extractive", None)
    assert status["index"]["documents"] == 15
    for name in ("app.js", "style.css", "document.css"):
        assert service.get(f"/static/{name}").status_code == 200


def test_the_page_of_all_calls_needs_nothing_from_elsewhere(service: httpx.Client) -> None:
    page = service.get("/docs")
    assert "unsafe" not in page.headers["content-security-policy"]
    needed = re.findall(r'(?:src|href)="(/[^"]+)"', page.text)
    assert len(needed) == 4
    for path in needed:
        assert service.get(path).status_code == 200
    assert "//" not in page.text + service.get("/docs/start.js").text
    assert service.get("/redoc").status_code == 404


def test_it_is_ready(service: httpx.Client) -> None:
    assert service.get("/health/ready").json() == {"ready": True, "missing": []}


def test_courses_come_with_questions_that_are_answered(service: httpx.Client) -> None:
    courses = service.get("/api/courses").json()["courses"]
    assert [course["name"] for course in courses] == ["data-structures", "intro-python"]
    for course in courses:
        assert course["examples"]


def test_search_finds_passages_of_a_course(service: httpx.Client) -> None:
    body = {"query": "late homework", "course": "intro-python", "k": 3}
    passages = service.post("/api/search", json=body).json()["passages"]
    assert len(passages) == 3
    assert {p["course"] for p in passages} == {"intro-python"}
    assert passages[0]["score"] >= passages[1]["score"]


@pytest.mark.parametrize(
    "body", [{}, {"query": ""}, {"query": "x", "k": 0}, {"query": "x", "k": 99}]
)
def test_a_bad_search_says_why(service: httpx.Client, body: dict[str, object]) -> None:
    reply = service.post("/api/search", json=body)
    assert reply.status_code == 422
    assert reply.json()["error"]["code"] == "invalid_request"


def test_documents_are_listed_with_what_is_known_of_them(service: httpx.Client) -> None:
    found = document(service, "lecture-notes-1.pdf")
    assert (found["course"], found["status"], found["pages"]) == ("intro-python", "indexed", 14)
    assert service.get(f"/api/documents/{found['id']}").json() == found


@pytest.mark.parametrize(
    ("name", "media_type", "shown"),
    [
        ("lecture-notes-1.pdf", "application/pdf", "inline"),
        ("control-flow.html", "text/html", "inline"),
        ("syllabus.docx", "application/vnd.openxmlformats", "attachment"),
    ],
)
def test_the_original_file(service: httpx.Client, name: str, media_type: str, shown: str) -> None:
    reply = service.get(f"/api/documents/{document(service, name)['id']}/file")
    assert reply.headers["content-type"].startswith(media_type)
    assert reply.headers["content-disposition"].startswith(shown)
    assert reply.headers["x-content-type-options"] == "nosniff"
    if name.endswith(".html"):
        assert reply.headers["content-security-policy"].startswith("sandbox")


def test_the_view_of_a_document_has_an_anchor_for_every_passage(service: httpx.Client) -> None:
    found = document(service, "syllabus.docx")
    view = service.get(f"/api/documents/{found['id']}/view").text
    assert view.count("<section id=") == found["chunks"]
    assert "<table>" in view
    assert "<script" not in view


@pytest.mark.parametrize(
    "path",
    [
        "/api/documents/nope",
        "/api/documents/nope/file",
        "/api/documents/..%2f..%2fpyproject.toml/file",
        "/api/conversations/nope",
        "/nowhere",
    ],
)
def test_what_is_not_there_is_a_clear_404(service: httpx.Client, path: str) -> None:
    reply = service.get(path)
    assert (reply.status_code, reply.json()["error"]["code"]) == (404, "not_found")


def test_a_wrong_method_is_an_error(service: httpx.Client) -> None:
    reply = service.get("/api/chat")
    assert (reply.status_code, reply.json()["error"]["code"]) == (405, "method_not_allowed")


def test_the_graph_in_three_forms(service: httpx.Client) -> None:
    assert "grade_documents" in service.get("/api/graph").text
    assert ET.fromstring(service.get("/api/graph?format=svg").text).tag.endswith("svg")
    assert "retrieve" in service.get("/api/graph?format=json").json()["nodes"]
    assert service.get("/api/graph?format=gif").status_code == 422


def test_every_call_is_described(service: httpx.Client) -> None:
    described = service.get("/openapi.json").json()["paths"]
    assert set(CALLS) <= set(described)
    for streamed in ("/api/chat", "/api/ingest"):
        assert "text/event-stream" in described[streamed]["post"]["responses"]["200"]["content"]
    sent = described["/api/documents"]["post"]["requestBody"]["content"]["multipart/form-data"]
    assert set(sent["schema"]["properties"]) == {"files", "course"}
