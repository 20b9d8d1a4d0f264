"""Students' ratings of answers (SQLAlchemy)."""

from __future__ import annotations

import time
from typing import cast

from sqlalchemy import Engine, RowMapping, delete, insert, select

from agent.store.database import reading
from agent.store.transcript_tables import FEEDBACK, TURNS, unpacked
from agent.turns.turn_row import RUNNING, FeedbackRow, TurnRow


class Feedback:
    """Ratings, one per answer."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def rate(self, turn: TurnRow, rating: int, comment: str | None) -> None:
        """Store the rating of an answer, replacing an earlier one."""
        values = {
            "message_id": turn["id"], "conversation_id": turn["conversation_id"],
            "rating": rating, "comment": comment, "given_at": time.time(),
        }  # fmt: skip
        with self._engine.begin() as connection:
            own = select(TURNS.c.id).where(TURNS.c.id == turn["id"])
            connection.execute(own.with_for_update())  # one rating at a time
            connection.execute(delete(FEEDBACK).where(FEEDBACK.c.message_id == turn["id"]))
            connection.execute(insert(FEEDBACK).values(values))

    def of(self, conversation_id: str) -> dict[str, tuple[int, str | None]]:
        """The ratings of a conversation's answers, by message: rating and comment."""
        query = select(FEEDBACK).where(FEEDBACK.c.conversation_id == conversation_id)
        with reading(self._engine) as connection:
            rows = connection.execute(query).mappings()
            return {row["message_id"]: (row["rating"], row["comment"]) for row in rows}

    def refused(self, limit: int) -> list[TurnRow]:
        """The refused turns of all users, newest first."""
        query = select(TURNS).where(TURNS.c.status == "refused").order_by(TURNS.c.number.desc())
        with reading(self._engine) as connection:
            return [unpacked(row) for row in connection.execute(query.limit(limit)).mappings()]

    def newest(self, limit: int) -> list[FeedbackRow]:
        """The ratings of all answers, newest first."""
        query = (
            select(FEEDBACK, TURNS.c.question, TURNS.c.answer)
            .join(TURNS, TURNS.c.id == FEEDBACK.c.message_id)
            .order_by(FEEDBACK.c.given_at.desc())
        )
        with reading(self._engine) as connection:
            rows = connection.execute(query.limit(limit)).mappings()
            return [cast(FeedbackRow, dict(row)) for row in rows]

    def asked(self, since: float = 0.0) -> list[tuple[TurnRow, FeedbackRow | None]]:
        """All turns that ended after this Unix time, each with its rating."""
        query = (
            select(TURNS, *(FEEDBACK.c[name] for name in ("rating", "comment", "given_at")))
            .join(FEEDBACK, TURNS.c.id == FEEDBACK.c.message_id, isouter=True)
            .where(TURNS.c.asked_at >= since, TURNS.c.status != RUNNING)
            .order_by(TURNS.c.number)
        )
        with reading(self._engine) as connection:
            rows = connection.execute(query).mappings()
            return [(unpacked(row), _opinion(row)) for row in rows]


def _opinion(row: RowMapping) -> FeedbackRow | None:
    if row["rating"] is None:
        return None
    kept = {name: row[name] for name in FeedbackRow.__annotations__ if name != "message_id"}
    return cast(FeedbackRow, kept | {"message_id": row["id"]})
