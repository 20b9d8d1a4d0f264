"""`python -m evals.fit.fit_choice`: how much the reader counts for choosing what is quoted.

Uses the written courses that are kept to choose: each of their questions is searched, graded and
read as in the service, and the unit with the answer is to come first among all that could be
quoted. The printed figures are out-of-fold by document; the weights, of all documents, are those of
agent/reasoners/extractive/candidates.py. Nothing here reads a golden set.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from agent.compose import open_embeddings
from agent.compose.backends import open_reader
from agent.errors import MentorError, NotReady
from agent.reasoner import Turn
from agent.reasoners.extractive import ExtractiveReasoner
from agent.reasoners.extractive.candidates import candidates, sources
from agent.reasoners.extractive.question import ask
from agent.search.reader.pair_reader import PairReader
from agent.settings import read_settings
from evals.fit.labelled import Labelled
from evals.fit.listwise import Listed, fit
from evals.fit.written import documents, opened_written
from evals.reader.spans import exact

FOLDS = 5
NAMES = ("rules", "span", "sentence", "answers", "about")
"""The signals: what the rules say of a unit, and what the reader says of it and of its passage."""


@dataclass(frozen=True, slots=True)
class Choices:
    """All units that could be quoted for a question."""

    document: str
    signals: NDArray[np.float64]  # a row each, columns as in NAMES
    right: NDArray[np.bool_]  # whether a unit holds words of the answer


def main(arguments: Sequence[str] | None = None) -> int:
    """Returns 0 if the weights were printed, 2 if it could not start."""
    parser = argparse.ArgumentParser(prog="python -m evals.fit.fit_choice", description=__doc__)
    parser.add_argument("--step", type=int, default=1, help="only every so many-th question")
    options = parser.parse_args(arguments)
    try:
        found = asyncio.run(_choices(options.step))
    except MentorError as problem:
        print(problem.explain(), file=sys.stderr)
        return 2
    for names in (NAMES[:1], NAMES):
        columns = [NAMES.index(name) for name in names]
        share = np.mean([one.right[np.argmax(score)] for one, score in out_of_fold(found, columns)])
        print(f"{', '.join(names)}: the answer comes first for {share:.3f} of {len(found)}")
    weights = _fitted(found, list(range(len(NAMES))))
    pairs = zip(NAMES, weights / weights[0], strict=True)
    print("Weights: " + ", ".join(f"{name} {weight:.3f}" for name, weight in pairs))
    return 0


def out_of_fold(
    found: Sequence[Choices], columns: list[int]
) -> Iterator[tuple[Choices, NDArray[np.float64]]]:
    """Each question with its units' scores, by weights fitted to other documents."""
    groups = {name: n % FOLDS for n, name in enumerate(sorted({one.document for one in found}))}
    for fold in range(FOLDS):
        weights = _fitted([one for one in found if groups[one.document] != fold], columns)
        for one in found:
            if groups[one.document] == fold:
                yield one, one.signals[:, columns] @ weights


def _fitted(found: Sequence[Choices], columns: list[int]) -> NDArray[np.float64]:
    return fit([Listed(one.signals[:, columns], one.right, 1.0) for one in found])


async def _choices(step: int) -> list[Choices]:
    settings = read_settings()
    reader = open_reader(settings)
    if reader is None:
        raise NotReady("The reader is off.", "Set MENTOR_READER=on and use the English model.")
    written = documents("choose")
    answers = {
        (one.id, question): answer
        for one in written
        for section in one.sections
        for question, answer in section.asked
    }
    with opened_written(written, settings, open_embeddings(settings)) as labelled:
        asked = [one for one in labelled.questions if one.answerable][::step]
        found = [
            await _of(labelled, reader, one.courses[0], one.text, answers[one.courses[0], one.text])
            for one in asked
        ]
    return [one for one in found if one and one.right.any() and not one.right.all()]


async def _of(
    labelled: Labelled, reader: PairReader, document: str, text: str, answer: str
) -> Choices | None:
    """The units of the passages that are graded as relevant; None if there are none."""
    vocabulary = labelled.vocabulary
    passages = labelled.retriever.search_now(text, (document,))
    reasoner = ExtractiveReasoner(lambda: vocabulary, reader=reader)
    grades = await reasoner.grade(Turn(text, text, passages=passages))
    for passage, kept in zip(passages, grades.relevant, strict=True):
        passage["relevant"] = kept
    relevant = [passage for passage in passages if passage["relevant"]]
    if not relevant:
        return None
    whole = reader.whole(text, relevant, vocabulary)
    read = {passage["id"]: each for passage, each in zip(relevant, whole, strict=True)}
    question = ask(vocabulary.corrected(text), vocabulary)  # without the reader: by rules alone
    rows, right = [], []
    for one in candidates(question, sources(question, passages)):
        passage, unit = one.source.passage, one.unit
        pair = read[passage["id"]]
        spans = (pair.in_answer(unit.start, unit.end), pair.in_sentence(unit.start, unit.end))
        rows.append((one.score, *spans, pair.answers, pair.about))
        places = exact(passage["text"], [answer])
        right.append(any(unit.start < end and start < unit.end for start, end in places))
    return Choices(document, np.array(rows, dtype=float).reshape(-1, len(NAMES)), np.array(right))


if __name__ == "__main__":
    sys.exit(main())
