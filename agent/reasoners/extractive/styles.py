"""Hints and quiz questions made from the passages of a search."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from agent.reasoner import Cite
from agent.reasoners.extractive.answer import quoted
from agent.reasoners.extractive.choose import choose
from agent.reasoners.extractive.question import Question
from agent.reasoners.extractive.reading import Unit, read
from agent.types import Passage

_DEFINITION = re.compile(
    r"(?P<subject>(?:An? |The )?[^\s,.;:?!|]+(?: [^\s,.;:?!|]+){0,3}?) (is|are) an? "
)
_NO_SUBJECT = re.compile(r"(?:It|This|That|These|Those|There|Here|They|If|When|In)\b")


def hint(questions: Sequence[Question], passages: Sequence[Passage]) -> Iterator[str | Cite]:
    """The place of the answer, and its first sentence; no code."""
    place, unit = _best(questions[0], passages)
    passage = passages[place - 1]
    begins = f" It begins: {quoted(passage['text'], [unit])}" if unit else ""
    yield f"Have a look at {where(passage)}.{begins}"
    yield Cite(place)


def quiz(questions: Sequence[Question], passages: Sequence[Passage]) -> Iterator[str | Cite]:
    """A question that the best passage answers, and where to check the answer."""
    place, unit = _best(questions[0], passages)
    passage = passages[place - 1]
    asked = _asked(quoted(passage["text"], [unit])) if unit else None
    topic = questions[0].text.strip()
    whole = topic if topic.endswith("?") else f"what do you know about {topic}?"
    yield f"In your own words: {asked or whole}"
    yield f" Check your answer in {where(passage)}."
    yield Cite(place)


def where(passage: Passage) -> str:
    """A passage's place for a reader; the citation adds the page."""
    heading = passage["section"].split(" > ")[-1]
    return f"“{heading}” in {passage['title']}" if heading else passage["title"]


def _asked(sentence: str) -> str | None:
    """The question that a definition answers: "A tuple is a ..." gives "what is a tuple?"."""
    definition = _DEFINITION.match(sentence.replace("*", ""))
    if definition is None or _NO_SUBJECT.match(sentence):
        return None
    subject, verb = definition["subject"], definition[2]
    return f"what {verb} {re.sub('^(An?|The) ', lambda article: article[0].lower(), subject)}?"


def _best(question: Question, passages: Sequence[Passage]) -> tuple[int, Unit | None]:
    """The place of the best passage, and its first sentence that answers."""
    relevant = next(n for n, passage in enumerate(passages, start=1) if passage["relevant"])
    place, ats = next(iter(choose(question, passages)), (relevant, []))
    units = [read(passages[place - 1]).units[at] for at in ats]
    return place, next((unit for unit in units if unit.kind in ("sentence", "item")), None)
