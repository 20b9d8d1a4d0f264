"""Meaningful headers and footers of a Word document, once, at the document's end."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from ingestion.elements import Element
from ingestion.parsers.office.markup import Node, R, W, one_branch, related, tree
from ingestion.parsers.word.styles import is_on
from ingestion.parsers.word.walk import Walk

NUMBER = re.compile(r"[\W\d_]*((page|seite|of|von)[\W\d_]*)*", re.IGNORECASE)  # "Page 3 of 9"


def margins(part: Any, body: Node, walk: Walk, body_texts: Sequence[str]) -> Iterator[Element]:
    """The text of headers and footers that the body does not already have."""
    known = "\n".join(_plain(text) for text in body_texts)
    found: list[Element] = []
    for xml in _shown(part, body):
        for element in walk.blocks(one_branch(tree(xml))):
            text = _plain(element.text)
            if text and text not in known and not NUMBER.fullmatch(text):
                known += f"\n{text}"
                prose = element.kind in ("heading", "paragraph")
                found.append(Element("paragraph", element.text) if prose else element)
    if found:
        yield Element("heading", "", level=1)  # they belong to no section
        yield from found


def _shown(part: Any, body: Node) -> Iterator[bytes]:
    """The headers and footers that are shown on some page."""
    settings = next(related(part, "settings"), None)
    even = settings is not None and b"evenAndOddHeaders" in settings.blob
    seen: set[str] = set()
    for section in body.iter(f"{W}sectPr"):
        first = is_on(section.find(f"{W}titlePg"))
        for kind in ("headerReference", "footerReference"):
            for reference in section.iterchildren(f"{W}{kind}"):
                on = {"first": first, "even": even}.get(reference.get(f"{W}type", ""), True)
                name = reference.get(f"{R}id", "")
                relation = part.rels.get(name)
                if on and name not in seen and relation is not None and not relation.is_external:
                    seen.add(name)
                    yield relation.target_part.blob


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()
