"""Where an answer stands in a text: to the letter, or the sentence that has most of its words."""

from __future__ import annotations

import re
from collections.abc import Sequence

from agent.text.english_words import content_stems, stems
from agent.text.sentences import sentences

ENOUGH = 0.6  # of an answer's words must stand in a sentence that is taken for it


def exact(text: str, forms: Sequence[str]) -> list[tuple[int, int]]:
    """Every place of one of the forms, as whole words, whatever the capitals and spaces."""
    found = []
    for form in forms:
        if words := [re.escape(word) for word in form.split()]:
            pattern = r"\s+".join(words)
            found += [m.span() for m in re.finditer(rf"(?<!\w){pattern}(?!\w)", text, re.I)]
    return found


def fuzzy(text: str, answer: str) -> tuple[int, int] | None:
    """The sentence with most of the words of an answer in words of its own."""
    wanted = frozenset(content_stems(answer))
    best: tuple[float, tuple[int, int]] | None = None
    for span in sentences(text):
        share = len(wanted & {*stems(text[span.start : span.end])}) / max(len(wanted), 1)
        if share >= ENOUGH and (best is None or share > best[0]):
            best = share, (span.start, span.end)
    return best[1] if best else None
