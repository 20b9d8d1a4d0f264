"""`python -m evals.fit_grader`: fit the extractive grader and say how well it does on unseen data.

Each folder holds passages.jsonl (id, title, text; optionally section) and questions.jsonl
(question, answerable; optionally passage, kind). Every question is searched in its folder's
passages as the service would, and the best passage decides: graded relevant, or refused. The
figures printed are out-of-fold: a question is judged by a model that saw no question about the same
article (or, where questions name no passage, none of its eighth of the questions). What is written
is fitted on all.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

import agent.reasoners.extractive as package
from agent.backends.embeddings import LocalEmbeddings, find_model_folder, open_embeddings
from agent.backends.milvus import MilvusIndex
from agent.backends.milvus_engine import Engine
from agent.errors import InvalidRequest, MentorError
from agent.reasoners.extractive.features import FEATURES, measure
from agent.reasoners.extractive.question import ask
from agent.settings import Settings, read_settings
from agent.types import GENERAL, Chunk, Passage, indexed_text
from agent.vocabulary import Vocabulary
from evals.logistic import Sample, fit

FOLDS = 8
REFUSED = 0.07  # share of answerable course questions that may be refused
OUT = Path(package.__file__).with_name("grader.json")


@dataclass(frozen=True, slots=True)
class Question:
    """One question of a data set."""

    text: str
    answerable: bool
    kind: str
    group: str  # questions of one group are never on both sides of a fold


def main(arguments: Sequence[str] | None = None) -> int:
    """0 when the coefficients were written, 2 when it could not begin."""
    options = _parser().parse_args(arguments)
    try:
        settings = read_settings()
        folder = find_model_folder(settings.embedding_model, settings.models)
        embeddings = open_embeddings(folder)
        sets = {str(f): samples(f, embeddings, settings) for f in [*options.bench, *options.cases]}
    except MentorError as error:
        print(error.message, error.fix or "", sep="\n", file=sys.stderr)
        return 2
    logits = {name: out_of_fold(sets, name) for name in sets}
    judged = [str(folder) for folder in options.cases or options.bench]
    answered = [logits[name][[sample.answerable for sample in sets[name]]] for name in judged]
    threshold = threshold_for(np.concatenate(answered))
    for name, found in sets.items():
        print(_line(name, found, logits[name] >= threshold))
    model = fit(_weighted(sets))
    written = {
        "weights": dict(zip(FEATURES, np.round(model.weights, 4).tolist(), strict=True)),
        "bias": round(model.bias, 4),
        "threshold": round(float(1 / (1 + np.exp(-threshold))), 4),
    }
    options.out.write_text(json.dumps(written, indent=2) + "\n", encoding="utf-8")
    print(f"Written to {options.out}.")
    return 0


def samples(folder: Path, embeddings: LocalEmbeddings, settings: Settings) -> list[Sample]:
    """A data set as features: one row for each passage found for a question."""
    chunks, questions = _chunks(folder), _questions(folder)
    vocabulary = Vocabulary.of(indexed_text(chunk) for chunk in chunks)
    with tempfile.TemporaryDirectory() as scratch:
        engine = Engine(Path(scratch) / "fit.db")
        with closing(MilvusIndex(engine, embedding=embeddings.identity)) as index:
            index.write(chunks, embeddings.embed_documents([indexed_text(c) for c in chunks]))
            found = [
                index.search(
                    q.text, embeddings.embed_query(q.text), courses=(), k=settings.passages
                )
                for q in questions
            ]
    return [
        Sample(
            _rows(question.text, passages, vocabulary),
            question.answerable,
            question.group,
            question.kind,
        )
        for question, passages in zip(questions, found, strict=True)
        if passages
    ]


def out_of_fold(sets: dict[str, list[Sample]], name: str) -> NDArray[np.float64]:
    """For each question of one set, the best passage's logit by a model that did not see it."""
    found = sets[name]
    groups = sorted({sample.group for sample in found})
    fold = {group: at % FOLDS for at, group in enumerate(groups)}
    logits = np.empty(len(found))
    for held in range(FOLDS):
        seen = [sample for sample in found if fold[sample.group] != held]
        model = fit(_weighted(sets | {name: seen}))
        for at, sample in enumerate(found):
            if fold[sample.group] == held:
                logits[at] = model.logits(sample.rows).max()
    return logits


def threshold_for(answerable: NDArray[np.float64]) -> float:
    """The highest logit that at most `REFUSED` of the answerable questions fall below."""
    return float(np.floor(np.quantile(answerable, REFUSED) * 100) / 100)


def balanced_accuracy(found: list[Sample], kept: NDArray[np.bool_]) -> float:
    """Mean of the share of answerable questions kept and of the others refused."""
    answerable = np.array([sample.answerable for sample in found])
    return float((kept[answerable].mean() + (~kept[~answerable]).mean()) / 2)


def _weighted(sets: dict[str, list[Sample]]) -> list[tuple[Sample, float]]:
    """All samples, so that each data set weighs the same."""
    return [(sample, 1 / len(found)) for found in sets.values() for sample in found]


def _rows(text: str, passages: Sequence[Passage], vocabulary: Vocabulary) -> NDArray[np.float64]:
    question = ask(vocabulary.corrected(text), vocabulary)
    return np.array([fit.values for fit in measure(question, passages)])


def _chunks(folder: Path) -> list[Chunk]:
    return [
        Chunk(
            id=f"{row['id']}",
            document_id=row["title"],
            version="",
            ordinal=at,
            source=row.get("source", row["title"]),
            course=row.get("course", GENERAL),
            title=row["title"],
            section=row.get("section", ""),
            page=row.get("page"),
            text=row["text"],
        )
        for at, row in enumerate(_read(folder / "passages.jsonl"))
    ]


def _questions(folder: Path) -> list[Question]:
    return [
        Question(
            text=row["question"],
            answerable=row["answerable"],
            kind=row.get("kind", "answerable" if row["answerable"] else "near miss"),
            group=row["passage"].split("#")[0] if row.get("passage") else str(at % FOLDS),
        )
        for at, row in enumerate(_read(folder / "questions.jsonl"))
    ]


def _read(file: Path) -> list[dict[str, Any]]:
    try:
        return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    except (OSError, ValueError) as error:
        raise InvalidRequest(
            f"{file} cannot be read: {error}.", "Name a folder with both files."
        ) from error


def _line(name: str, found: list[Sample], kept: NDArray[np.bool_]) -> str:
    kinds = sorted({sample.kind for sample in found})
    shares = []
    for kind in kinds:
        of = np.array([sample.kind == kind for sample in found])
        shares.append(
            f"{kind}: {'answered' if kind == 'answerable' else 'refused'} "
            f"{(kept if kind == 'answerable' else ~kept)[of].mean():.3f} of {of.sum()}"
        )
    return f"{name}: balanced accuracy {balanced_accuracy(found, kept):.3f}; {'; '.join(shares)}"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m evals.fit_grader", description=__doc__)
    parser.add_argument("--bench", type=Path, nargs="+", required=True, metavar="DIR")
    parser.add_argument("--cases", type=Path, nargs="*", default=[], metavar="DIR")
    parser.add_argument("--out", type=Path, default=OUT, metavar="FILE")
    return parser


if __name__ == "__main__":
    sys.exit(main())
