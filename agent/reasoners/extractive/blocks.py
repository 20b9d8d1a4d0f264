"""Lists and tables within a passage's units, and the sentences that introduce them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from agent.reasoners.extractive.reading import Unit


@dataclass(frozen=True, slots=True)
class Block:
    """A list or a table: places of units in their passage."""

    lead: int | None  # the sentence that announces it
    before: int | None  # the sentence right before it
    head: int | None  # a table's header
    members: tuple[int, ...]  # items, or rows

    @property
    def all(self) -> list[int]:
        """All its places in order."""
        return [at for at in (self.lead, self.head) if at is not None] + list(self.members)


def blocks(units: Sequence[Unit]) -> list[Block]:
    """All lists and tables, in order."""
    found = []
    at = 0
    while at < len(units):
        if units[at].kind in ("item", "row", "head"):
            found.append(block_at(units, at))
            at = found[-1].all[-1]
        at += 1
    return [block for block in found if block.members]


def block_at(units: Sequence[Unit], at: int) -> Block:
    """The list or table of the item, row or header at `at`."""
    kind = "item" if units[at].kind == "item" else "row"
    first = at
    while first and units[first].kind == kind and units[first - 1].kind == kind:
        first -= 1
    head = None
    if kind == "row":
        head = first if units[first].kind == "head" else None
        if head is None and first and units[first - 1].kind == "head":
            head = first - 1
        first = first + 1 if head == first else first
    last = first
    while last < len(units) and units[last].kind == kind:
        last += 1
    at = (first if head is None else head) - 1
    before = at if at >= 0 and units[at].kind == "sentence" else None
    lead = before if before is not None and units[before].announces else None
    return Block(lead, before, head, tuple(range(first, last)))


def length(units: Sequence[Unit], places: Sequence[int]) -> int:
    """Number of words in prose, items and rows; code and headers do not count."""
    return sum(len(units[at].order) for at in places if units[at].kind not in ("code", "head"))
