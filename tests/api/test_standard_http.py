"""What monitors, caches and generators of clients expect."""

from __future__ import annotations

from typing import Any

import httpx
import jsonschema
import pytest


@pytest.mark.parametrize(
    "path", ["/", "/health/live", "/health/ready", "/api/courses", "/v1/models"]
)
def test_head_is_get_without_the_body(service: httpx.Client, path: str) -> None:
    reply, got = service.head(path), service.get(path)
    assert (reply.status_code, reply.content) == (200, b"")
    assert reply.headers["content-type"] == got.headers["content-type"]
    assert service.head("/nothing").status_code == 404


def test_an_unknown_field_is_ignored(service: httpx.Client) -> None:
    reply = service.post("/api/search", json={"query": "tuple", "user": "lena"})
    assert reply.status_code == 200


def test_a_misspelt_field_is_named(service: httpx.Client) -> None:
    reply = service.post("/api/chat", json={"message": "What is a tuple?", "corse": "biology"})
    assert reply.status_code == 422
    assert "unknown field 'corse' (did you mean 'course'?)" in reply.json()["error"]["message"]


def test_an_unchanged_file_is_not_sent_again(service: httpx.Client) -> None:
    row = service.get("/api/documents").json()["documents"][0]
    path = f"/api/documents/{row['id']}/file"
    first = service.get(path)
    for known in (first.headers["etag"], f'"x", W/{first.headers["etag"]}', "*"):
        again = service.get(path, headers={"If-None-Match": known})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == first.headers["etag"]
    changed = service.get(path, headers={"If-None-Match": '"other"'})
    assert (changed.status_code, changed.content) == (200, first.content)


def test_a_body_that_is_not_marked_as_json_is_named(service: httpx.Client) -> None:
    for headers in ({}, {"Content-Type": "text/plain"}):
        reply = service.post("/api/chat", content='{"message": "hi"}', headers=headers)
        assert (reply.status_code, reply.json()["error"]["code"]) == (415, "not_json")
        assert "Content-Type: application/json" in reply.json()["error"]["fix"]


def replies(document: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    return [
        (f"{method} {path} {status}", reply["content"]["application/json"])
        for path, operations in document["paths"].items()
        for method, operation in operations.items()
        for status, reply in operation["responses"].items()
        if status.startswith("2") and "application/json" in reply.get("content", {})
    ]


def test_each_reply_has_an_example_that_fits_its_schema(service: httpx.Client) -> None:
    document = service.get("/openapi.json").json()
    found = replies(document)
    assert len(found) >= 25
    for name, content in found:
        assert "example" in content, name
        schema = {"components": document["components"], **content["schema"]}
        jsonschema.validate(content["example"], schema)
    typed = document["paths"]["/v1/models"]["get"]["responses"]["200"]["content"]
    assert typed["application/json"]["schema"] == {"$ref": "#/components/schemas/Models"}


def test_keys_are_described(service: httpx.Client) -> None:
    document = service.get("/openapi.json").json()
    assert document["components"]["securitySchemes"]["key"]["scheme"] == "bearer"
    assert {"key": []} in document["security"]
    assert document["paths"]["/health/live"]["get"]["security"] == []
