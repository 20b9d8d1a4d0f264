"""A course while it is put together: sections, what they hold, what is left out."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from agent.errors import Unreadable
from ingestion.elements import Element, Parsed
from ingestion.parsers.members import below, shortened
from ingestion.parsers.office.left_out import LeftOut
from ingestion.parsers.quizzes.question import Question, left_out, prose

# A picture among the files of the export, which are read by themselves
PACKED = re.compile(
    r"<img(?=[^>]{0,2000}(?:@@PLUGINFILE@@|\$IMS-CC-FILEBASE\$|%24IMS-CC-FILEBASE))"
)


@dataclass(slots=True)
class Outline:
    """The elements of a course in order."""

    title: str = ""
    elements: list[Element] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    asked: list[Question] = field(default_factory=list)
    counted: LeftOut = field(default_factory=LeftOut)

    def section(self, name: str, found: Iterable[Element], level: int) -> None:
        """Add elements below a heading; nothing if both are empty."""
        elements = list(below(" ".join(name.split()), found, level))
        if name.strip() or len(elements) > 1:
            self.elements += elements

    def file(self, name: str, parsed: Parsed, level: int) -> None:
        """Add a file as a section."""
        self.section(name, parsed.elements, level)
        self.notes += [f"{name}: {note}" for note in parsed.notes]

    def unread(self, name: str, error: Unreadable) -> None:
        """Note a file that cannot be read."""
        self.notes.append(f"{name}: {error.message}")

    def parsed(self, answers: bool) -> Parsed:
        """The whole course; raises `Unreadable` if there is nothing to read."""
        notes = (*left_out(self.asked, answers), *self.counted.notes(), *shortened(self.notes))
        if not any(element.kind != "heading" for element in self.elements):
            raise Unreadable(f"Nothing in the export can be read. {' '.join(notes[:3])}".strip())
        return Parsed(self.title, self.elements, notes=notes)


def page_text(text: str, counted: LeftOut) -> list[Element]:
    """The text of a page of the course; what nobody can read in it is counted."""
    return prose(PACKED.sub('<img role="presentation"', text), counted)
