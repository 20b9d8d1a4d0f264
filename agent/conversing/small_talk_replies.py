"""Replies to small talk: a sentence, and what can be asked here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from agent.languages.replies import replies
from agent.types import CourseInfo

NAMED = 4  # courses; of the rest only the number is given


def small_talk_reply(intent: str, courses: Sequence[CourseInfo], code: str | None = None) -> str:
    """A short reply that names the courses and a question or two that they answer.

    `code` of the student's language, None for English.
    """
    texts = replies(code)
    listed, examples = named(courses, texts), _examples(courses, texts)
    ask = texts["ask_like" if examples else "ask"].format(courses=listed, examples=examples)
    hint = texts["example"].format(examples=examples) if examples else ""
    reply = texts.get(intent, texts["unclear"])
    return reply.format(ask=ask, courses=listed, examples=hint).strip()


def named(courses: Sequence[CourseInfo], texts: Mapping[str, str]) -> str:
    """The course names as a phrase."""
    names = [course["name"] for course in courses]
    if len(names) > NAMED:
        more = texts["more_courses"].format(n=len(names) - NAMED + 1)
        names = [*names[: NAMED - 1], more]
    if len(names) < 2:
        return names[0] if names else texts["materials"]
    return f"{', '.join(names[:-1])} {texts['or']} {names[-1]}"


def _examples(courses: Sequence[CourseInfo], texts: Mapping[str, str]) -> str:
    """Two example questions, from different courses if possible."""
    first = [course["examples"][0] for course in courses if course["examples"]]
    others = [question for course in courses for question in course["examples"][1:]]
    quoted = [texts["quoted"].format(text=question) for question in [*first, *others][:2]]
    return f" {texts['or']} ".join(quoted)
