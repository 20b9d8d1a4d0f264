"""The three decisions of a turn: which passages are relevant, the next query, and the answer.

`reasoners/llm/` asks a language model, `reasoners/extractive/` quotes. Another one is a module
with `open_reasoner(parts)` and a line in `compose/reasoners.py`.
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
    """A span of a passage's text, as quoted by a citation."""

    passage_id: str
    start: int
    end: int

    def overlaps(self, passage_id: str, start: int, end: int) -> bool:
        """Whether it shares characters with another span."""
        return self.passage_id == passage_id and self.start < end and start < self.end


if TYPE_CHECKING:
    from agent.languages.similarity import Similarity
    from agent.llm.pool import ModelPool
    from agent.search.reader.pair_scores import Fitted, PairScores
    from agent.search.vocabulary import Vocabulary
    from agent.settings import Settings


@dataclass(frozen=True, slots=True)
class Exchange:
    """An earlier message of the conversation, its standalone question, and its answer."""

    question: str
    query: str  # the question made standalone
    answer: str
    kind: Kind = "question"
    shown: Sequence[Span] = ()  # quoted by the answer
    citations: Sequence[Citation] = ()  # of the last exchange only
    practice: Practice | None = None  # of a quiz or a hint without a model


def in_context(question: str, context: str) -> str:
    """A question behind the one that it follows; alone if there is none."""
    return f"{context.rstrip(' ?.!')}: {question}" if context else question


@dataclass(frozen=True, slots=True)
class Quoting:
    """A part of an answer that is computed, where a language model has chosen it."""

    relevant: Sequence[bool]  # one for each passage: whether it may be quoted
    pointed: Sequence[Span] = ()  # the words to quote


@dataclass(frozen=True, slots=True)
class Turn:
    """The input of a decision."""

    question: str  # the student's words
    query: str  # the query searched: the standalone question, or a rewritten one
    history: Sequence[Exchange] = ()  # oldest first
    passages: Sequence[Passage] = ()  # as retrieved; `generate` sees the verdicts in them
    style: Style = "answer"
    tried: Sequence[str] = ()  # queries that found nothing relevant
    suggestion: str | None = None  # another query, if the last grading suggested one
    conversation_id: str = ""  # the model server that has its prompt cached is preferred
    message_id: str = ""  # of the answer
    quotes: Sequence[Quote] = ()  # the answer, if it was looked up
    asked: str = ""  # the standalone question; never rewritten
    context: str = ""  # the question before, if it is searched with this one
    kind: Kind = "question"
    shown: Sequence[Span] = ()  # of a follow-up: already quoted in the conversation
    wanted: Wanted = ""  # of the last answer; "places": where the materials cover it
    partial: bool = False  # some documents are not indexed yet
    own_words: str = ""  # the standalone question before the model put it in other words
    quotings: Sequence[Quoting] = ()  # the parts of the answer, if a model has chosen them
    pointed: Sequence[Span] = ()  # the words to quote, if a model has pointed to them

    @property
    def put(self) -> str:
        """The question as the student put it, with what it needs of the one before."""
        return self.own_words or self.whole

    @property
    def whole(self) -> str:
        """The question with what it needs of the one before."""
        if self.context:
            return in_context(self.question, self.context)
        return self.asked or self.question

    @property
    def wants_other(self) -> bool:
        """Whether it asks for other quotes than those shown: "more", "another example"."""
        return self.wanted not in ("", "why", "places")

    @property
    def quoted(self) -> Sequence[Citation]:
        """By the last answer, for a follow-up on it that wants neither more nor other words."""
        if self.kind != "follow-up" or self.wants_other:
            return ()
        return next((past.citations for past in reversed(self.history) if past.citations), ())

    def saw(self, passage: Passage, start: int, end: int) -> bool:
        """Whether the conversation has already quoted this span of a passage."""
        return any(span.overlaps(passage["id"], start, end) for span in self.shown)


@dataclass(frozen=True, slots=True)
class Cite:
    """The text just before is from the passage at this place in `Turn.passages`, from 1.

    `cue`: the words to quote if a remark of ours only refers to the passage.
    """

    place: int
    cue: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Remark:
    """Our own words in an answer that need no support: which page is quoted."""

    text: str


