"""The OpenAPI document, with the access keys and an example of every reply."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from api.access.middleware import COOKIE, OPEN

NAMED: dict[str, Any] = {
    "id": "3f2a9c",
    "document_id": "3f2a9c",
    "run_id": "800aab1c",
    "conversation_id": "9c1d02",
    "message_id": "7473bd3a",
    "passage_id": "3f2a9c:v1:11",
    "course": "intro-python",
    "courses": ["intro-python"],
    "source": "intro-python/slides-collections.pptx",
    "title": "Collections in Python",
    "section": "Tuples",
    "text": "A tuple is an ordered, immutable sequence of values.",
    "quote": "A tuple is an ordered, immutable sequence of values.",
    "answer": "- A tuple is an ordered, immutable sequence of values. [1]",
    "content": "A tuple is an ordered, immutable sequence of values. [1]",
    "question": "What is a tuple?",
    "url": "/api/documents/3f2a9c/view#p11",
    "page": 11,
    "name": "intro-python",
    "user": "anna",
    "model": "mentor",
    "created_at": "2026-11-29T10:00:00+00:00",
    "updated_at": "2026-11-29T10:00:00+00:00",
    "version": "0.1.0",
    "message": "What is a tuple?",
}
"""Example values by name, used if the type matches."""
TYPES: dict[str, type | tuple[type, ...]] = {
    "string": str, "integer": int, "number": (int, float), "array": list, "null": type(None),
}  # fmt: skip
PLAIN: dict[str, Any] = {
    "string": "text", "integer": 1, "number": 0.5, "boolean": True, "null": None,
}  # fmt: skip
DEPTH = 8
Schema = Mapping[str, Any]


def describe(app: FastAPI) -> dict[str, Any]:
    """The OpenAPI document of the app; made once."""
    if app.openapi_schema is None:
        document = get_openapi(
            title=app.title, version=app.version, description=app.description, routes=app.routes
        )
        _add_security(document)
        for path in document["paths"].values():
            for operation in path.values():
                _add_examples(operation, document["components"]["schemas"])
        app.openapi_schema = document
    return app.openapi_schema


def _add_security(document: dict[str, Any]) -> None:
    """A key in the header or in the page's cookie; optional if the service requires none."""
    document["components"]["securitySchemes"] = {
        "key": {
            "type": "http",
            "scheme": "bearer",
            "description": "an access key; needed if the service requires keys",
        },
        "cookie": {"type": "apiKey", "in": "cookie", "name": COOKIE},
    }
    document["security"] = [{"key": []}, {"cookie": []}, {}]
    for path in OPEN:
        for operation in document["paths"].get(path, {}).values():
            operation["security"] = []


def _add_examples(operation: dict[str, Any], schemas: Mapping[str, Any]) -> None:
    for status, reply in operation["responses"].items():
        content = reply.get("content", {}).get("application/json")
        if content and status.startswith("2") and not {"example", "examples"} & set(content):
            content["example"] = example(content.get("schema", {}), schemas)


def example(
    schema: Mapping[str, Any], schemas: Mapping[str, Any], name: str = "", depth: int = 0
) -> Any:
    """An example value of a schema, taken from `NAMED` for known names."""
    if "$ref" in schema:
        return example(schemas[schema["$ref"].rsplit("/", 1)[-1]], schemas, name, depth)
    if given := schema.get("examples"):
        return given[0]
    for fixed in ("const", "default"):
        if fixed in schema:
            return schema[fixed]
    if "enum" in schema:
        return schema["enum"][0]
    if options := schema.get("anyOf") or schema.get("oneOf") or schema.get("allOf"):
        return example(options[0], schemas, name, depth)
    kind = schema.get("type", "object")
    if name in NAMED and isinstance(NAMED[name], TYPES.get(kind, ())) and _of_names(schema):
        return NAMED[name]
    if kind == "array":
        return [] if depth > DEPTH else [example(schema.get("items", {}), schemas, name, depth + 1)]
    if kind == "object":
        fields = schema.get("properties", {})
        needed = schema.get("required", [])
        return {
            key: example(fields[key], schemas, key, depth + 1) for key in fields if key in needed
        }
    return PLAIN[kind]


def _of_names(schema: Schema) -> bool:
    """Whether a list is one of names; true for other types."""
    items = schema.get("items", {"type": "string"})
    return bool(items.get("type") == "string")
