"""Titles of courses, given by teachers (SQLAlchemy)."""

from __future__ import annotations

from sqlalchemy import Engine, delete, insert, select

from agent.store.catalog_tables import course_titles
from agent.store.database import reading


class CourseTitles:
    """Titles by course name; a course without one is shown by its name."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def all(self) -> dict[str, str]:
        """All titles, also of courses that have no documents now."""
        with reading(self._engine) as connection:
            rows = connection.execute(select(course_titles)).mappings()
            return {row["name"]: row["title"] for row in rows}

    def put(self, name: str, title: str) -> None:
        """Set a course's title; "" takes it away."""
        with self._engine.begin() as connection:
            connection.execute(delete(course_titles).where(course_titles.c.name == name))
            if title:
                connection.execute(insert(course_titles).values(name=name, title=title))
