"""Validation errors of pydantic in plain words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

PLAIN = {
    "missing": "is missing",
    "extra_forbidden": "is unknown",
    "int_parsing": "must be a whole number",
    "int_type": "must be a whole number",
    "int_from_float": "must be a whole number",
    "float_parsing": "must be a number",
    "float_type": "must be a number",
    "bool_parsing": "must be true or false",
    "bool_type": "must be true or false",
    "string_type": "must be text",
    "list_type": "must be a list",
    "dict_type": "must be an object",
    "model_type": "must be an object",
    "model_attributes_type": "must be an object",
    "greater_than": "must be greater than {gt}",
    "greater_than_equal": "must be at least {ge}",
    "less_than": "must be less than {lt}",
    "less_than_equal": "must be at most {le}",
    "literal_error": "must be {expected}",
    "string_too_short": "must have at least {min_length} characters",
    "string_too_long": "must have at most {max_length} characters",
    "too_short": "must have at least {min_length} items",
    "too_long": "must have at most {max_length} items",
}
"""Messages by pydantic's type of the error, with the values of its context."""


def in_plain_words(problem: Mapping[str, Any]) -> str:
    """One of `ValidationError.errors()` as the end of a sentence: "must be at most 50"."""
    if problem["type"] in PLAIN:
        return PLAIN[problem["type"]].format(**problem.get("ctx", {}))
    return str(problem["msg"]).removeprefix("Value error, ")


def with_place(problem: Mapping[str, Any], whole: str) -> str:
    """The same after its place: "bars.0.bar: is missing"; `whole` stands for no place."""
    return f"{'.'.join(map(str, problem['loc'])) or whole}: {in_plain_words(problem)}"
