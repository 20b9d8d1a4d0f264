"""The parts of a passage that can state something: sentences, and rows of tables as sentences.

A question states nothing. Each cell of a row states something about the row's first cell: in
"| Can it change? | yes (mutable) | no (immutable) |" below "List" and "Tuple", the last cell
states that a tuple cannot change, and nothing about a list.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from agent.text.claims import meant
from agent.text.sentences import Span, sentences

_VERDICT = re.compile(r"^\W*(yes|no)\b[\s,;:]*", re.IGNORECASE)


class Window(NamedTuple):
    """`text` is the statement of `passage[start:end]`."""

    start: int
    end: int
    text: str
    column: str = ""  # the head of the column that a cell stands in
    others: tuple[str, ...] = ()  # the heads of the other columns

    def is_of_another(self, words: frozenset[str]) -> bool:
        """Whether words name other columns of the table, and not the one of this window."""
        own = meant(self.column)
        named = any(words & (meant(other) - own) for other in self.others)
        return named and not (words & own)


@lru_cache(maxsize=100)
def windows(text: str, most: int) -> list[Window]:
    """Each sentence, list item, cell or block of code; then each `most` that follow each other."""
    return list(_all(text, most))


def _all(text: str, most: int) -> Iterator[Window]:
    spans = [span for span in sentences(text) if span.kind != "heading"]
    head: list[str] = []
    for span in spans:
        part = text[span.start : span.end]
        if span.kind == "head":
            head = _cells(part.splitlines()[0])
        elif span.kind == "row":
            yield from _row(span, _cells(part), head)
        elif not part.endswith("?"):
            yield Window(span.start, span.end, part)
    plain = [s for s in spans if s.kind not in ("row", "head") and text[s.end - 1] != "?"]
    for first, second in pairwise(plain) if most > 1 else ():
        yield Window(first.start, second.end, text[first.start : second.end])


def _row(span: Span, cells: list[str], head: list[str]) -> Iterator[Window]:
    if len(cells) < 2:
        return
    first, heads = cells[0].rstrip("?"), head if len(head) == len(cells) else [""] * len(cells)
    for at, cell in enumerate(cells[1:], start=1):
        others = tuple(name for n, name in enumerate(heads) if n not in (0, at))
        yield Window(span.start, span.end, _as_sentence(heads[at], first, cell), heads[at], others)
    if not any(map(_VERDICT.match, cells)):
        whole = f"{first}: {', '.join(cells[1:])}"
        yield Window(span.start, span.end, whole, "", tuple(heads[1:]))


def _as_sentence(head: str, first: str, cell: str) -> str:
    verdict = _VERDICT.match(cell)
    rest = cell[verdict.end() :] if verdict else cell
    if verdict and verdict[1].lower() == "no":
        return f"{head} not {' '.join(sorted(meant(first)))}, {rest}"
    return f"{head} {first}, {rest}"


def _cells(row: str) -> list[str]:
    return [cell.strip() for cell in row.strip().strip("|").split("|")]
