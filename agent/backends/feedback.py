"""What students thought of answers (SQLAlchemy)."""

from __future__ import annotations

import time
from typing import cast

from sqlalchemy import Engine, delete, insert, select

from agent.backends.transcript_tables import FEEDBACK, TURNS, FeedbackRow, TurnRow


class Feedback:
    """One rating an answer."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def rate(self, turn: TurnRow, rating: int, comment: str | None) -> None:
        """Keep what was thought of an answer, in place of what was thought of it before."""
        values = {
            "message_id": turn["id"], "conversation_id": turn["conversation_id"],
            "rating": rating, "comment": comment, "given_at": time.time(),
        }  # fmt: skip
        with self._engine.begin() as connection:
            connection.execute(delete(FEEDBACK).where(FEEDBACK.c.message_id == turn["id"]))
            connection.execute(insert(FEEDBACK).values(values))

    def newest(self, limit: int) -> list[FeedbackRow]:
        """What was thought of answers, newest first."""
        query = (
            select(FEEDBACK, TURNS.c.question, TURNS.c.answer)
            .join(TURNS, TURNS.c.id == FEEDBACK.c.message_id)
            .order_by(FEEDBACK.c.given_at.desc())
        )
        with self._engine.connect() as connection:
            rows = connection.execute(query.limit(limit)).mappings()
            return [cast(FeedbackRow, dict(row)) for row in rows]
