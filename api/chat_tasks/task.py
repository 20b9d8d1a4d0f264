"""Recognises tasks by their form and purpose, not by exact words."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from api.chat_tasks.dialogue import Dialogue, dialogue_in, split_prompt

TaskKind = Literal["title", "tags", "follow_ups", "queries", "text", "emoji", "summary", "other"]
JsonForm = Mapping[str, bool]
"""The keys of the requested object, and whether each is a list."""

_WORDS: dict[TaskKind, re.Pattern[str]] = {
    "title": re.compile(r"\btitles?\b|\bname (?:for|of) (?:the|this) (?:chat|conversation)"),
    "tags": re.compile(r"\btags?\b|\bcategori[sz]\w+|\blabels?\b|\bkeywords?\b"),
    "follow_ups": re.compile(
        r"\bfollow[-_ ]?ups?\b|\b(?:next|suggested|further) questions?\b"
        r"|\bquestions?\b.{0,80}\bask next\b|\bsuggestions?\b"
    ),
    "queries": re.compile(r"\bquer(?:y|ies)\b"),
    "text": re.compile(r"\bauto-?complet\w+|\bcompletion (?:system|type)|\bcontinue the text\b"),
    "emoji": re.compile(r"\bemojis?\b"),
    "summary": re.compile(r"\bsummar(?:y|ies|i[sz]e|i[sz]ing)\b"),
}
_KEYS: dict[TaskKind, re.Pattern[str]] = {
    "title": re.compile(r"title|^name$"),
    "tags": re.compile(r"tag|categor|label|keyword|topic"),
    "follow_ups": re.compile(r"follow|question|suggest"),
    "queries": re.compile(r"quer|search"),
    "text": re.compile(r"^(?:text|completion|continuation)$"),
    "emoji": re.compile(r"emoji"),
    "summary": re.compile(r"summar"),
}
_ORDER = re.compile(
    r"\b(?:generate|create|write|provide|suggest|summari[sz]e|analy[sz]e|determine|continue|"
    r"produce|give|make|come up|propose|return|respond|reply|output|formulate|extract|choose|you "
    r"are)\b"
)
_OBJECT = re.compile(r"\{\s*\"(?:[^{}]|\{[^{}]*\})*\}")
_KEY = re.compile(r"\"(\w+)\"\s*:\s*(\[)?")
_TYPED = re.compile(r"<text>(.*?)</text>", re.DOTALL | re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Task:
    """A task about a conversation, and the form of its reply."""

    kind: TaskKind
    dialogue: Dialogue
    instruction: str
    form: JsonForm  # empty: plain text
    typed: str = ""  # the beginning to be completed


def task_in(
    prompt: str, instructions: Sequence[str] = (), schema: Mapping[str, Any] | None = None
) -> Task | None:
    """The task in a message; None for a student's question.

    `instructions`: the system's messages, which may hold the instruction. `schema`: the JSON schema
    of the reply.
    """
    instruction, talk = split_prompt(prompt)
    typed = [found.strip() for found in _TYPED.findall(prompt)]
    if talk and not instruction.strip():
        instruction = "\n".join(instructions)
    form = _of_schema(schema) if schema else form_in(instruction)
    kind = _kind(instruction.casefold(), form)
    if kind == "text" and typed:
        return Task("text", dialogue_in(talk), instruction, form or {"text": False}, typed[-1])
    if not talk or kind is None:
        return None
    return Task(kind, dialogue_in(talk), instruction, form)


def kind_of_key(key: str) -> TaskKind:
    """The kind of value for a key of the requested object."""
    plain = key.casefold()
    return next((kind for kind, words in _KEYS.items() if words.search(plain)), "other")


def form_in(instruction: str) -> JsonForm:
    """The form of the first JSON object in an instruction; empty without one."""
    found = _OBJECT.search(instruction)
    return {key: bool(bracket) for key, bracket in _KEY.findall(found[0])} if found else {}


def _of_schema(schema: Mapping[str, Any]) -> JsonForm:
    named = schema.get("properties", {})
    return {name: _is_list(kind) for name, kind in named.items()}


def _is_list(kind: object) -> bool:
    return isinstance(kind, Mapping) and kind.get("type") == "array"


def _kind(instruction: str, form: JsonForm) -> TaskKind | None:
    """The kind of a task, from the keys of its form, else from its words; None for no task."""
    if not _ORDER.search(instruction):
        return None
    known = [kind for key in form if (kind := kind_of_key(key)) != "other"]
    if known:
        return known[0]
    named = (kind for kind, words in _WORDS.items() if words.search(instruction))
    return next(named, "other" if form else None)
