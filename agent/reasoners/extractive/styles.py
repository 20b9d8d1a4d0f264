"""Help that leaves the work to the student: where to look, or a question to try."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from agent.reasoner import Cite
from agent.reasoners.extractive.answer import choose
from agent.reasoners.extractive.question import Question
from agent.reasoners.extractive.reading import Unit, read
from agent.types import Passage

_DEFINITION = re.compile(
    r"[-*•\s]*(?P<subject>(?:[A-Z`*\"“]|an? )[^.;:?!|\n]{1,60}?)[*]*\s+(?P<verb>is|are)\s",
    re.IGNORECASE,
)


def hint(question: Question, passages: Sequence[Passage]) -> Iterator[str | Cite]:
    """Where the answer stands, and the sentence that begins it; no code."""
    place, unit = _best(question, passages)
    passage = passages[place - 1]
    yield f"Have a look at {where(passage)}."
    if unit is not None:
        yield f" It says: {passage['text'][unit.start : unit.end]}"
    yield Cite(place)


def quiz(question: Question, passages: Sequence[Passage]) -> Iterator[str | Cite]:
    """A question that the best passage answers, and where to check."""
    place, unit = _best(question, passages)
    passage = passages[place - 1]
    said = passage["text"][unit.start : unit.end] if unit else ""
    definition = _DEFINITION.match(said)
    if definition:
        subject = definition["subject"].strip(" *-•")
        first = subject[0].lower() + subject[1:] if subject.split()[0] in _ARTICLES else subject
        yield f"In your own words: what {definition['verb'].lower()} {first}?"
    else:
        yield f"Answer in your own words, then compare: {question.text.strip()}"
    yield f" Check yourself against {where(passage)}."
    yield Cite(place)


_ARTICLES = ("A", "An", "The")


def where(passage: Passage) -> str:
    """A passage's place for a reader: section, document, page."""
    heading = passage["section"].split(" > ")[-1]
    named = f"“{heading}” in {passage['title']}" if heading else passage["title"]
    return f"{named}, page {passage['page']}" if passage["page"] else named


def _best(question: Question, passages: Sequence[Passage]) -> tuple[int, Unit | None]:
    """The place of the passage to name, and its first sentence that answers."""
    place, ats = choose(question, passages)[0]
    units = [read(passages[place - 1]).units[at] for at in ats]
    return place, next((unit for unit in units if unit.kind in ("sentence", "item")), None)
