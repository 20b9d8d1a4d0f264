"""Questions from lists: which points follow the sentence that announces them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from agent.practice.exercise import Exercise, heading
from agent.reasoners.extractive.blocks import blocks
from agent.reasoners.extractive.reading import read
from agent.types import Passage

_ANNOUNCES = re.compile(
    r"\b(?:following|these|two|three|four|five|six|seven|several|ways|reasons|kinds|types|steps|"
    r"rules|parts|operations|properties|needs?|must|can be)\b",
    re.IGNORECASE,
)
FEWEST, MOST = 2, 7  # points
LONGEST = 25  # words of a point
SHORTEST = 5  # words of the sentence that announces them


def lists(passage: Passage) -> Iterator[Exercise]:
    """One question for each list that is announced and short enough to remember."""
    text, units = passage["text"], read(passage).units
    for block in blocks(units):
        if block.lead is None or units[block.members[0]].kind != "item":
            continue
        points = [units[at] for at in block.members if units[at].opens]
        lead = text[units[block.lead].start : units[block.lead].end]
        short = all(len(text[p.start : p.end].split()) <= LONGEST for p in points)
        whole = len(lead.split()) >= SHORTEST and not units[block.lead].leans
        whole = whole and bool(_ANNOUNCES.search(lead))
        if not (FEWEST <= len(points) <= MOST and short and whole and heading(passage)):
            continue
        spans = tuple((units[at].start, units[at].end) for at in block.members)
        asked = f"On “{heading(passage)}” the materials list {len(points)} points:"
        announced = " ".join(lead.split()).rstrip(":")
        yield Exercise(f"{asked} “{announced} …” Which are they?", passage, spans, spans, rank=1)
