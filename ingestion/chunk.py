"""Chunks: structure first, then size.

A chunk stays within one section and one page; within those it is filled to about 200 tokens, and
with its title and section never exceeds what the embedding model reads.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby, zip_longest

from agent.types import GENERAL, Chunk
from ingestion.elements import Element, Parsed
from ingestion.pieces import Piece, Tokens, pieces, size

VERSION = 1  # raise it when the same elements give other chunks
TARGET = 200  # tokens, title and section included
SMALL = 60  # tokens; what is left over at the end of a section joins the chunk before
MAX_HEAD = 80  # tokens of title and section together; longer ones are shortened
MAX_NAME = 100  # characters of one heading within a section's path
SPECIAL = 4  # tokens that the model adds, and the two line ends after title and section


@dataclass(frozen=True, slots=True)
class Origin:
    """The document that chunks come from."""

    document_id: str
    version: str
    source: str
    title: str


@dataclass(frozen=True, slots=True)
class Section:
    """Elements under the same headings on the same page."""

    path: tuple[str, ...]
    page: int | None
    elements: list[Element]


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


def document_id(source: str) -> str:
    """16 hex digits that name the file of this path, whatever its content."""
    return hashlib.blake2b(source.encode(), digest_size=8).hexdigest()


def version(sha256: str, recipe: str) -> str:
    """12 hex digits that name this content, parsed and chunked this way."""
    return hashlib.sha256(f"{sha256}\n{recipe}".encode()).hexdigest()[:12]


def course(source: str) -> str:
    """The first folder of a source; "general" for a file at the top."""
    folder, slash, _ = source.partition("/")
    return folder if slash else GENERAL


def chunk(parsed: Parsed, origin: Origin, tokens: Tokens) -> list[Chunk]:
    """The document's chunks in reading order."""
    title = _shortened(origin.title, MAX_HEAD // 2, tokens)
    found = (
        (section, name, text)
        for section in sections(parsed, origin.title)
        for name in [_section_name(section.path, title, tokens)]
        for text in _texts(section.elements, _room(title, name, tokens), tokens)
    )
    return [
        Chunk(
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
        for ordinal, (section, name, text) in enumerate(found)
    ]


def sections(parsed: Parsed, title: str) -> list[Section]:
    """The elements by section and page. The document's own title opens no section."""
    placed = list(_placed(parsed.elements, title))
    groups = groupby(placed, key=lambda place: (place[0], place[1].page))
    return [
        Section(path, page, [element for _, element in group]) for (path, page), group in groups
    ]


def _placed(elements: Sequence[Element], title: str) -> Iterator[tuple[tuple[str, ...], Element]]:
    """Each element with text of its own, and the path of headings above it."""
    path: list[tuple[int, str]] = []
    opening = True
    for element, following in zip_longest(elements, elements[1:]):
        if element.kind != "heading":
            if element.text.strip():
                yield tuple(name for _, name in path), element
            continue
        path = [(level, name) for level, name in path if level < element.level]
        is_title = opening and _within(title, element.text)
        opening = opening and not element.text
        if not element.text or is_title:
            continue
        if _stands_alone(element, following) or len(element.text) > MAX_NAME:
            yield tuple(name for _, name in path), replace(element, kind="paragraph")
        path.append((element.level, element.text))


def _stands_alone(heading: Element, following: Element | None) -> bool:
    """Whether a heading has nothing below it, and so is all the text that there is."""
    if following is None:
        return True
    return following.kind == "heading" and following.level <= heading.level


def _within(title: str, heading: str) -> bool:
    """Whether a heading is the title, perhaps with more around it."""
    words = " ".join(title.split()).casefold()
    return bool(words) and words in " ".join(heading.split()).casefold()


def _section_name(path: tuple[str, ...], title: str, tokens: Tokens) -> str:
    """ "A > B", without the outermost headings where it would be too long."""
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
    """Tokens that are left for the text of a chunk."""
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
    """Pieces that belong together, as long as they fit together."""
    unit: list[Piece] = []
    for piece in found:
        if unit and not (unit[-1].leads and sum(p.size for p in unit) + piece.size <= room):
            yield unit
            unit = []
        unit.append(piece)
    if unit:
        yield unit
