"""Extracts the facts of a course from its documents' chunks, by rules and word lists, no model."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from agent.text.english_words import word_set
from agent.types import Chunk, Fact
from ingestion.facts.about import books, meetings, others, policies, topics
from ingestion.facts.dated import dated, schedule
from ingestion.facts.entries import Entry, entries
from ingestion.facts.fact_draft import Draft
from ingestion.facts.people import hours, people
from ingestion.facts.weights import weights
from ingestion.facts.years import Years

VERSION = 2  # raise it when the same chunks give other facts
RULES: tuple[Callable[[Entry], Iterator[Draft]], ...] = (
    people, hours, meetings, schedule, dated, weights, books, policies, topics, others
)  # fmt: skip
STRONG = ("person", "hours", "meeting", "exam", "deadline", "weight")
"""Kinds of which a document about the course has at least two."""
MOST = 2_000  # facts of a document

_CUES = word_set(
    """due deadline deadlines submit submitted submission hand handed turn exam exams examination
    midterm midterms mid quiz quizzes homework homeworks assignment assignments project projects
    instructor instructors lecturer professor prof dr taught teaches teaching tutor tutors tutorial
    assistant assistants ta tas office hours lectures lecture labs classes recitation seminar
    grading grade grades graded marks marked weight percent textbook reader books book
    week prerequisite prerequisites syllabus topics topic late attend attendance collaborate
    collaboration plagiarism cheat cheating academic pairs email mail contact term semester
    monday tuesday wednesday thursday friday extension extensions policy objectives contents outline
    disability accommodations regrade resit chatgpt proposal pass"""
)
"""A chunk without any of these words has no fact."""
_HEADING_CUES = word_set("text texts literature readings resources people staff contact when where")
_WORD = re.compile(r"[a-z]+")
_SYLLABUS = re.compile(
    r"\bsyllabus\b|\bcourse (?:information|info|guide|handbook|overview|description)\b",
    re.IGNORECASE,
)


def _may_hold(chunk: Chunk) -> bool:
    text_words = _WORD.findall(chunk["text"].lower())
    heading = _WORD.findall(chunk["section"].lower())
    cues = not _CUES.isdisjoint(text_words) or not _CUES.isdisjoint(heading)
    return cues or not _HEADING_CUES.isdisjoint(heading)


class Facts:
    """The facts of one document, collected while its chunks pass through."""

    def __init__(self) -> None:
        self._drafts: list[tuple[Draft, Entry, Chunk]] = []
        self._years = Years()
        self._syllabus = False

    def seen(self, chunks: Iterator[Chunk]) -> Iterator[Chunk]:
        """The same chunks; collects their facts."""
        for chunk in chunks:
            self._see(chunk)
            yield chunk

    def all(self) -> list[Fact]:
        """The facts in order of the document, without duplicates."""
        kinds = {draft.kind for draft, _, _ in self._drafts if not draft.weak}
        about = self._syllabus or len(kinds.intersection(STRONG)) > 1
        found: dict[tuple[object, ...], Fact] = {}
        for draft, entry, chunk in self._drafts:
            if about or not draft.weak:
                fact = self._fact(draft, entry, chunk)
                unique = (fact["passage_id"], fact["start"], fact["kind"], fact["key"])
                found.setdefault(unique, fact)
        return list(found.values())[:MOST]

    def _see(self, chunk: Chunk) -> None:
        heading = f"{chunk['title']}\n{chunk['section']}"
        if chunk["ordinal"] == 0:
            self._syllabus = bool(_SYLLABUS.search(heading))
            self._years.see(heading)
        self._years.see(chunk["text"])
        if _may_hold(chunk):
            for entry in entries(chunk):
                for rule in RULES:
                    self._drafts += [(draft, entry, chunk) for draft in rule(entry)]

    def _fact(self, draft: Draft, entry: Entry, chunk: Chunk) -> Fact:
        return Fact(
            kind=draft.kind,
            key=draft.key,
            label=draft.label,
            value=draft.value,
            date=self._years.iso(draft.date) if draft.date else None,
            passage_id=chunk["id"],
            section=chunk["section"],
            page=chunk["page"],
            start=entry.start,
            end=entry.end,
        )
