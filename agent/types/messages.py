"""Kinds of messages, styles and results."""

from __future__ import annotations

from typing import Literal

Mode = str
"""The reasoner that made an answer, by its name in the registry: "llm", "extractive" ..."""
Style = Literal["answer", "hint", "quiz"]
Status = Literal["answered", "refused", "stopped", "failed"]
Kind = Literal[
    "question",
    "follow-up",  # refers to the conversation so far
    "conversation",  # about the conversation itself: "what did I just ask?"
    "small-talk",  # not about the materials
    "place",  # a part of the materials: "slide 7", "summarize lecture 2"
    "course-list",  # a list over a course: deadlines, topics, people, grading
    "code",
    "error",  # a traceback or an error message
    "quiz",
    "hint",
    "other-language",
]
"""The kind of a student's message."""
Wanted = Literal[
    "",
    "more",
    "simpler",
    "example",
    "code",
    "why",
    "places",
    "anything",
    "next",
    "reveal",
    "attempt",
]
"""The kind of a follow-up; "" for a new question, "places" for one on where the materials cover
something. For a quiz or a hint: a question on anything, the next one, its solution, or a comparison
with the student's own answer."""
Refusal = Literal["course", "spelling", "unsupported", "not_covered"]
"""Why there is no answer: another course has it; a word is misspelt; the mode without a language
model cannot handle the message; the materials do not cover it."""

MAX_MESSAGE_CHARS = 8_000
