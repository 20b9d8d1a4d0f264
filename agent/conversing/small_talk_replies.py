"""Replies to small talk: a sentence, and what can be asked here."""

from __future__ import annotations

from collections.abc import Sequence

from agent.languages.replies import replies
from agent.types import CourseInfo

NAMED = 4  # courses; of the rest only the number is given


def small_talk_reply(intent: str, courses: Sequence[CourseInfo]) -> str:
    """A short reply that names the courses and a question or two that they answer."""
    examples = _examples(courses)
    ask = f"Ask a question about {named(courses)}{examples and f', for example {examples}'}."
    texts = replies(None)
    reply = texts.get(intent, texts["unclear"])
    hint = f"For example: {examples}" if examples else ""
    return reply.format(ask=ask, courses=named(courses), examples=hint).strip()


def reply_in(code: str, intent: str, courses: Sequence[CourseInfo]) -> str:
    """The same in another language, with the courses' names and one question."""
    texts = replies(code)
    names = [course["name"] for course in courses]
    listed = _joined(names, texts["and"]) if 0 < len(names) <= NAMED else texts["materials"]
    ask = texts["ask"].format(courses=listed)
    if example := next((course["examples"][0] for course in courses if course["examples"]), ""):
        ask = f"{ask} {texts['example'].format(examples=f'“{example}”')}"
    return texts[intent].format(ask=ask, courses=listed)


def named(courses: Sequence[CourseInfo]) -> str:
    """The course names as a phrase."""
    names = [course["name"] for course in courses]
    if len(names) > NAMED:
        names = [*names[: NAMED - 1], f"{len(names) - NAMED + 1} more courses"]
    if len(names) < 2:
        return names[0] if names else "the course materials"
    return f"{', '.join(names[:-1])} or {names[-1]}"


def _examples(courses: Sequence[CourseInfo]) -> str:
    """Two example questions, from different courses if possible."""
    first = [course["examples"][0] for course in courses if course["examples"]]
    others = [question for course in courses for question in course["examples"][1:]]
    return " or ".join(f"“{question}”" for question in [*first, *others][:2])


def _joined(names: Sequence[str], and_: str) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} {and_} {names[-1]}"
