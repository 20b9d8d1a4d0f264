"""A document's elements by section and page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import chain, groupby, pairwise

from ingestion.elements import Element, Parsed

MAX_NAME = 100  # characters of a heading; longer ones are also kept as text


@dataclass(frozen=True, slots=True)
class Section:
    """Elements under the same headings on the same page."""

    path: tuple[str, ...]
    page: int | None
    elements: list[Element]


def sections(parsed: Parsed, title: str) -> Iterator[Section]:
    """The elements by section and page. The document's title does not start a section."""
    placed = _placed(parsed.elements, title)
    for (path, page), group in groupby(placed, key=lambda place: (place[0], place[1].page)):
        yield Section(path, page, [element for _, element in group])


def _placed(elements: Iterable[Element], title: str) -> Iterator[tuple[tuple[str, ...], Element]]:
    """The elements with text, and the path of headings above each."""
    path: list[tuple[int, str]] = []
    opening = True
    for element, following in pairwise(chain(elements, [None])):
        assert element
        if element.kind != "heading":
            if element.text.strip():
                yield tuple(name for _, name in path), element
            continue
        path = [(level, name) for level, name in path if level < element.level]
        is_title = opening and _same(title, element.text)
        opening = opening and not element.text
        if not element.text or is_title:
            continue
        if _stands_alone(element, following) or len(element.text) > MAX_NAME:
            yield tuple(name for _, name in path), replace(element, kind="paragraph")
        path.append((element.level, element.text))


def _stands_alone(heading: Element, following: Element | None) -> bool:
    """Whether a heading has no text below it, and must be kept as text itself."""
    if following is None:
        return True
    return following.kind == "heading" and following.level <= heading.level


def _same(one: str, other: str) -> bool:
    return " ".join(one.split()).casefold() == " ".join(other.split()).casefold()
