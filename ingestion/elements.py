"""The output of parsers: a document's text in reading order, as typed elements."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, overload

Kind = Literal["heading", "paragraph", "list_item", "table", "code", "notes"]


@dataclass(frozen=True, slots=True)
class Element:
    """A piece of text as a reader sees it.

    `text` is verbatim for code (no fence), a Markdown table for tables, and starts with its bullet
    or number for list items. A heading without text closes the open sections.
    """

    kind: Kind
    text: str
    level: int = 0  # headings only: 1 is the outermost
    page: int | None = None  # page or slide number, from 1; None if the format has none
    language: str = ""  # code only, if known; "output" for a program's output


class Streamed(Sequence[Element]):
    """Elements that are produced again on each iteration, so that none is kept in memory."""

    def __init__(self, made: Callable[[], Iterator[Element]]) -> None:
        self._made = made

    def __iter__(self) -> Iterator[Element]:
        return self._made()

    def __len__(self) -> int:
        return sum(1 for _ in self)

    @overload
    def __getitem__(self, place: int) -> Element: ...

    @overload
    def __getitem__(self, place: slice) -> Sequence[Element]: ...

    def __getitem__(self, place: int | slice) -> Element | Sequence[Element]:
        return list(self)[place]


@dataclass(frozen=True, slots=True)
class Parsed:
    """A document: its own title ("" if it has none), its elements and its number of pages."""

    title: str
    elements: Sequence[Element]
    pages: int | None = None
    notes: tuple[str, ...] = ()  # sentences about omitted or specially read parts
    page_labels: Mapping[int, str] = field(default_factory=dict)
    """Page labels ("iv") by page number, if they differ."""
