"""Whether a sentence states what others state already."""

from __future__ import annotations

from collections.abc import Sequence

from agent.text.claims import meant, numbers

AGAIN = 0.85
"""Share of a sentence's words in an earlier one from which it repeats it."""


def covered_by(text: str, earlier: Sequence[str]) -> bool:
    """Whether earlier sentences together state most of a text, its numbers included."""
    together = " ".join(earlier)
    words = meant(text)
    return bool(words) and (
        len(words & meant(together)) >= AGAIN * len(words) and numbers(text) <= numbers(together)
    )


def repeats(text: str, earlier: Sequence[str]) -> bool:
    """Whether one earlier sentence states most of a text, its numbers included."""
    return any(covered_by(text, [one]) for one in earlier)
