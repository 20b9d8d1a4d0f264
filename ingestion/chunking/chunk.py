"""Chunks: structure first, then size.

A chunk stays within one section and one page; within those it is filled to about 200 tokens, and
with its title and section never exceeds what the embedding model reads.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from agent.source import course
from agent.types import Chunk
from ingestion.chunking.pieces import Piece, pieces
from ingestion.chunking.sections import MAX_NAME, sections
from ingestion.chunking.token_counts import Tokens, size
from ingestion.elements import Element, Parsed
from ingestion.origin import Origin

VERSION = 1  # increment when the same elements give different chunks
TARGET = 200  # tokens, title and section included
SMALL = 60  # tokens; a smaller rest at the end of a section joins the previous chunk
MAX_HEAD = 80  # tokens of title and section together; longer ones are shortened
SPECIAL = 4  # tokens added by the model, and the two line ends after title and section


@dataclass(slots=True)
class Draft:
    """A chunk's text while it is being filled."""

    pieces: list[Piece] = field(default_factory=list)

    @property
    def size(self) -> int:
        return sum(piece.size for piece in self.pieces)

    @property
    def text(self) -> str:
        first, *rest = self.pieces
        return first.text + "".join(piece.before + piece.text for piece in rest)


def chunk(parsed: Parsed, origin: Origin, tokens: Tokens) -> Iterator[Chunk]:
    """The document's chunks in reading order; holds one section in memory at a time."""
    title = _shortened(origin.title, MAX_HEAD // 2, tokens)
    found = (
        (section, name, text)
        for section in sections(parsed, origin.title)
        for name in [_section_name(section.path, title, tokens)]
        for text in _texts(section.elements, _room(title, name, tokens), tokens)
    )
    for ordinal, (section, name, text) in enumerate(found):
        yield Chunk(
            id=f"{origin.document_id}:{origin.version}:{ordinal}",
            document_id=origin.document_id,
            version=origin.version,
            ordinal=ordinal,
            source=origin.source,
            course=course(origin.source),
            title=title,
            section=name,
            page=section.page,
            text=text,
        )


def _section_name(path: tuple[str, ...], title: str, tokens: Tokens) -> str:
    """ "A > B", without the outermost headings if it would be too long."""
    room = MAX_HEAD - size(title, tokens)
    names = [name if len(name) <= MAX_NAME else f"{name[:MAX_NAME]}…" for name in path]
    while len(names) > 1 and size(" > ".join(names), tokens) > room:
        names.pop(0)
    return _shortened(" > ".join(names), room, tokens)


def _shortened(text: str, limit: int, tokens: Tokens) -> str:
    text = " ".join(text.split())[: limit * 8]
    if size(text, tokens) <= limit:
        return text
    ends = [end for _, end in tokens.tokenize_offsets(text)]
    return f"{text[: ends[max(limit - 2, 0)]].rstrip()}…"


def _room(title: str, section: str, tokens: Tokens) -> int:
    """Tokens available for the text of a chunk."""
    return tokens.max_tokens - size(title, tokens) - size(section, tokens) - SPECIAL


def _texts(elements: Sequence[Element], room: int, tokens: Tokens) -> list[str]:
    target = min(room, max(TARGET - (tokens.max_tokens - room), room // 2))
    drafts = [Draft()]
    for unit in _units(pieces(elements, room, tokens), room):
        total = drafts[-1].size + sum(piece.size for piece in unit)
        roomy = total <= target or (drafts[-1].size < SMALL and total <= room)
        if drafts[-1].pieces and not roomy:
            drafts.append(Draft())
        drafts[-1].pieces += unit
    if len(drafts) > 1 and drafts[-1].size < SMALL and drafts[-2].size + drafts[-1].size <= room:
        drafts[-2].pieces += drafts.pop().pieces
    return [draft.text for draft in drafts]


def _units(found: Iterator[Piece], room: int) -> Iterator[list[Piece]]:
    """Groups of pieces that belong together and fit into a chunk."""
    unit: list[Piece] = []
    for piece in found:
        if unit and not (unit[-1].leads and sum(p.size for p in unit) + piece.size <= room):
            yield unit
            unit = []
        unit.append(piece)
    if unit:
        yield unit
