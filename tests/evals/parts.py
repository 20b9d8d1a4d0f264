"""Cases, passages and outcomes, with what a test does not care about filled in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from agent.types import Citation, Passage
from evals.case_outcome import Outcome
from evals.figure import Metric
from evals.golden.cases import Case, Place

SET = "sample"  # the set that most bars are about


def case(*expected: Place, **fields: Any) -> Case:
    """An answerable case, unless given otherwise; by default its evidence is on page 1."""
    answerable = fields.get("answerable", True)
    filled: dict[str, Any] = {
        "id": "one",
        "kind": "single-fact",
        "turns": ["How long is the exam?"],
        "answerable": answerable,
        "expected": list(expected or [Place(source="a/notes.pdf", page=1)]) if answerable else [],
        "facts": [["90 minutes"]] if answerable else [],
        "split": "train",
    }
    return Case(**filled | fields)


def to_refuse(**fields: Any) -> Case:
    """A case without an answer in the materials."""
    return case(answerable=False, **fields)


def passage(page: int | None = 1, source: str = "a/notes.pdf", **fields: Any) -> Passage:
    """A passage that stands on a page of the notes."""
    filled: dict[str, Any] = {
        "id": f"{source}:{page}",
        "document_id": source,
        "source": source,
        "course": source.split("/")[0],
        "title": "Notes",
        "section": "",
        "page": page,
        "text": "The exam takes 90 minutes. Bring a pen.",
        "score": 1.0,
        "dense": None,
        "bm25": None,
        "relevant": None,
    }
    return Passage(**filled | fields)  # type: ignore[typeddict-item]


def citation(of: Passage, n: int = 1, start: int = 0, end: int = 26, **fields: Any) -> Citation:
    """A citation that holds."""
    kept = ("document_id", "source", "course", "title", "section", "page")
    filled: dict[str, Any] = {name: of[name] for name in kept}  # type: ignore[literal-required]
    filled |= {"n": n, "start": start, "end": end, "quote": of["text"][start:end]}
    return Citation(**filled | {"url": "/", "passage_id": of["id"]} | fields)  # type: ignore[typeddict-item]


def answered(of: Case, *cited: Passage, answer: str = "It takes 90 minutes. [1]") -> Outcome:
    """An answer that cites the given passages, by default one from the first expected place."""
    passages = cited or (passage(),)
    citations = [citation(each, n) for n, each in enumerate(passages, start=1)]
    stored = {each["id"]: each for each in passages}
    return Outcome(of, "answered", answer, citations, passages, stored=stored, set=SET)


def refused(of: Case, *found: Passage) -> Outcome:
    """A refusal."""
    return Outcome(of, "refused", "The course materials don't cover this.", found=found, set=SET)


def failed(of: Case) -> Outcome:
    """A turn that ended in an error."""
    return replace(refused(of), status="failed", answer="", error="The model is gone.")


def values(metric: Metric, outcomes: Sequence[Outcome]) -> dict[str, float | None]:
    """A metric's figures by name."""
    return {figure.name: figure.value for figure in metric.measure(outcomes)}


def labels(metric: Metric, outcome: Outcome) -> list[str]:
    """A metric's problems with an outcome."""
    return [problem.label for problem in metric.problems(outcome)]
