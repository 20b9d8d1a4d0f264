"""The golden set: questions with the places and the required content of their answers."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from agent.errors import InvalidRequest
from agent.types import Citation, Passage, Style
from agent.validation import with_place

Split = Literal["train", "held-out"]
Text = Annotated[str, Field(min_length=1)]
Forms = Annotated[list[Text], Field(min_length=1)]

KINDS = (
    "single-fact how-to compare list multi-document follow-up misspelt scoped "
    "near-miss false-premise off-topic injection"
).split()
"""Kinds of the sample; `scoped` is the same question with another answer in each course."""
NATURAL_KINDS = (
    "definition when how-much where who policy how-to list why compare table code error misspelt "
    "vague scoped several-courses follow-up place near-miss false-premise off-topic "
    "small-talk about-conversation other-language quiz hint"
).split()
"""Kinds of the natural sets: questions as students type them."""
OTHER_LANGUAGE = "other-language"
REPLY_KINDS = ("small-talk", "about-conversation", OTHER_LANGUAGE)
"""Kinds that need a reply without citations, neither an answer nor a refusal."""
INJECTION = "injection"
FALSE_PREMISE = "false-premise"
"""A kind to refuse, with an optional correction: `expected` and `facts`, both or none."""
SAMPLE = Path(__file__).parent / "sample.jsonl"
NATURAL = SAMPLE.with_name("natural.jsonl")
NATURAL_REAL = SAMPLE.with_name("natural-real.jsonl")

Wanted = Literal["answer", "exercise", "reply", "refusal"]
"""The expected kind of reply: `exercise` is a quiz question or a hint; `reply` the mentor's own
words, without citations; `refusal` includes a correction of the question's mistake."""


class Place(BaseModel):
    """A page, or a section, of one document."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    source: Text  # path below the materials folder
    page: Annotated[int, Field(ge=1)] | None = None
    section: Text | None = None  # one heading of the section's path, or the document's title

    @model_validator(mode="after")
    def _one_of_two(self) -> Self:
        if (self.page is None) == (self.section is None):
            raise ValueError("give either a page or a section")
        return self

    def holds(self, where: Passage | Citation) -> bool:
        """Whether a passage or a citation is at this place."""
        if where["source"] != self.source:
            return False
        if self.section is None:
            return where["page"] == self.page
        if not where["section"]:  # text before the first heading belongs to the title
            return plain(self.section) == plain(where["title"])
        return plain(self.section) in map(plain, where["section"].split(" > "))


class Case(BaseModel):
    """One question, with the turns before it and the criteria of a right answer."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: Text
    kind: Text  # one of KINDS or NATURAL_KINDS, or your own
    style: Style = "answer"  # requested by the student; a quiz or a hint hides the solution
    course: Text | None = None
    turns: Annotated[list[Text], Field(min_length=1)]  # the last one is judged
    answerable: bool
    expected: list[Place]
    all: bool = False  # every expected place is needed; otherwise any one of them is enough
    facts: list[Forms]  # each a key fact, in its acceptable forms
    split: Split = "held-out"
    forbidden: list[Text] = []  # must not be in an answer: an injected request, a neighbour's words

    @model_validator(mode="after")
    def _evidence(self) -> Self:
        if self.answerable and self.kind in REPLY_KINDS:
            raise ValueError(f"{self.kind} cannot be answerable")
        if self.answerable and not (self.expected and self.facts):
            raise ValueError("an answerable question needs `expected` and `facts`")
        if self.kind == FALSE_PREMISE and bool(self.expected) == bool(self.facts):
            return self
        if not self.answerable and (self.expected or self.facts):
            raise ValueError("a question to refuse has no `expected` and no `facts`")
        return self

    @property
    def question(self) -> str:
        """The judged turn."""
        return self.turns[-1]

    @property
    def wanted(self) -> Wanted:
        """The expected kind of reply."""
        if self.kind in REPLY_KINDS:
            return "reply"
        if not self.answerable:
            return "refusal"
        return "answer" if self.style == "answer" else "exercise"


def read_cases(path: Path) -> list[Case]:
    """The cases of a file, one JSON object per line; raises `InvalidRequest` naming the line."""
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except OSError as error:
        raise InvalidRequest(
            f"The questions in {path} cannot be read: {error.strerror}.",
            "Name another file, e.g. make eval CASES=evals/golden/sample.jsonl",
        ) from error
    except UnicodeDecodeError as error:
        raise InvalidRequest(f"{path} is not UTF-8 text.", "Save it as UTF-8.") from error
    numbered = [(n, line) for n, line in enumerate(lines, start=1) if line.strip()]
    cases = {n: _case(line, f"{path}:{n}") for n, line in numbered}
    if not cases:
        raise InvalidRequest(f"There are no questions in {path}.", "Write one per line.")
    _check_ids(cases.items(), path)
    return list(cases.values())


def schema() -> str:
    """The JSON Schema of a line, as in evals/golden/schema.json."""
    return json.dumps(Case.model_json_schema(), indent=2) + "\n"


def plain(text: str) -> str:
    """Text with normalised spacing and capitals."""
    return " ".join(text.split()).casefold()


def _case(line: str, where: str) -> Case:
    fix = "Correct the line; evals/golden/README.md describes the fields."
    try:
        return Case.model_validate(json.loads(line))
    except json.JSONDecodeError as error:
        message = f"{where}: not JSON: {error.msg} at character {error.pos + 1}."
        raise InvalidRequest(message, fix) from error
    except ValidationError as error:
        problems = "; ".join(with_place(problem, "the case") for problem in error.errors())
        raise InvalidRequest(f"{where}: {problems}.", fix) from error


def _check_ids(numbered: Iterable[tuple[int, Case]], path: Path) -> None:
    seen: dict[str, int] = {}
    for n, case in numbered:
        if case.id in seen:
            raise InvalidRequest(
                f"{path}:{n}: the id {case.id!r} is already on line {seen[case.id]}.",
                "Give every question its own id.",
            )
        seen[case.id] = n
