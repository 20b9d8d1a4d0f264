"""The computed answer, or its part beyond the sentences that a model has written already."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import aclosing
from itertools import takewhile

from agent.languages.replies import replies
from agent.reasoner import Cite, Reasoner, Remark, Turn
from agent.reasoners.llm.splitting import PRONOUN, covered_by
from agent.text.sentences import Span, sentences

_APART = {"item": "\n", "code": "\n\n", "row": "\n", "head": "\n\n"}
"""The separator of a sentence from one before it that did not stand there."""
SHORTEST = 12  # characters of a sentence that is worth quoting alone

Part = str | Cite | Remark


async def computed_answer(computing: Reasoner, turn: Turn) -> list[Part]:
    """The whole computed answer."""
    async with aclosing(computing.generate(turn)) as pieces:
        return [piece async for piece in pieces if isinstance(piece, str | Cite | Remark)]


def opening_of(computed: Sequence[Part]) -> tuple[str, int]:
    """The first sentence of a computed answer and the place that it cites; "" and 0 for none."""
    place = next((part.place for part in computed if isinstance(part, Cite)), 0)
    text = "".join(takewhile(lambda part: isinstance(part, str), computed))  # type: ignore[arg-type]
    first = next(iter(sentences(text)), None)
    if first is None or first.kind != "sentence":
        return "", 0
    return " ".join(text[first.start : first.end].split()), place


def completed(
    computed: Sequence[Part], written: Sequence[str], spoken: str | None = None
) -> Iterator[Part]:
    """The part of the computed answer beyond `written`; all of it if `written` is empty.

    Below sentences of a model it is announced, in the language `spoken`, None for English; below
    its own opening it just goes on.
    """
    announced = Remark(f"\n\n{replies(spoken)['quoted']}\n\n")
    if not written:
        yield from computed
        return
    quote, cites = "", list[Cite | Remark]()
    begun = list(written) == [opening_of(computed)[0]]
    for part in [*computed, ""]:
        if isinstance(part, str) and (cites or not part):  # another quote begins
            beyond = _beyond(quote, cites, written, None if begun else announced)
            begun = begun or bool(beyond)
            yield from beyond
            quote, cites = "", []
        if isinstance(part, str):
            quote += part
        else:
            cites.append(part)


def _beyond(
    quote: str, cites: Sequence[Cite | Remark], written: Sequence[str], announced: Remark | None
) -> list[Part]:
    text = _beyond_written(quote, written)
    if not text:
        return []
    if announced is None:
        return [f"\n\n{text}", *cites]
    return [announced, text, *cites]


def _left_alone(span: Span, spans: Sequence[Span], kept: Sequence[Span], quote: str) -> bool:
    """Whether a sentence leans on the one before it, which is not quoted."""
    at = spans.index(span)
    leaning = PRONOUN.match(quote, span.start)
    return bool(at and leaning and span.kind == "sentence" and spans[at - 1] not in kept)


def _block(span: Span) -> bool:
    return span.kind in ("code", "row", "head")


def _beyond_written(quote: str, written: Sequence[str]) -> str:
    """A quote without the sentences that were written; code and tables stay whole."""
    spans = sentences(quote)
    kept = [
        span
        for span in spans
        if span.kind in ("row", "head") or not covered_by(quote[span.start : span.end], written)
    ]
    kept = [span for span in kept if not _left_alone(span, spans, kept, quote)]
    if all(span.kind in ("heading", "head") or span.end - span.start < SHORTEST for span in kept):
        return ""
    text, before = "", -1
    for at, span in enumerate(spans):
        if span not in kept:
            continue
        apart = _APART.get(span.kind, "\n\n" if before >= 0 and _block(spans[before]) else " ")
        gap = quote[spans[at - 1].end : span.start] if at == before + 1 else apart
        text += (gap if text else "") + quote[span.start : span.end]
        before = at
    return f"{text}\n\n" if kept[-1].kind == "row" else text  # a citation ends a table
