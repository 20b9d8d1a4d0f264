"""A conversation as a tree of turns: each branch is a path from its first turn to its last."""

from __future__ import annotations

from collections.abc import Sequence

from agent.errors import NotFound
from agent.turns.turn_row import TurnRow, turn_id


def path_to(turns: Sequence[TurnRow], last: str | None) -> list[TurnRow]:
    """The turns of one branch from the first to this one."""
    by_id = {turn["id"]: turn for turn in turns}
    path = []
    while last in by_id:
        path.append(by_id[last])
        last = path[-1]["parent"]
    return path[::-1]


def tip_of(turns: Sequence[TurnRow], message_id: str) -> str:
    """The newest turn after a message; raises `NotFound`."""
    tip = turn_id(message_id)
    if tip not in {turn["id"] for turn in turns}:
        raise no_message(message_id)
    newest = {turn["parent"]: turn["id"] for turn in turns}  # the newest child of each parent
    while tip in newest:
        tip = newest[tip]
    return tip


def no_message(message_id: str) -> NotFound:
    """The error for an unknown message."""
    return NotFound(f"There is no message {message_id!r}.", "Read the conversation again.")
