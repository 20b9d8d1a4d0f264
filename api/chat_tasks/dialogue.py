"""Parses the conversation inside a prompt: its messages, and the places that the answers cite."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from agent.reasoner import Exchange
from api.openai_format.attachments import answer_in, question_in

_TAGGED = re.compile(
    r"<(chat_history|chat|history|conversation|messages|transcript|convo)>(.*?)</\1>",
    re.DOTALL | re.IGNORECASE,
)
_QUOTED = re.compile(r"^-{3,}\s*$(.*?)^-{3,}\s*$", re.DOTALL | re.MULTILINE)
_SPEAKER = re.compile(
    r"^[ \t>|*\[]*(?P<student>user|human|student|me)?(?P<mentor>assistant|ai|bot|model|mentor)?"
    r"[\]*]*[ \t]*:[*]*(?=\s)",
    re.IGNORECASE | re.MULTILINE,
)
_LINK = re.compile(r"/api/documents/([^/\s)]+)/(?:file#page=(\d+)|view#p(\d+))")


@dataclass(frozen=True, slots=True)
class CitedPlace:
    """A place that an answer links to: a page of a PDF, or else a passage."""

    document_id: str
    page: int | None
    ordinal: int | None


@dataclass(frozen=True, slots=True)
class Dialogue:
    """A conversation's exchanges, oldest first; an answer may be missing."""

    exchanges: Sequence[tuple[str, str]]

    @property
    def questions(self) -> list[str]:
        """The questions."""
        return [question for question, _ in self.exchanges if question]

    @property
    def history(self) -> list[Exchange]:
        """The exchanges before the last question."""
        return [Exchange(question, question, answer) for question, answer in self.exchanges[:-1]]

    @property
    def cited(self) -> list[CitedPlace]:
        """The places that the answers link to, the last answer's first."""
        answers = [answer for _, answer in reversed(self.exchanges)]
        found = [match for answer in answers for match in _LINK.finditer(answer)]
        return [CitedPlace(m[1], *(int(n) if n else None for n in m.group(2, 3))) for m in found]


def split_prompt(prompt: str) -> tuple[str, str]:
    """The instruction of a prompt and the conversation in it; "" for a prompt without one."""
    tagged = list(_TAGGED.finditer(prompt))
    if tagged:
        last = tagged[-1]
        return prompt[: last.start()] + prompt[last.end() :], last[2]
    if quoted := _QUOTED.search(prompt):
        return prompt[: quoted.start()] + prompt[quoted.end() :], quoted[1]
    for speaker in _SPEAKER.finditer(prompt):
        if speaker["student"]:
            return prompt[: speaker.start()], prompt[speaker.start() :]
    return prompt, ""


def dialogue_in(text: str) -> Dialogue:
    """The exchanges of a conversation written with a name before each message."""
    speakers = [found for found in _SPEAKER.finditer(text) if found["student"] or found["mentor"]]
    if not speakers:
        return Dialogue([(question_in(text).strip(), "")])
    exchanges: list[tuple[str, str]] = []
    ends = [*(found.start() for found in speakers[1:]), len(text)]
    for found, end in zip(speakers, ends, strict=True):
        words = text[found.end() : end].strip()
        if found["student"]:
            exchanges.append((question_in(words), ""))
        elif exchanges:
            exchanges[-1] = (exchanges[-1][0], words)
    return Dialogue(exchanges or [("", text.strip())])


def plain(answer: str) -> str:
    """An answer without its sources and citation markers."""
    return re.sub(r"\s*\[\d+\]", "", answer_in(answer)).strip()
