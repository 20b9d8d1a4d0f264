"""Replies to a task from the conversation itself and the documents that its answers cite."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from itertools import islice

from agent.index import Index
from agent.languages.detect import language_of
from agent.languages.replies import TALK, said
from agent.search.followup import standalone
from agent.store.catalog import Catalog
from agent.types import Passage
from agent.understanding.small_talk import small_talk
from api.chat_tasks.dialogue import Dialogue, plain
from api.chat_tasks.next_questions import NextQuestions, found_at
from api.chat_tasks.task import Task, TaskKind, kind_of_key
from api.chat_tasks.titles import NO_TITLE, title_from

MOST_TAGS = 4
LEAST_TYPED = 3  # characters; fewer could become anything
BOOKS = "📚"
GENERAL = "General"


class TaskReplies:
    """Replies to tasks. Reads only the cited documents of the index, without a search."""

    def __init__(self, catalog: Catalog, index: Index) -> None:
        self._index = index
        self._next = NextQuestions(catalog, index)

    def reply(self, task: Task, courses: Sequence[str]) -> str:
        """The reply in the requested form; `courses` are those of the model."""
        if not task.form:
            return _line(self._value(task.kind, task, courses))
        values = {
            key: self._fitting(self._value(_kind(key, task), task, courses), is_list)
            for key, is_list in task.form.items()
        }
        return json.dumps(values, ensure_ascii=False)

    def _value(self, kind: TaskKind, task: Task, courses: Sequence[str]) -> str | list[str]:
        dialogue = task.dialogue
        if kind == "title":
            return title_from(_first_topic(dialogue), task.instruction)
        if kind == "tags":
            return self._tags(dialogue, courses)
        if kind == "follow_ups":
            return self._next.of(dialogue.cited, dialogue.questions, courses)
        if kind == "queries":
            return _queries(dialogue)
        if kind == "text":
            return self._continued(task.typed, courses)
        if kind == "emoji":
            return BOOKS
        return plain(dialogue.exchanges[-1][1]) if kind == "summary" else ""

    def _fitting(self, value: str | list[str], is_list: bool) -> str | list[str]:
        if is_list:
            return value if isinstance(value, list) else [value] if value else []
        return value if isinstance(value, str) else _line(value)

    def _tags(self, dialogue: Dialogue, courses: Sequence[str]) -> list[str]:
        tags = []
        for passage in self._passages(dialogue):
            section = passage["section"].split(" > ")
            tags += [_readable(passage["course"]), section[0], section[-1]]
        tags = tags or [_readable(course) for course in courses] or [GENERAL]
        return list(islice(dict.fromkeys(tag for tag in tags if tag), MOST_TAGS))

    def _passages(self, dialogue: Dialogue) -> Iterator[Passage]:
        for place in dialogue.cited:
            passages = self._index.document(place.document_id)
            at = found_at(passages, place)
            if at is not None:
                yield passages[at]

    def _continued(self, typed: str, courses: Sequence[str]) -> str:
        """The rest of an answerable question that begins like this; "" if there is none."""
        begun = typed.casefold()
        if len(begun) < LEAST_TYPED:
            return ""
        fits = (one for one in self._next.examples(courses) if one.casefold().startswith(begun))
        return next(fits, "")[len(typed) :]


def _kind(key: str, task: Task) -> TaskKind:
    return task.kind if len(task.form) == 1 else kind_of_key(key)


def _first_topic(dialogue: Dialogue) -> str:
    """The first question that is not small talk."""
    return next((one for one in dialogue.questions if not _only_talk(one)), NO_TITLE)


def _queries(dialogue: Dialogue) -> list[str]:
    """The last question as a standalone one; empty for small talk."""
    if not dialogue.questions or _only_talk(dialogue.questions[-1]):
        return []
    last = dialogue.questions[-1]
    return [last if language_of(last) else standalone(last, dialogue.history)]


def _only_talk(message: str) -> bool:
    """Whether a message is small talk, in any language."""
    if language_of(message) or said(message, TALK):
        return said(message, TALK) is not None
    return small_talk(message) is not None


def _readable(course: str) -> str:
    return " ".join(course.replace("_", "-").split("-")).title()


def _line(value: str | list[str]) -> str:
    return value if isinstance(value, str) else "\n".join(value)
