"""What a parser gives: a document's text in reading order, each stretch with its kind."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, overload

Kind = Literal["heading", "paragraph", "list_item", "table", "code", "notes"]


@dataclass(frozen=True, slots=True)
class Element:
    """One stretch of text as a reader sees it.

    `text` is verbatim for code (no fence), a Markdown table for tables, and begins with its bullet
    or number for list items. A heading without text closes the sections that are open.
    """

    kind: Kind
    text: str
    level: int = 0  # headings only: 1 is the outermost
    page: int | None = None  # page or slide number, from 1; None where the format has none
    language: str = ""  # code only, where it is known; "output" for what a program printed


class Streamed(Sequence[Element]):
    """Elements that are made anew each time that they are gone through, so that none is kept."""

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
    """One document: its own title ("" when it has none), its elements and its number of pages."""

    title: str
    elements: Sequence[Element]
    pages: int | None = None
    notes: tuple[str, ...] = ()  # what was left out or read otherwise, a sentence each
    page_labels: Mapping[int, str] = field(default_factory=dict)
    """What a page calls itself ("iv"), by its number, where the two differ."""
