"""Replies of a model in JSON: their schemas, and what can be read of them."""

from __future__ import annotations

import json
import re
from typing import Any

QUERY = 160  # characters
_LIST = re.compile(r'"relevant"\s*:\s*(\[[\d\s,]*\])')


def grade_schema(count: int) -> dict[str, Any]:
    """The form of a verdict: the numbers of the passages that help, and another query."""
    query = {"type": "string", "maxLength": QUERY}
    return numbers_schema("relevant", count, query=query)


def numbers_schema(name: str, count: int, **more: dict[str, Any]) -> dict[str, Any]:
    """An object with a list of numbers from 1 to `count`, and more properties."""
    number = {"type": "integer", "minimum": 1, "maximum": count}
    listed = {"type": "array", "items": number, "maxItems": count}
    return {
        "type": "object",
        "properties": {name: listed, **more},
        "required": [name],
        "additionalProperties": False,
    }


def listed(reply: str, name: str, count: int) -> set[int] | None:
    """The numbers that a reply lists under a name; None if it has none."""
    try:
        parsed = json.loads(reply)
    except (ValueError, RecursionError):
        return None
    return _numbers(parsed.get(name), count) if isinstance(parsed, dict) else None


def verdict(reply: str, count: int) -> tuple[set[int] | None, str | None]:
    """The passage numbers in a reply, and the query; None if missing.

    The numbers are read even if the reply was cut off after them.
    """
    try:
        parsed = json.loads(reply)
    except (ValueError, RecursionError):
        found = _LIST.search(reply)
        parsed = {"relevant": [int(n) for n in re.findall(r"\d{1,9}", found[1])]} if found else None
    if not isinstance(parsed, dict):
        return None, None
    query = parsed.get("query")
    words = " ".join(query.split())[:QUERY] if isinstance(query, str) else ""
    return _numbers(parsed.get("relevant"), count), words or None


def _numbers(listed: Any, count: int) -> set[int] | None:
    if not isinstance(listed, list) or not all(type(number) is int for number in listed):
        return None
    return {number for number in listed if 1 <= number <= count}
