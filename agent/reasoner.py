"""The three decisions of a turn: which passages answer, what to search instead, what to say.

`reasoners/llm/` asks a language model, `reasoners/extractive/` computes. One more is a module with
`open_reasoner(parts)`, and a line in `compose/reasoners.py`.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, NamedTuple, Protocol

from agent.types import (
    Citation,
    Kind,
    Mode,
    Passage,
    Practice,
    Quote,
    Style,
    Usage,
    Wanted,
    no_usage,
)


class Span(NamedTuple):
    """A stretch of a passage's text, as a citation quotes it."""

    passage_id: str
    start: int
    end: int


if TYPE_CHECKING:
    from agent.llm.pool import ModelPool
    from agent.search.vocabulary import Vocabulary
    from agent.settings import Settings


@dataclass(frozen=True, slots=True)
class Exchange:
    """An earlier message of the conversation, what it asked, and its answer."""

    question: str
    query: str  # the question made standalone
    answer: str
    kind: Kind = "question"
    shown: Sequence[Span] = ()  # what the answer quoted
    citations: Sequence[Citation] = ()  # of the last exchange only
    practice: Practice | None = None  # of a quiz or a hint without a model


@dataclass(frozen=True, slots=True)
class Turn:
    """What a decision is made from."""

    question: str  # the student's words
    query: str  # what was searched: the question made standalone, or rewritten
    history: Sequence[Exchange] = ()  # oldest first
    passages: Sequence[Passage] = ()  # as retrieved; `generate` sees the verdicts in them
    style: Style = "answer"
    tried: Sequence[str] = ()  # queries that found nothing relevant
    suggestion: str | None = None  # another query, where the last grading named one
    conversation_id: str = ""  # which server of several has read what came before
    message_id: str = ""  # of the answer
    quotes: Sequence[Quote] = ()  # the answer, where it was looked up
    asked: str = ""  # what the message asks, standing by itself; never rewritten
    kind: Kind = "question"
    shown: Sequence[Span] = ()  # of a follow-up: what the conversation has quoted already
    wanted: Wanted = ""  # of the last answer

    @property
    def wants_other(self) -> bool:
        """Whether it asks for other quotes than those shown: "more", "another example"."""
        return self.wanted not in ("", "why")

    def saw(self, passage: Passage, start: int, end: int) -> bool:
        """Whether this stretch of a passage is among what the conversation has quoted already."""
        return any(
            span.passage_id == passage["id"] and span.start < end and start < span.end
            for span in self.shown
        )


@dataclass(frozen=True, slots=True)
class Cite:
    """What was said just before stands in the passage at this place in `Turn.passages`, from 1.

    `cue`: the words to quote where a remark of ours only points to the passage.
    """

    place: int
    cue: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Remark:
    """Words of ours within an answer that state nothing of the subject: which page is quoted."""

    text: str


@dataclass(frozen=True, slots=True)
class Notice:
    """Something about how an answer came about: kept in the trace.

    `anew`: what was said so far was not meant for the student. `cut`: the answer was not finished,
    for want of room. `repeats`: the model was stopped, because it went round in circles.
    `dropped`: `text` had no room in the model's context. `server`: of several the one that
    answers, `instead_of`: one that failed before.
    """

    kind: Literal["anew", "cut", "repeats", "dropped", "server", "instead_of"]
    text: str = ""


@dataclass(frozen=True, slots=True)
class Grades:
    """One verdict a passage, in their order, with the reason in a few words."""

    relevant: Sequence[bool]
    reasons: Sequence[str]
    usage: Usage = field(default_factory=no_usage)
    suggestion: str | None = None  # another query, where nothing is relevant
    dropped: Sequence[str] = ()  # what had no room in the model's context
    asked: Mapping[str, str] = field(default_factory=dict)  # of several servers: see `Notice`


@dataclass(frozen=True, slots=True)
class Rewrite:
    """Another query to try; None when there is nothing better to try."""

    query: str | None
    asked: str | None = None  # what was surely asked, where it was misspelt
    usage: Usage = field(default_factory=no_usage)


@dataclass(frozen=True, slots=True)
class Opinion:
    """Which of some statements the passages do not say, by their places from 0.

    None for all where nobody was asked, or `note` tells why nothing came of it.
    """

    doubted: frozenset[int] = frozenset()
    usage: Usage = field(default_factory=no_usage)
    note: str = ""


@dataclass(frozen=True, slots=True)
class ReasonerParts:
    """What a reasoner may be made of."""

    settings: Settings
    vocabulary: Callable[[], Vocabulary]
    """The words of the index as it is now."""
    pool: Callable[[], Awaitable[ModelPool]]
    """Opens the servers of the language model; raises `InvalidSettings` where none is set."""


class Reasoner(Protocol):
    """Makes the three decisions. All raise `ModelUnavailable` when a model they need is gone."""

    @property
    def mode(self) -> Mode: ...

    @property
    def model(self) -> str | None:
        """The language model's name, or none."""

    async def grade(self, turn: Turn) -> Grades:
        """Which of `turn.passages` help to answer the question."""

    async def rewrite(self, turn: Turn) -> Rewrite:
        """A query in other words, after `turn.query` found nothing relevant."""

    async def check_claims(self, turn: Turn, statements: Sequence[str]) -> Opinion:
        """A second opinion on statements whose words the passages have; where it is wanted."""

    def revise(self, turn: Turn, answer: str) -> AsyncGenerator[str | Notice | Usage] | None:
        """An earlier answer in the form that `turn.question` asks for; None without a model."""

    def generate(self, turn: Turn) -> AsyncGenerator[str | Cite | Remark | Notice | Usage]:
        """The answer as pieces of text, each statement followed by what it cites.

        A `Usage` comes once, last, where a model was asked. Closing the generator stops the model.
        """
