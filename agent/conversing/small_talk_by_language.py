"""Replies to small talk in other languages than English."""

from __future__ import annotations

from collections.abc import Sequence

from agent.conversing.small_talk_replies import NAMED
from agent.languages.replies import replies
from agent.types import CourseInfo

EXAMPLES = 1  # questions that are named


def talk_reply(code: str, kind: str, courses: Sequence[CourseInfo]) -> str:
    """A short reply in a language, with the courses' names and a question that they answer."""
    said = replies(code)
    names = [course["name"] for course in courses]
    listed = _joined(names, said["and"]) if 0 < len(names) <= NAMED else said["materials"]
    examples = [course["examples"][0] for course in courses if course["examples"]][:EXAMPLES]
    ask = said["ask"].format(courses=listed)
    if examples:
        ask = f"{ask} {said['example'].format(examples=f'“{examples[0]}”')}"
    return said[kind].format(ask=ask, courses=listed)


def _joined(names: Sequence[str], and_: str) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} {and_} {names[-1]}"
