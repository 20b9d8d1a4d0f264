"""The forms of quiz questions: each makes questions from one passage, if it can."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from agent.practice.exercise import Exercise
from agent.practice.forms.definitions import definitions
from agent.practice.forms.faq import faq
from agent.practice.forms.headings import headings
from agent.practice.forms.list_questions import lists
from agent.practice.forms.outputs import outputs
from agent.practice.forms.table_questions import tables
from agent.types import Passage

Form = Callable[[Passage], Iterator[Exercise]]
FORMS: tuple[Form, ...] = (faq, definitions, outputs, tables, lists, headings)


def exercises(passage: Passage) -> list[Exercise]:
    """All questions from a passage; those of the last form only if there are no others."""
    found = [exercise for form in FORMS[:-1] for exercise in form(passage)]
    return found or list(FORMS[-1](passage))
