"""Operators and other signs that a question asks about, with words for them."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from functools import lru_cache

from agent.understanding.phrases import FOLDER

Known = Callable[[str], bool]
"""Whether the materials have a word."""
_QUOTES = "`\"'“”‘’"
_BEFORE = frozenset(
    "what whats what's does do is are the a an and between use using of mean means vs or with by "
    "to symbol operator sign when as than from like".split()
)
_NAMED = frozenset("use using between vs versus keyword operator".split())
"""The words right before "is" as an operator: "when do I use is"."""
_AFTER = frozenset(
    "do does mean means is are and vs or versus in for operator operators sign symbol used stand "
    "stands called work works actually the same different equal".split()
)


def with_words(text: str, known: Known) -> str | None:
    """The sentence with words behind each sign that it asks about: "what does // floor division
    do". None if there is no such sign; signs between other words ("search & sort") are none.

    Of the words for a sign those are taken that the materials know, or all if they know none.
    """
    parts = text.split()
    spoken = [_spoken(parts, at, known) for at in range(len(parts))]
    return None if spoken == parts else " ".join(spoken)


def _spoken(parts: list[str], at: int, known: Known) -> str:
    part = parts[at]
    sign = part.rstrip("?.,;!:") if part.rstrip("?.,;") not in _words() else part.rstrip("?.,;")
    words = _words().get(sign) or _words().get(sign.strip(_QUOTES))
    before = parts[at - 1].lower().rstrip(",:") if at else "what"
    if sign.strip(_QUOTES) == "is":
        named = sign != "is" or _is_operator(before, parts[at + 1 :])
        if not (known("identity") and named):
            return part
    after = parts[at + 1].lower().strip("?.,;!") if at + 1 < len(parts) else "mean"
    if words is None or before not in _BEFORE or not (after in _AFTER or part != sign):
        return part
    words = " ".join(filter(known, words.split())) or words
    return f"{sign} {words}{part[len(sign) :]}"


def _is_operator(before: str, after: Sequence[str]) -> bool:
    """Whether an "is" between these words is no verb."""
    return before in _NAMED or "==" in after[:2] or (before == "as" and not after)


@lru_cache
def _words() -> dict[str, str]:
    found: dict[str, str] = json.loads((FOLDER / "operators.json").read_text(encoding="utf-8"))
    return found
