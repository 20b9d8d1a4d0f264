"""A question of a quiz as elements. Answers are for teachers: they are left out by default."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from ingestion.elements import Element
from ingestion.parsers.office.left_out import LeftOut
from ingestion.parsers.web import fragment

MARKED = re.compile(r"<\w+[^>]*>|&\w+;")
GAP = "____"


@dataclass(slots=True)
class Question:
    """A question for a student. Texts are HTML or plain."""

    name: str = ""
    text: str = ""
    choices: list[str] = field(default_factory=list)  # as students see them, in any order
    answers: list[str] = field(default_factory=list)  # the right ones
    feedback: list[str] = field(default_factory=list)  # shown after an answer
    category: str = ""
    about_category: str = ""  # what the bank says of it

    @property
    def keeps(self) -> bool:
        """Whether it has something that is for teachers."""
        return bool(self.answers or self.feedback)


def questions(
    found: Iterable[Question], answers: bool, counted: LeftOut, level: int = 1
) -> Iterator[Element]:
    """The questions, each a section of this level with its name; categories are around them.
    Pictures and the like in their texts are counted.

    Choices are in alphabetical order, for in a bank the right one is often the first.
    """
    category = ""
    for question in found:
        if question.category != category:
            category = question.category
            yield Element("heading", category, level=level)
            yield from prose(question.about_category, counted)
        yield from _one(question, answers, counted, level + 1 if category else level)


def left_out(found: Iterable[Question], answers: bool) -> tuple[str, ...]:
    """A note where answers were left out."""
    kept = sum(question.keeps for question in found)
    if answers or not kept:
        return ()
    of = "1 question" if kept == 1 else f"{kept} questions"
    return (f"The answers of {of} were left out; MENTOR_QUIZ_ANSWERS=true reads them, too.",)


def _one(question: Question, answers: bool, counted: LeftOut, level: int) -> Iterator[Element]:
    elements = prose(question.text, counted)
    yield Element("heading", line(question.name), level=level)
    yield from elements
    for choice in sorted(dict.fromkeys(map(line, question.choices)), key=str.casefold):
        if choice:
            yield Element("list_item", f"- {choice}")
    if answers and question.answers:
        yield Element("paragraph", f"Answer: {'; '.join(map(line, question.answers))}")
    for feedback in question.feedback if answers else ():
        if text := line(feedback):
            yield Element("paragraph", f"Feedback: {text}")


def prose(text: str, counted: LeftOut | None = None) -> list[Element]:
    """A text as elements, whether it is HTML or plain; what cannot be read in it is counted."""
    if MARKED.search(text):
        found = fragment(text, counted)
        return [Element("paragraph", e.text) if e.kind == "heading" else e for e in found]
    parts = (part.strip() for part in re.split(r"\n\s*\n", text))
    return [Element("paragraph", part) for part in parts if part]


def line(text: str) -> str:
    """A text on one line."""
    parts = (element.text for element in prose(text)) if MARKED.search(text) else (text,)
    return " ".join(" ".join(parts).split())
