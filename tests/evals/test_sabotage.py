"""A part that is broken on purpose makes the gate fail, and the gate says what fell."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from agent.compose import Changes, open_mentor
from agent.events import Event
from agent.index import Index
from agent.mentor import Mentor
from agent.reasoner import Cite, Grades, Notice, Opinion, Reasoner, Rewrite, Turn
from agent.search.vocabulary import Vocabulary
from agent.settings import Settings
from agent.text.citations import link
from agent.turns.run import Ask, Run
from agent.turns.turn_service import TurnService
from agent.types import Citation, Mode, Passage, Usage
from evals import asking
from evals.bars import judged, missed, read_bars
from evals.golden.cases import SAMPLE, Case, read_cases
from tests.service import MODELS

BARS = read_bars()
CASES = [
    case
    for case in read_cases(SAMPLE)
    if case.id
    in set(
        "fact-02 fact-06 fact-12 fact-14 fact-20 how-02 how-06 compare-04 list-04 list-06 "
        "scoped-02 scoped-06 scoped-09 near-08 near-12 near-24 off-02 off-08 false-10".split()
    )
]
"""Questions of the sample that are answered, or refused, as they should be."""

pytestmark = pytest.mark.slow  # an evaluation for each defect


async def fallen(data: Path, changes: Changes, breaking: Callable[[Mentor], Mentor]) -> str:
    """What the gate says of a mentor with these parts in place of the real ones."""
    settings = Settings(_env_file=None, data_dir=data, models_dir=MODELS)
    async with open_mentor(settings, changes) as whole:
        mentor = breaking(whole)
        asked = [replace(o, set="sample") async for o in asking.outcomes(mentor, CASES, 2)]
    return "\n".join(missed(judged(BARS, asked, "extractive")))


def as_it_is(mentor: Mentor) -> Mentor:
    return mentor


def worst_first(_: str, passages: Sequence[Passage], __: Vocabulary) -> list[Passage]:
    return sorted(passages, key=lambda passage: passage["score"])


@dataclass(frozen=True)
class KeepsEverything:
    """A reasoner whose grader has been dropped."""

    real: Reasoner
    mode: Mode = "extractive"
    model: str | None = None

    async def grade(self, turn: Turn) -> Grades:
        return Grades([True] * len(turn.passages), ["not graded"] * len(turn.passages))

    async def rewrite(self, turn: Turn) -> Rewrite:
        return await self.real.rewrite(turn)

    async def check_claims(self, turn: Turn, statements: Sequence[str]) -> Opinion:
        return await self.real.check_claims(turn, statements)

    def generate(self, turn: Turn) -> AsyncGenerator[str | Cite | Notice | Usage]:
        return self.real.generate(turn)


class OnePageOn:
    """An index whose page numbers are all one too high, as a parser that counts from 0 makes."""

    def __init__(self, real: Index) -> None:
        self._real = real

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real, name)

    def search(self, *asked: Any, **more: Any) -> list[Passage]:
        return self._shifted(self._real.search(*asked, **more))

    def passages(self, ids: Sequence[str]) -> list[Passage]:
        return self._shifted(self._real.passages(ids))

    def _shifted(self, found: Sequence[Passage]) -> list[Passage]:
        return [passage | {"page": passage["page"] and passage["page"] + 1} for passage in found]


class CitesAnother:
    """Answers whose citations, faultless by themselves, are of the next chunk of the document."""

    def __init__(self, real: TurnService, index: Index) -> None:
        self._real = real
        self._index = index

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real, name)

    async def begin(self, ask: Ask) -> Run:
        return await self._real.begin(ask)

    async def events(self, run: Run) -> AsyncIterator[Event]:
        async with aclosing(self._real.events(run)) as events:
            async for event in events:
                if event.name == "done":
                    moved = [self._moved(citation) for citation in event.data["citations"]]
                    event = Event("done", {**event.data, "citations": moved})
                yield event

    def _moved(self, citation: Citation) -> Citation:
        chunks = self._index.document(citation["document_id"])
        at = [chunk["id"] for chunk in chunks].index(citation["passage_id"])
        other = chunks[(at + len(chunks) // 2) % len(chunks)]
        quote = other["text"][:80]
        place = {name: other[name] for name in ("title", "section", "page")}  # type: ignore[literal-required]
        end = len(quote)
        moved = {"passage_id": other["id"], "quote": quote, "start": 0, "end": end}
        return citation | place | moved | {"url": link(other)}  # type: ignore[return-value, operator]


def citing_another(mentor: Mentor) -> Mentor:
    answering: Any = CitesAnother(mentor.answering, mentor.index)
    return replace(mentor, answering=answering)


async def test_nothing_falls_while_nothing_is_broken(sample_data: Path) -> None:
    assert await fallen(sample_data, Changes(), as_it_is) == ""


@pytest.mark.parametrize(
    ("changes", "breaking", "named"),
    [
        (Changes(order=worst_first), as_it_is, ["evidence hit@5", "evidence MRR"]),
        (
            Changes(reasoner=KeepsEverything),
            as_it_is,
            ["off-topic refused", "near-miss, false premise", "grader precision"],
        ),
        (
            Changes(index=lambda real: OnePageOn(real)),  # type: ignore[arg-type, return-value]
            as_it_is,
            ["evidence hit@5", "evidence cited"],
        ),
        (
            Changes(),
            citing_another,
            ["evidence cited", "citation precision", "statements quoted or supported"],
        ),
    ],
    ids=["the fusion", "the grader", "page numbers", "citations"],
)
async def test_the_gate_names_what_fell(
    sample_data: Path, changes: Changes, breaking: Callable[[Mentor], Mentor], named: list[str]
) -> None:
    fell = await fallen(sample_data, changes, breaking)

    assert [name for name in named if name not in fell] == [], fell


def test_the_questions_are_those_of_the_sample() -> None:
    assert len(CASES) == 19
    assert all(isinstance(case, Case) for case in CASES)
