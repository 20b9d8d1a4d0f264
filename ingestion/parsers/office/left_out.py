"""Counts the parts of a file that are not in the index, for the document's notes."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable

BETWEEN = re.compile(r" (?:of|that|from|beside) ")
NAMED = 5  # places that are named one by one


class LeftOut:
    """Counts what could not be read, and what is not for readers; each with its places."""

    def __init__(self) -> None:
        self._unread: dict[str, list[str]] = defaultdict(list)
        self._hidden: dict[str, list[str]] = defaultdict(list)

    def unread(self, what: str, place: str = "") -> None:
        """Something that a reader sees: `what` in the singular, "picture"."""
        self._unread[what].append(place)

    def hidden(self, what: str, place: str = "") -> None:
        """Something that no reader is meant to see."""
        self._hidden[what].append(place)

    def notes(self) -> tuple[str, ...]:
        """A sentence for each of the two kinds."""
        found = (("Not read", self._unread), ("Left out", self._hidden))
        return tuple(
            f"{verb}: {', '.join(_counted(what, places) for what, places in things.items())}."
            for verb, things in found
            if things
        )


def _counted(what: str, places: list[str]) -> str:
    named = f" ({_named(places)})" if any(places) else ""
    return (f"1 {what}" if len(places) == 1 else f"{len(places)} {_plural(what)}") + named


def _named(places: list[str]) -> str:
    """The places; "slide 2" and "slide 5" are "slides 2, 5"."""
    once = list(dict.fromkeys(filter(None, places)))
    units = {place.rpartition(" ")[0] for place in once}
    unit = units.pop() if len(units) == 1 else ""
    if not unit or len(once) == 1:
        return shortened(once)
    return f"{unit}s {shortened(place.rpartition(' ')[2] for place in once)}"


def _plural(what: str) -> str:
    between = BETWEEN.search(what)
    noun, rest = (what[: between.start()], what[between.start() :]) if between else (what, "")
    if noun.endswith("phy"):
        return f"{noun[:-1]}ies{rest}"
    return f"{noun}{'es' if noun.endswith(('x', 'ch')) else 's'}{rest}"


def shortened(names: Iterable[str]) -> str:
    """The names in a row, the first ones when there are many."""
    once = list(dict.fromkeys(names))
    more = f" and {len(once) - NAMED} more" if len(once) > NAMED else ""
    return ", ".join(once[:NAMED]) + more
