"""Columns of text that every database stores and orders alike (SQLAlchemy)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Dialect, String
from sqlalchemy.types import TypeDecorator, TypeEngine

REPLACEMENT = "\ufffd"


class Words(TypeDecorator[str]):
    """Text written by people and models.

    PostgreSQL takes neither NUL nor half a character; there they become U+FFFD.
    """

    impl = String
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """A value on its way into the database."""
        return storable(value) if value and dialect.name == "postgresql" else value


class Name(Words):
    """An id or the like, compared and sorted byte by byte, as in SQLite."""

    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """The type in the database."""
        if dialect.name == "postgresql":
            return dialect.type_descriptor(String(collation="C"))
        return dialect.type_descriptor(String())


def storable(text: str) -> str:
    """The text as PostgreSQL can store it."""
    text = text.replace("\x00", REPLACEMENT)
    if text.isascii():
        return text
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
