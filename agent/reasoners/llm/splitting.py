"""Where a model's text is cut into sentences, and how these are joined again."""

from __future__ import annotations

import re
from collections.abc import Sequence

from agent.text.sentences import Span

_EAST_ASIAN = "\u2e80"
_LINE_END = re.compile(r"(?<=[.!?…。！？؟।])([\"'”’)\]*_`]*[ \t]*\n\s*)(?=\S)")
_SENTENCE_END = re.compile(r"[.!?…؟।][\"'”’)\]*_`]*(?=\s|$)|[。！？][”’」』）]*")
_BLANK = re.compile(r"[ \t]*\n[ \t]*\n\s*")
TABLE = ("row", "head")
ITEM = re.compile(r"^(?:[-*+•]|(?P<number>\d{1,3})[.)])\s+")


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


def finished(span: Span, text: str) -> list[Span]:
    """The finished part of a sentence or block that was cut off; [] if there is none."""
    if span.kind == "code":
        return [span] if text.count("```", span.start, span.end) > 1 else []
    ends = [end.end() for end in _SENTENCE_END.finditer(text[span.start : span.end])]
    return [Span(span.start, span.start + ends[-1], span.kind)] if ends else []


def space_before(gap: str, text: str) -> str:
    """The white space before a sentence: a new line for an item, a blank one for a paragraph, none
    in scripts without spaces."""
    if ITEM.match(text):
        return "\n"
    if gap.count("\n") > 1:
        return "\n\n"
    return "" if not gap and text[:1] >= _EAST_ASIAN else " "
