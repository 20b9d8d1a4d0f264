"""The topics of the materials nearest to a question that they do not answer."""

from __future__ import annotations

from collections.abc import Sequence

from agent.text.citations import link
from agent.types import Passage, Place

MOST = 3


def nearest_places(passages: Sequence[Passage]) -> list[Place]:
    """The places of the passages nearest in meaning, nearest first, each place once."""
    found: dict[str, Place] = {}
    for passage in sorted(passages, key=lambda passage: passage["dense"] or 0.0, reverse=True):
        place = Place(
            title=passage["title"],
            section=passage["section"],
            source=passage["source"],
            page=passage["page"],
            url=link(passage),
        )
        found.setdefault(named(place), place)
    return list(found.values())[:MOST]


def named(place: Place) -> str:
    """A place for a reader: its heading and its document."""
    heading, title = place["section"].split(" > ")[-1], place["title"]
    return f"{heading} ({title})" if heading and heading != title else title
