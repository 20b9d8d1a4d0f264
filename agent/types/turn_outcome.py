"""A turn: its parts, and its outcome."""

from __future__ import annotations

from typing import Literal, NotRequired

from typing_extensions import TypedDict

from agent.types.materials import Citation, Passage, Place
from agent.types.messages import Kind, Mode, Refusal, Status

PROTOCOL = 1


class Quote(TypedDict):
    """A step of an answer from a look-up: our remark, then words of a passage."""

    remark: str  # "" for none
    cue: NotRequired[tuple[int, int]]  # quote only these words, beside the remark and not in it
    passage_id: str  # "" for none
    spans: list[tuple[int, int]]  # of the passage's text; empty: all of it


class Practice(TypedDict):
    """A quiz question or a hint as kept in the conversation, for the turn that continues it.

    Spans are `[start, end]` in the text of their passage.
    """

    style: Literal["quiz", "hint"]
    question: str  # asked by the quiz, or in need of the hint
    topic: str  # "" for anything of the course
    passage_id: str  # with the solution; "" if the materials have none
    answer: list[list[int]]  # spans of the solution
    key: list[list[int]]  # its words that a good answer needs
    idea: list[tuple[str, int, int]]  # sentences that lead to it: passage_id, start, end
    shown: Literal["question", "place", "idea", "solution"]  # so far


class Step(TypedDict):
    """One node's part in a turn: its time and its decision."""

    node: str
    ms: float
    detail: dict[str, object]
    label: NotRequired[str]  # the node's work, for people
    summary: NotRequired[str]  # its decision in a sentence; "" when there is nothing to add


class Usage(TypedDict):
    """A turn's calls of the language model; `cached_tokens` are part of `prompt_tokens`."""

    llm_calls: int
    prompt_tokens: int
    cached_tokens: int
    completion_tokens: int


class Indexed(TypedDict):
    """Progress of the first ingest of an index."""

    documents: int
    of: int


class Findings(TypedDict, total=False):
    """The message's kind, the reason of a refusal, the progress of the index; each only if it
    applies."""

    kind: Kind
    refusal: Refusal
    elsewhere: list[str]  # with "course": the other courses that have an answer
    did_you_mean: list[str]  # with "spelling": the question in other spellings; or as answered
    indexed: Indexed  # while the first ingest of the index runs
    practice: Practice  # of a quiz or a hint without a model


class Done(Findings):
    """The whole outcome of a turn: the last event of its stream, and its JSON."""

    protocol: int
    run_id: str
    conversation_id: str
    message_id: str
    status: Status
    answer: str
    citations: list[Citation]
    passages: list[Passage]
    trace: list[Step]
    usage: Usage
    mode: Mode
    model: str | None
    unsupported: list[str]  # statements of the answer that no passage supports
    nearest: list[Place]  # with a refusal: the closest topics in the materials


def no_usage() -> Usage:
    """The usage of a turn without a model."""
    return Usage(llm_calls=0, prompt_tokens=0, cached_tokens=0, completion_tokens=0)


def summed(one: Usage, other: Usage) -> Usage:
    """The usage of both."""
    return Usage(
        llm_calls=one["llm_calls"] + other["llm_calls"],
        prompt_tokens=one["prompt_tokens"] + other["prompt_tokens"],
        cached_tokens=one["cached_tokens"] + other["cached_tokens"],
        completion_tokens=one["completion_tokens"] + other["completion_tokens"],
    )
