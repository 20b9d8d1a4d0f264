"""How many questions a week had, and how many of them were not answered well."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import cast

from agent.turns.turn_row import TurnRow
from agent.types import Status
from api.unanswered.overview import weeks


def asked(day: str, status: Status) -> TurnRow:
    at = datetime.fromisoformat(day).replace(tzinfo=UTC).timestamp()
    row = {"question": "What?", "status": status, "courses": [], "record": {}, "asked_at": at}
    return cast(TurnRow, row)


def test_every_week_is_there_from_monday_to_sunday() -> None:
    turns = [
        asked("2026-11-01", "answered"),  # a Sunday
        asked("2026-11-02", "refused"),
        asked("2026-11-08T23:59", "answered"),
        asked("2026-11-20", "refused"),
    ]
    assert weeks([(turn, None) for turn in turns]) == [
        {"week": "2026-10-26", "asked": 1, "unanswered": 0},
        {"week": "2026-11-02", "asked": 2, "unanswered": 1},
        {"week": "2026-11-09", "asked": 0, "unanswered": 0},
        {"week": "2026-11-16", "asked": 1, "unanswered": 1},
    ]
    assert weeks([]) == []
