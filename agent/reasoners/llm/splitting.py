"""Where a model's text is cut into sentences, and how these are joined again."""

from __future__ import annotations

import re
from collections.abc import Sequence

from agent.reasoners.llm.form import ends_well
from agent.text.citations import find
from agent.text.claims import meant, numbers
from agent.text.sentences import Span, sentences

_EAST_ASIAN = "\u2e80"
AGAIN = 0.85
"""Share of a sentence's words in an earlier one from which it repeats it."""
_LINE_END = re.compile(r"(?<=[.!?…。！？؟।])([\"'”’)\]*_`]*[ \t]*\n\s*)(?=\S)")
_BLANK = re.compile(r"[ \t]*\n[ \t]*\n\s*")
PRONOUN = re.compile(r"(?:it|they|this|these|that|those)\b(?:'s|'re)?", re.IGNORECASE)
TABLE = ("row", "head")
ITEM = re.compile(r"^(?:[-*+•]|(?P<number>\d{1,3})[.)])\s+")


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


def leans(statement: str, text: str, earlier: Sequence[str]) -> bool:
    """Whether a text has the statement behind a sentence that is not among the earlier ones."""
    place = find(statement, text)
    if place is None:
        return False
    before = [span for span in sentences(text) if span.end <= place[0]]
    return bool(before) and not covered_by(text[before[-1].start : before[-1].end], earlier[-1:])


def by_line(text: str, spans: Sequence[Span]) -> list[Span]:
    """The spans, with a new one also behind each sentence that ends its line."""
    found = []
    for span in spans:
        begin = span.start
        if span.kind in ("sentence", "item"):
            for end in _LINE_END.finditer(text, span.start, span.end):
                found.append(Span(begin, end.start(1), span.kind))
                begin = end.end()
        found.append(Span(begin, span.end, span.kind))
    return found


def in_runs(spans: Sequence[Span]) -> list[list[Span]]:
    """Each span by itself, the rows of a table together."""
    runs: list[list[Span]] = []
    for span in spans:
        if runs and span.kind in TABLE and runs[-1][-1].kind in TABLE:
            runs[-1].append(span)
        else:
            runs.append([span])
    return runs


def complete_count(spans: Sequence[Span], text: str) -> int:
    """How many spans can no longer change: all before the last one, or before its table.

    Behind a blank line the last one is complete, too, except within a block of code.
    """
    if spans and _BLANK.fullmatch(text, spans[-1].end):
        last = spans[-1]
        if last.kind != "code" or text.count("```", last.start, last.end) > 1:
            return len(spans)
    count = max(len(spans) - 1, 0)
    if spans and text[spans[-1].start] == "|":  # the next row has begun
        while count and spans[count - 1].kind in TABLE:
            count -= 1
    return count


def space_before(gap: str, text: str) -> str:
    """The white space before a sentence: a new line for an item, a blank one for a paragraph, none
    in scripts without spaces."""
    if ITEM.match(text):
        return "\n"
    if gap.count("\n") > 1:
        return "\n\n"
    return "" if not gap and text[:1] >= _EAST_ASIAN else " "


def quotable(text: str) -> bool:
    return ends_well(text) and "[" not in text and "|" not in text and "```" not in text
