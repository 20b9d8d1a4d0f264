"""Questions from headings: what do the materials say about it?"""

from __future__ import annotations

import re
from collections.abc import Iterator

from agent.practice.exercise import Exercise, heading
from agent.reasoners.extractive.reading import Unit, read
from agent.text.english_words import content_stems
from agent.types import Passage

MOST = 3  # sentences of the answer
_NO_TOPIC = re.compile(
    r"(?:exercises?|solutions?|introduction|summary|overview|further reading|references?|outline|"
    r"key ?points?|questions|objectives|self-check.*|practice|discussion|conclusion|contents?|"
    r"prerequisites?|episode prerequisites|acknowledg.*|notes?|problems?|.*\bteach\b.*|callout|"
    r"worked example.*|try it.*|challenge.*|key terms)",
    re.IGNORECASE,
)

_SETS_TASK = re.compile(r"^\W*(?:\d+[.)] )?(?:Write|Create|Run|Fill|Explain|Modify)\b", re.M)


_GOES_ON = re.compile(
    r"\W*(?:In (?:this|that|the above|our)|But|So|And|Now|As (?:you|we|it)|For (?:example|instance)"
    r"|Note|Also|Here|First|Then|Next|Finally)\b"
)
"""Words of a sentence that goes on from one that is not shown."""


def _begins(passage: Passage, unit: Unit) -> bool:
    """Whether a sentence can be understood without the one before."""
    return not unit.leans and not _GOES_ON.match(passage["text"], unit.start)


def headings(passage: Passage) -> Iterator[Exercise]:
    """A question on the heading, if sentences follow it."""
    named = heading(passage)
    if not content_stems(named) or _NO_TOPIC.fullmatch(named) or named.endswith("?"):
        return
    units = [u for u in read(passage).units if u.kind in ("sentence", "item")]
    usable = [u for u in units if not (u.fragment or u.asks or u.points or u.announces)]
    titled = set(content_stems(named))
    starts = (n for n, u in enumerate(usable) if u.bag & titled and _begins(passage, u))
    first = next(starts, len(usable))
    usable = usable[first : first + MOST]
    if len(usable) < 2 or _SETS_TASK.search(passage["text"]):
        return
    spans = tuple((unit.start, unit.end) for unit in usable)
    asked = f"What do the materials say about “{named}”? Explain it in your own words."
    yield Exercise(asked, passage, spans, spans, rank=3)
