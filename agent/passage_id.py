"""The id of a passage: its document, the version of that, and its ordinal, joined by colons."""

from __future__ import annotations


def ordinal(id_: str) -> int | None:
    """The place of a passage in its document, from 0; None for an id of another form."""
    last = id_.rpartition(":")[2]
    return int(last) if last.isdecimal() else None


def beside(id_: str, step: int) -> str | None:
    """The id of the passage so many steps behind this one, whether it exists or not; None before
    the first one, and for an id of another form."""
    at = ordinal(id_)
    version = id_.rpartition(":")[0]
    return None if at is None or at + step < 0 else f"{version}:{at + step}"


def distance(one: str, other: str) -> float:
    """The number of passages from one to the other; infinite between different documents."""
    first, second = ordinal(one), ordinal(other)
    same = one.rpartition(":")[0] == other.rpartition(":")[0]
    return (
        abs(first - second) if same and first is not None and second is not None else float("inf")
    )
