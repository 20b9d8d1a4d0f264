"""A number with its noun."""

from __future__ import annotations


def counted(number: int, noun: str) -> str:
    """`counted(1, "passage")` is "1 passage", with 2 "2 passages"."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
