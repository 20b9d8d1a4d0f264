"""Search, grader and reader on questions that the reader was not trained on."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from agent.compose import open_embeddings
from agent.nodes.retrieve import CANDIDATES
from agent.reasoners.extractive.features import measure
from agent.reasoners.extractive.grader import fitted
from agent.reasoners.extractive.question import ask
from agent.search.ranking import ranked
from agent.search.reader.pair_reader import READ, PairReader
from agent.settings import Settings
from evals.fit.labelled import Labelled, LabelledQuestion, opened_folder, opened_real, opened_sample
from evals.fit.written import documents, opened_written
from evals.reader.articles import CHOOSE, REPORT
from evals.reader.golden_examples import split_of
from evals.reader.json_lines import read_rows
from evals.sets import real_materials

Array = NDArray[np.float64]

STORY_STEP = 4  # of the questions on stories, every so many-th is asked
WRITTEN_STEP = 2  # of those of the written courses


@dataclass(frozen=True)
class Unseen:
    """A question with its first `READ` passages, as ranked without the reader."""

    asked: LabelledQuestion
    ranking: Array  # score of each candidate, also of those that are not read
    evidence: NDArray[np.bool_]  # whether a candidate is evidence
    own: Array  # the grader's logit of each passage that is read
    scores: Array  # what the reader says of it: a row of about, answers


def unseen(settings: Settings, reader: PairReader, bench: Path) -> dict[str, list[Unseen]]:
    """The held-out questions of each set: `squad2`, `written`, `sample` and `real`."""
    found = {}
    for labelled, questions in _sets(settings, bench):
        found[labelled.name] = [_read(labelled, reader, asked) for asked in questions]
    return found


def _sets(settings: Settings, bench: Path) -> Generator[tuple[Labelled, list[LabelledQuestion]]]:
    embeddings = open_embeddings(settings)
    with ExitStack() as stack:
        questions = bench / "reader" / "squad2-questions.jsonl"
        folder = opened_folder(bench / "squad2", settings, embeddings, questions)
        articles = stack.enter_context(folder)
        yield articles, [q for q in articles.questions if q.group in CHOOSE | REPORT]
        written = documents("choose")
        labelled = stack.enter_context(opened_written(written, settings, embeddings))
        yield labelled, labelled.questions[::WRITTEN_STEP]
        opened = [opened_sample(settings, embeddings)]
        if materials := real_materials():
            opened.append(opened_real(settings, embeddings, materials))
        for each in opened:
            courses = stack.enter_context(each)
            yield courses, [q for q in courses.questions if split_of(q.group) == "choose"]


def of_stories(settings: Settings, reader: PairReader, bench: Path) -> list[Unseen]:
    """Questions on stories of the split to report, searched in the sections of all of these."""
    sections, questions = (
        read_rows(bench / "reader" / f"fairytaleqa-{name}.jsonl")
        for name in ("sections", "questions")
    )
    asked = [row for row in questions if row["split"] == "test"][::STORY_STEP]
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        _write(folder / "passages.jsonl", [row for row in sections if row["split"] == "test"])
        _write(
            folder / "questions.jsonl",
            [row | {"passage": row["sections"][0], "answerable": True} for row in asked],
        )
        with opened_folder(folder, settings, open_embeddings(settings)) as stories:
            return [_read(stories, reader, one) for one in stories.questions]


def _write(file: Path, rows: Sequence[Mapping[str, Any]]) -> None:
    file.write_text("".join(f"{json.dumps(row)}\n" for row in rows), encoding="utf-8")


def _read(labelled: Labelled, reader: PairReader, asked: LabelledQuestion) -> Unseen:
    vocabulary = labelled.vocabulary
    text = vocabulary.corrected(vocabulary.courses.without(asked.text))
    vector = labelled.embeddings.embed_query(text)
    found = labelled.index.search(text, vector, courses=asked.courses, k=CANDIDATES)
    passages = ranked(text, found, vocabulary)
    grader = fitted()
    best = passages[:READ]
    return Unseen(
        asked=asked,
        ranking=np.array([passage["score"] for passage in passages]),
        evidence=np.array([any(holds(p) for holds in asked.evidence) for p in passages]),
        own=np.array([grader.logit(fit) for fit in measure(ask(text, vocabulary), best)]),
        scores=np.array([pair[:2] for pair in reader.scores(text, best, vocabulary)]),
    )


def folds(found: Sequence[Unseen], most: int) -> Iterator[tuple[list[int], list[int]]]:
    """Places of the questions to fit and to score, so that no group is on both sides."""
    groups = sorted({one.asked.group for one in found})
    fold = {group: at % most for at, group in enumerate(groups)}
    for held in range(min(most, len(groups))):
        inside = [fold[one.asked.group] == held for one in found]
        yield (
            [n for n, out in enumerate(inside) if not out],
            [n for n, out in enumerate(inside) if out],
        )
