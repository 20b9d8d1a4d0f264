"""Elements as pieces of text that each fit into a chunk: whole if possible, else cut at sentence
ends, lines of code or table rows, and between words as the last resort."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, zip_longest

from ingestion.chunking.cut import WINDOW, cut
from ingestion.chunking.token_counts import CHARS_PER_TOKEN, Tokens, size
from ingestion.elements import Element

NOTES = "Speaker notes: "
OUTPUT_LABEL = re.compile(r"(output|result|it prints|prints)\b.{0,40}:$", re.IGNORECASE)
SENTENCE_END = re.compile(r"(?<=[.!?])[\"'”’)\]]*(\s+)(?=[\"'“‘(\[]?[A-Z0-9`])")


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of text: its size in tokens, and the separator before it within a chunk."""

    text: str
    size: int
    before: str = "\n\n"
    leads: bool = False  # announces the next piece and stays with it


def pieces(elements: Sequence[Element], limit: int, tokens: Tokens) -> Iterator[Piece]:
    """The elements' text in order, no piece larger than `limit` tokens."""
    above = None
    for element, below in zip_longest(elements, elements[1:]):
        parts = SPLITTERS.get(element.kind, _prose)(element, limit, tokens)
        if above and above.kind == element.kind == "list_item":
            parts[0] = replace(parts[0], before="\n")
        parts[-1] = replace(parts[-1], leads=below is not None and _leads(element, below))
        yield from parts
        above = element


def _leads(element: Element, following: Element) -> bool:
    """Whether an element is unfinished without the next: "For example:", code and its output."""
    if element.kind == "code":
        return following.language == "output" or bool(OUTPUT_LABEL.match(following.text))
    block = following.kind in ("code", "table", "list_item")
    return element.kind == "paragraph" and block and element.text.rstrip().endswith(":")


def _prose(element: Element, limit: int, tokens: Tokens) -> list[Piece]:
    text = (NOTES if element.kind == "notes" else "") + element.text.strip("\n")
    whole = size(text, tokens)
    if whole <= limit:
        return [Piece(text, whole)]
    found: list[Piece] = []
    for gap, sentence in _sentences(text):
        long = size(sentence, tokens)
        if long <= limit:
            found.append(Piece(sentence, long, gap))
        else:
            found += _cut(sentence, gap, limit, tokens)
    return found


def _sentences(text: str) -> Iterator[tuple[str, str]]:
    """The sentences, each with the preceding white space."""
    gap, start = "\n\n", 0
    for end in SENTENCE_END.finditer(text):
        yield gap, text[start : end.start(1)]
        gap, start = end[1], end.end()
    yield gap, text[start:]


def _cut(text: str, before: str, limit: int, tokens: Tokens) -> list[Piece]:
    """A sentence that is too long, cut between words, or within a very long one."""
    found: list[Piece] = []
    for gap, part in cut(text, limit, tokens):
        found.append(Piece(part, size(part, tokens), gap if found else before))
    return found


def _code(element: Element, limit: int, tokens: Tokens) -> list[Piece]:
    fence = "```" if "```" not in element.text else "~~~~"
    head, tail = f"{fence}{element.language}\n", f"\n{fence}"
    return _lines(element.text.split("\n"), head, tail, limit, tokens)


def _table(element: Element, limit: int, tokens: Tokens) -> list[Piece]:
    """Rows, with the header repeated in every part if there is room for it."""
    rows = element.text.split("\n")
    header = "\n".join(rows[:2]) + "\n"
    if len(rows) < 3 or size(header, tokens) > limit // 2:
        return _lines(rows, "", "", limit, tokens)
    return _lines(rows[2:], header, "", limit, tokens)


def _lines(lines: list[str], head: str, tail: str, limit: int, tokens: Tokens) -> list[Piece]:
    """Lines in as few parts as fit, each part between head and tail."""
    whole = head + "\n".join(lines) + tail
    if len(whole) <= limit * CHARS_PER_TOKEN and (total := size(whole, tokens)) <= limit:
        return [Piece(whole, total)]
    room = limit - size(head + tail, tokens)
    parts: list[list[str]] = [[]]
    used = 0
    for line in chain.from_iterable(_short(line, room, tokens) for line in lines):
        cost = size(line, tokens) + 1
        if parts[-1] and used + cost > room:
            parts.append([])
            used = 0
        parts[-1].append(line)
        used += cost
    texts = [head + "\n".join(part).strip("\n") + tail for part in parts if any(part)]
    return [Piece(text, size(text, tokens)) for text in texts]


def _short(line: str, room: int, tokens: Tokens) -> Iterator[str]:
    if len(line) <= WINDOW and size(line, tokens) < room:
        yield line
    else:
        yield from (part for _, part in cut(line, room - 1, tokens))


SPLITTERS: dict[str, Callable[[Element, int, Tokens], list[Piece]]] = {
    "code": _code,
    "table": _table,
}
