"""The nouns that pass between the parts: plain dictionaries, ready for JSON and checkpoints."""

from __future__ import annotations

from typing import Literal, NotRequired

from typing_extensions import TypedDict

Mode = str
"""Which reasoner made an answer, by its name in the registry: "llm", "extractive" ..."""
Style = Literal["answer", "hint", "quiz"]
Status = Literal["answered", "refused", "stopped", "failed"]
Kind = Literal[
    "question",
    "follow-up",  # leans on what the conversation has said before
    "conversation",  # about the conversation itself: "what did I just ask?"
    "small-talk",  # asks nothing of the materials
    "place",  # a part of the materials: "slide 7", "summarize lecture 2"
    "course-list",  # a list over a course: deadlines, topics, people, grading
    "code",
    "error",  # a traceback or an error message
    "quiz",
    "hint",
    "other-language",
]
"""What a student's message is."""
Wanted = Literal[
    "", "more", "simpler", "example", "code", "why", "anything", "next", "reveal", "attempt"
]
"""What a follow-up wants of the last answer; "" where it asks something of its own. Of a quiz or a
hint: a question on anything, the next one, its solution, or a comparison with the student's own
answer."""
Refusal = Literal["course", "spelling", "unsupported", "not_covered"]
"""Why there is no answer: another course has it; a word is misspelt; the mode without a language
model cannot handle the message; the materials do not cover it."""


class Chunk(TypedDict):
    """One citable stretch of one document."""

    id: str  # "<document_id>:<version>:<ordinal>"
    document_id: str
    version: str  # hash of the file's bytes and the recipe that parsed them
    ordinal: int  # position in reading order, from 0
    source: str  # path below the materials folder, "/" between its parts
    course: str  # first folder of `source`; "general" for files at the top
    title: str
    section: str  # headings from the outermost in, joined by " > "; "" when there are none
    page: int | None  # the reader's page or slide number, from 1; None for formats without pages
    text: str  # what is quoted; offsets of a citation count in it


class Passage(TypedDict):
    """A chunk as found by one search."""

    id: str
    document_id: str
    source: str
    course: str
    title: str
    section: str
    page: int | None
    text: str
    score: float  # how well it fits; comparable within one search only
    dense: float | None  # cosine similarity, -1 to 1; None where no vector was compared
    bm25: float | None  # Okapi BM25, 0 and up; None where it is not among BM25's first
    relevant: bool | None  # the grader's verdict; None before it


class Citation(TypedDict):
    """The place that supports a statement. `quote == passage text[start:end]`, to the letter."""

    n: int
    document_id: str
    source: str
    course: str
    title: str
    section: str
    page: int | None
    quote: str
    start: int
    end: int
    url: str
    passage_id: str


FactKind = Literal[
    "person",
    "hours",  # when somebody can be asked
    "meeting",  # when lectures, labs ... are held, and where
    "room",
    "exam",
    "deadline",
    "weight",  # in the grade
    "textbook",
    "policy",
    "topic",
    "term",
    "contact",
    "prerequisite",
]


class Fact(TypedDict):
    """Something that a course says of itself, and the words that say it."""

    kind: FactKind
    key: str  # of what, as facts are compared: "homework 3", "teacher", "late", "week 3"
    label: str  # the same as it is written
    value: str
    date: str | None  # ISO 8601; without a year "--10-16"
    passage_id: str
    section: str
    page: int | None
    start: int  # the words are the passage's text[start:end]
    end: int


class Quote(TypedDict):
    """A step of an answer that was looked up: a remark of ours, then words of a passage."""

    remark: str  # "" for none
    cue: NotRequired[tuple[int, int]]  # quote only these words, beside the remark and not in it
    passage_id: str  # "" for none
    spans: list[tuple[int, int]]  # of the passage's text; empty: all of it


class Practice(TypedDict):
    """A quiz question or a hint as the conversation keeps it, for the turn that goes on with it.

    Stretches are `[start, end]` in the text of their passage.
    """

    style: Literal["quiz", "hint"]
    question: str  # that the quiz asked, or that the hint is for
    topic: str  # "" for anything of the course
    passage_id: str  # that holds the solution; "" where the materials print none
    answer: list[list[int]]  # the solution
    key: list[list[int]]  # those of its words that an answer needs
    idea: list[tuple[str, int, int]]  # sentences that lead to it: passage_id, start, end
    shown: Literal["question", "place", "idea", "solution"]  # so far


class CourseFact(Fact):
    """A fact with the document that states it."""

    document_id: str
    course: str
    source: str
    title: str


class Place(TypedDict):
    """A part of the materials, and where it is shown."""

    title: str
    section: str
    source: str
    page: int | None
    url: str


class Step(TypedDict):
    """One node's part in a turn: how long it took and what it decided."""

    node: str
    ms: float
    detail: dict[str, object]
    label: NotRequired[str]  # what the node did, for people
    summary: NotRequired[str]  # what it decided, in a sentence; "" when there is nothing to add


class Usage(TypedDict):
    """What a turn asked of the language model; `cached_tokens` are part of `prompt_tokens`."""

    llm_calls: int
    prompt_tokens: int
    cached_tokens: int
    completion_tokens: int


class Indexed(TypedDict):
    """How far the first ingest of an index is."""

    documents: int
    of: int


class Findings(TypedDict, total=False):
    """What a message was understood as, why it was refused, how much was indexed by then; absent
    where it does not apply."""

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
    nearest: list[Place]  # with a refusal: what the materials do cover near the question


class DocumentRow(TypedDict):
    """One file of the materials as it was last ingested."""

    id: str
    course: str
    source: str
    title: str
    format: str
    size: int  # bytes
    mtime_ns: int  # when content or place last changed, as far as that can be relied on; else 0
    sha256: str
    recipe: str
    version: str
    pages: int | None
    chunks: int
    status: Literal["indexed", "failed", "skipped"]
    reason: str | None  # for the teacher: why it is not indexed, or its notes if it is
    examples: list[str]  # questions that this document answers
    page_labels: list[str]  # printed on its pages ("iv"); empty if they are 1, 2, 3
    language: str  # ISO 639-1; "" where it could not be told
    updated_at: float  # seconds since the epoch


class CourseInfo(TypedDict):
    """One course of the index, counted."""

    name: str
    documents: int
    chunks: int
    examples: list[str]


PROTOCOL = 1
GENERAL = "general"
MAX_MESSAGE_CHARS = 8_000


def no_usage() -> Usage:
    """Usage of a turn that asked no model."""
    return Usage(llm_calls=0, prompt_tokens=0, cached_tokens=0, completion_tokens=0)


def indexed_text(chunk: Chunk | Passage) -> str:
    """What is embedded and searched for a chunk: its title, section and text, a line each."""
    return "\n".join(part for part in (chunk["title"], chunk["section"], chunk["text"]) if part)
