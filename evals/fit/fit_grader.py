"""`python -m evals.fit.fit_grader --bench DIR ...`: fit the extractive grader.

Uses the training halves of the golden sets and `fitting.jsonl` over the ingested sample courses,
the real courses if available, and the given folders of passages and questions. Every question is
searched as in the service, including rewrites, and the best passage decides whether it is answered
or refused. The printed figures are out-of-fold: a question is scored by a model that saw no
question about the same article (or, if questions name no passage, none of its eighth). The written
coefficients are fitted on everything.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

import agent.reasoners.extractive as package
from agent.compose import open_embeddings
from agent.errors import MentorError
from agent.graph import MAX_REWRITES
from agent.reasoners.extractive.features import FEATURES, measure
from agent.reasoners.extractive.question import ask
from agent.reasoners.extractive.rewriting import rewritten
from agent.settings import read_settings
from evals.fit.labelled import Labelled, LabelledQuestion, opened_folder, opened_real, opened_sample
from evals.fit.logistic import Sample, fit
from evals.sets import real_materials

FOLDS = 8
REFUSED = 0.08  # share of the answerable course questions that may be refused
OUT = Path(package.__file__).with_name("grader.json")


def main(arguments: Sequence[str] | None = None) -> int:
    """Returns 0 if the coefficients were written, 2 if it could not start."""
    parser = argparse.ArgumentParser(prog="python -m evals.fit.fit_grader", description=__doc__)
    parser.add_argument("--bench", type=Path, nargs="+", required=True, metavar="DIR")
    parser.add_argument("--out", type=Path, default=OUT, metavar="FILE")
    options = parser.parse_args(arguments)
    try:
        settings = read_settings()
        embeddings = open_embeddings(settings)
        with ExitStack() as stack:
            courses = stack.enter_context(opened_sample(settings, embeddings))
            sets = {courses.name: samples(courses)}
            if materials := real_materials():
                real = stack.enter_context(opened_real(settings, embeddings, materials))
                sets[real.name] = samples(real)
            for folder in options.bench:
                labelled = stack.enter_context(opened_folder(folder, settings, embeddings))
                sets[labelled.name] = samples(labelled)
    except MentorError as error:
        print(error.explain(), file=sys.stderr)
        return 2
    logits = {name: out_of_fold(sets, name) for name in sets}
    answerable = np.array([sample.answerable for sample in sets[courses.name]])
    threshold = threshold_for(logits[courses.name][answerable])
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


def samples(labelled: Labelled) -> list[Sample]:
    """A data set as features: one row per passage found for a question."""
    found = [(asked, _rows(labelled, asked)) for asked in labelled.questions]
    return [
        Sample(rows, asked.answerable, asked.group, asked.kind)
        for asked, rows in found
        if len(rows)
    ]


def out_of_fold(sets: dict[str, list[Sample]], name: str) -> NDArray[np.float64]:
    """The best passage's out-of-fold logit for each question of a set."""
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
    """The highest logit below which at most `REFUSED` of the answerable questions fall."""
    return float(np.floor(np.quantile(answerable, REFUSED) * 100) / 100)


def balanced_accuracy(found: list[Sample], kept: NDArray[np.bool_]) -> float:
    """The mean of the shares of answerable questions kept and of others refused."""
    answerable = np.array([sample.answerable for sample in found])
    return float((kept[answerable].mean() + (~kept[~answerable]).mean()) / 2)


def _weighted(sets: dict[str, list[Sample]]) -> list[tuple[Sample, float]]:
    """All samples, with equal weights per data set."""
    return [(sample, 1 / len(found)) for found in sets.values() for sample in found]


def _rows(labelled: Labelled, asked: LabelledQuestion) -> NDArray[np.float64]:
    """The features of the passages found by the question and then by its rewrites."""
    vocabulary = labelled.vocabulary
    question = ask(vocabulary.corrected(vocabulary.courses.without(asked.text)), vocabulary)
    rows: list[tuple[float, ...]] = []
    tried: list[str] = []
    query: str | None = asked.text
    while query and len(tried) <= MAX_REWRITES:
        passages = asyncio.run(labelled.retriever.search(query, asked.courses))
        rows += [fit.values for fit in measure(question, passages)]
        tried.append(query)
        query = rewritten(query, tried, labelled.vocabulary)
    return np.array(rows)


def _line(name: str, found: list[Sample], kept: NDArray[np.bool_]) -> str:
    shares = []
    for kind in sorted({"answerable" if sample.answerable else sample.kind for sample in found}):
        answered = kind == "answerable"
        of = np.array([s.answerable if answered else s.kind == kind for s in found])
        share = (kept if answered else ~kept)[of].mean()
        shares.append(f"{kind}: {'answered' if answered else 'refused'} {share:.3f} of {of.sum()}")
    return f"{name}: balanced accuracy {balanced_accuracy(found, kept):.3f}; {'; '.join(shares)}"


if __name__ == "__main__":
    sys.exit(main())
