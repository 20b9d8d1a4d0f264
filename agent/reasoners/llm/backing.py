"""What the passages back of a model's answer: the one that says a sentence, or its own words.

A sentence is backed by a passage that says it (`agent/text/grounds.py`), code and tables by one
that has them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from agent.languages.grounding import Grounding
from agent.reasoners.llm.code_check import Block, checked_code
from agent.reasoners.llm.form import ends_well
from agent.reasoners.llm.repeating import covered_by
from agent.text.bearing import bears_on
from agent.text.citations import find, support
from agent.text.claims import meant
from agent.text.clauses import clauses, has_verb
from agent.text.sentences import sentences
from agent.types import Passage

MARKERS = 6  # of a model behind a sentence, that are looked at
NEAR = 0.6
"""Share of a sentence's words that a passage's own sentence must hold to stand in its place."""
_PRONOUN = re.compile(r"(?:it|they|this|these|that|those)\b(?:'s|'re)?", re.IGNORECASE)


class Backing:
    """The relevant passages of one question, each with its place from 1."""

    def __init__(self, passages: Sequence[Passage], question: str, grounding: Grounding) -> None:
        """`passages` as graded; only relevant ones back anything."""
        self._placed = [(at, p) for at, p in enumerate(passages, start=1) if p["relevant"]]
        self._question = question
        self._grounding = grounding

    @property
    def passages(self) -> list[Passage]:
        """The relevant passages."""
        return [passage for _, passage in self._placed]

    def place(self, statement: str, cited: Sequence[int]) -> int:
        """The place of a passage that says a statement, cited ones first; 0 for none."""
        found = {
            place: self._grounding.share(statement, passage, self._question)
            for place, passage in self._placed
        }
        best = max(
            found,
            key=lambda place: (found[place] > 0 and place in cited[:MARKERS], found[place]),
            default=0,
        )
        return best if best and found[best] else 0

    def standing(self, statement: str, released: Sequence[str]) -> str:
        """The statement with what "it" stands for: the subject of the sentence `released` last.

        "" where a passage states it of something else that is not in this answer.
        """
        pronoun = _PRONOUN.match(statement)
        if not pronoun:
            return statement
        if any(_leans(statement, passage["text"], released) for passage in self.passages):
            return ""
        first = clauses(released[-1])[0] if released else None
        subject = " ".join(first.subject) if first and first.subject else ""
        if not subject:
            subject = " ".join(meant(self._question))
        return f"{subject} {statement[pronoun.end() :]}"

    def own_words(self, statement: str) -> tuple[str, int]:
        """The passage's sentence nearest to a statement that failed, if it answers, and its place;
        else "" and 0."""
        wanted = meant(statement)
        best, at, share = "", 0, NEAR
        for place, passage in self._placed:
            found = support(statement, passage, self._question)
            own = " ".join(passage["text"][found.start : found.end].split())
            alike = len(wanted & meant(own)) / len(wanted) if wanted else 0.0
            heading = f"{passage['title']} {passage['section']}"
            if alike >= share and _quotable(own) and bears_on(own, self._question, heading):
                best, at, share = own, place, alike
        return best, at

    def concerns(self, statement: str) -> bool:
        """Whether a statement names what is asked, in its own words."""
        return bears_on(statement, self._question)

    def code(self, block: str) -> Block | None:
        """See `checked_code`."""
        return checked_code(block, self._placed)

    def rows(self, rows: Sequence[str]) -> tuple[list[str], int]:
        """Those rows of a table that are rows of one passage, and its place; 0 for none."""
        found = {
            place: [row for row in rows if find(row.strip(), passage["text"])]
            for place, passage in self._placed
        }
        place = max(found, key=lambda place: len(found[place]), default=0)
        return found.get(place, []), place

    def names(self, lead: str) -> bool:
        """Whether a line that announces something names what the question or a passage names."""
        words = meant(lead)
        theirs = " ".join(f"{p['title']} {p['section']} {p['text']}" for p in self.passages)
        return not words - meant(f"{self._question} {theirs}")

    def is_aside(self, text: str) -> bool:
        """Whether a text without a verb is on something else than the question: "Not allowed"."""
        if self._grounding.is_foreign(text):
            return False
        headings = [f"{p['title']} {p['section']}" for p in self.passages]
        return not has_verb(text) and not any(bears_on(text, self._question, h) for h in headings)


def _leans(statement: str, text: str, earlier: Sequence[str]) -> bool:
    """Whether a text has the statement behind a sentence that is not among the earlier ones."""
    place = find(statement, text)
    if place is None:
        return False
    before = [span for span in sentences(text) if span.end <= place[0]]
    return bool(before) and not covered_by(text[before[-1].start : before[-1].end], earlier[-1:])


def _quotable(text: str) -> bool:
    return ends_well(text) and "[" not in text and "|" not in text and "```" not in text