@dataclass(frozen=True, slots=True)
class Notice:
    """An event while an answer is written, for the trace.

    `discard`: the text so far is not part of the answer. `cut`: the answer hit the token limit.
    `repeats`: the model was stopped because it repeated itself. `dropped`: `text` did not fit into
    the model's context. `server`: the pool's server that answers; `instead_of`: one that failed.
    `checked`: what became of a model's sentences. `author`: who wrote what is shown, as `quotes`,
    `model` or `both`.
    """

    kind: Literal[
        "discard", "cut", "repeats", "dropped", "server", "instead_of", "checked", "author"
    ]
    text: str = ""


@dataclass(frozen=True, slots=True)
class Grades:
    """One verdict per passage, in order, with a short reason."""

    relevant: Sequence[bool]
    reasons: Sequence[str]
    usage: Usage = field(default_factory=no_usage)
    suggestion: str | None = None  # another query, if nothing is relevant
    dropped: Sequence[str] = ()  # parts that did not fit into the model's context
    asked: Mapping[str, str] = field(default_factory=dict)  # servers of a pool: see `Notice`
    likely: Sequence[float] = ()  # the probability that each passage answers, where computed
    quotings: Sequence[Quoting] = ()  # what is quoted of the relevant passages, if it was chosen


@dataclass(frozen=True, slots=True)
class Rewrite:
    """Another query to try; None if there is none."""

    query: str | None
    asked: str | None = None  # the question in other words, or corrected
    by_model: bool = False  # in the words of a model, which answers the student's own
    usage: Usage = field(default_factory=no_usage)


@dataclass(frozen=True, slots=True)
class Opinion:
    """The indexes, from 0, of statements that the passages do not support.

    Empty if the check is off or failed; then `note` is the reason.
    """

    doubted: frozenset[int] = frozenset()
    usage: Usage = field(default_factory=no_usage)
    note: str = ""


class Reader(Protocol):
    """A model that reads question and passages together: see agent/search/reader."""

    @property
    def fitted(self) -> Fitted:
        """How much its scores count."""

    def scores(
        self, question: str, passages: Sequence[Passage], vocabulary: Vocabulary
    ) -> Sequence[PairScores]:
        """Its scores of each passage, in their order."""

    def whole(
        self, question: str, passages: Sequence[Passage], vocabulary: Vocabulary
    ) -> Sequence[PairScores]:
        """The scores of the best part of each passage, with the tokens of all of it."""


@dataclass(frozen=True, slots=True)
class ReasonerParts:
    """The parts that a reasoner may use."""

    settings: Settings
    vocabulary: Callable[[], Vocabulary]
    """The current vocabulary of the index."""
    pool: Callable[[], Awaitable[ModelPool]]
    """Opens the model servers; raises `InvalidSettings` if none is configured."""
    reader: Reader | None = None
    """The model that reads question and passages together, if there is one."""
    similarity: Similarity | None = None
    """Compares sentences across languages; None with an English embedding model."""
    nearness: Similarity | None = None
    """Compares sentences of one language."""


class Reasoner(Protocol):
    """Makes the three decisions. All raise `ModelUnavailable` if a required model is down."""

    @property
    def mode(self) -> Mode: ...

    @property
    def model(self) -> str | None:
        """The language model's name, or None."""

    async def grade(self, turn: Turn) -> Grades:
        """Grade `turn.passages`: which ones help to answer the question."""

    async def estimate(self, turn: Turn) -> Sequence[bool]:
        """Which of `turn.passages` seem to answer it, computed without any language model."""

    async def rewrite(self, turn: Turn) -> Rewrite:
        """Another query, after `turn.query` found nothing relevant."""

    async def check_claims(self, turn: Turn, statements: Sequence[str]) -> Opinion:
        """A second opinion on statements that passed the word-by-word check, if switched on."""

    def revise(self, turn: Turn, answer: str) -> AsyncGenerator[str | Notice | Usage] | None:
        """An earlier answer in the form that `turn.question` asks for; None without a model."""

    def generate(self, turn: Turn) -> AsyncGenerator[str | Cite | Remark | Notice | Usage]:
        """The answer as pieces of text, each statement followed by its citations.

        If a model was called, a `Usage` comes last. Closing the generator stops the model.
        """
