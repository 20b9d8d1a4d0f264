"""`python -m evals.fit.fit_languages --bench DIR`: fit the grader of other languages.

DIR as for evals.bench.languages. Each question counts twice: with the passages that are found for
it, and without the one that answers it. There is a model for each case: question and passages in
one language, in two, and in one with an English embedding model. The printed figures are of every
other question, which the printed model has not seen; the written one is fitted on all.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

import agent.reasoners.languages as package
from agent.compose import open_embeddings
from agent.errors import MentorError
from agent.languages.names import ENGLISH
from agent.languages.similarity import Similarity
from agent.nodes.retrieve import Retriever
from agent.reasoners.languages.grading import FEATURES, Case, Graded, fitted
from agent.reasoners.languages.parsed_question import ask_in
from agent.search.vocabulary import Vocabulary
from agent.settings import read_settings
from evals.bench.languages import OnceEmbedded, Parallel, opened_language, read_language
from evals.fit.logistic import Model, Sample, fit

MULTILINGUAL = "multilingual-e5-small-q4"
PASSAGES = 8
KEPT = 2  # weight of the questions to answer, of those to refuse 1
OUT = Path(package.__file__).with_name("grader.json")


def main(arguments: Sequence[str] | None = None) -> int:
    """Returns 0 if the weights were written, 2 if it could not start."""
    parser = argparse.ArgumentParser(prog="python -m evals.fit.fit_languages", description=__doc__)
    parser.add_argument("--bench", type=Path, required=True, metavar="DIR")
    parser.add_argument("--every", type=int, default=3, help="every n-th question only")
    parser.add_argument("--out", type=Path, default=OUT, metavar="FILE")
    options = parser.parse_args(arguments)
    sets = {file.stem: read_language(file) for file in sorted(options.bench.glob("*.jsonl"))}
    others = [code for code in sets if code != ENGLISH]
    same = [(code, code) for code in others]
    crossed = [pair for code in others for pair in ((ENGLISH, code), (code, ENGLISH))]
    settings = read_settings()
    try:
        own = settings.model_copy(update={"embedding_model": MULTILINGUAL})
        many, english = OnceEmbedded(open_embeddings(own)), OnceEmbedded(open_embeddings(settings))
        samples: dict[Case, list[Sample]] = {
            "same": _samples(sets, same, many, options.every),
            "crossed": _samples(sets, crossed, many, options.every),
            "words": _samples(sets, same, english, options.every),
        }
    except MentorError as error:
        print(error.explain(), file=sys.stderr)
        return 2
    written = {case: _fitted(case, found) for case, found in samples.items()}
    options.out.write_text(json.dumps(written, indent=2) + "\n", encoding="utf-8")
    print(f"Written to {options.out}.")
    return 0


def _samples(
    sets: dict[str, Parallel],
    pairs: Sequence[tuple[str, str]],
    embeddings: OnceEmbedded,
    every: int,
) -> list[Sample]:
    similarity = Similarity(embeddings) if embeddings.multilingual else None
    found: list[Sample] = []
    for asked, written in pairs:
        with opened_language(sets[written].chunks, embeddings) as (index, vocabulary):
            retriever = Retriever(index, embeddings, lambda v=vocabulary: v, PASSAGES)  # type: ignore[misc]
            for question, passage in sets[asked].questions[::every]:
                rows, answers = _rows(retriever, vocabulary, similarity, question, passage)
                group = f"{passage.split('#')[0]}"
                found.append(Sample(rows, True, group, f"{asked}-{written}"))
                found.append(Sample(rows[~answers], False, group, f"{asked}-{written}"))
    return found


def _rows(
    retriever: Retriever,
    vocabulary: Vocabulary,
    similarity: Similarity | None,
    question: str,
    passage: str,
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """The features of the passages found, and which of them is the one that answers."""
    passages = asyncio.run(retriever.search(question, (), PASSAGES + 1))
    analysed = ask_in(vocabulary.language_of(question), question, vocabulary)
    fits = Graded(analysed, passages, similarity, vocabulary).fits
    rows = np.array([fit_.values for fit_ in fits])
    return rows, np.array([found["id"] == passage for found in passages])


def _fitted(case: Case, samples: list[Sample]) -> dict[str, float]:
    groups = sorted({sample.group for sample in samples})
    seen = [s for s in samples if groups.index(s.group) % 2]
    held = [s for s in samples if not groups.index(s.group) % 2]
    model = fit([(sample, 1.0) for sample in seen])
    _report(f"{case} now", *_as_they_are(case), held)
    _report(f"{case} fitted", model, _threshold(model, seen), held)
    final = fit([(sample, 1.0) for sample in samples])
    chance = 1 / (1 + np.exp(-_threshold(final, samples)))
    weights = dict(zip(FEATURES, np.round(final.weights, 4).tolist(), strict=True))
    return weights | {"bias": round(final.bias, 4), "threshold": round(float(chance), 4)}


def _threshold(model: Model, samples: list[Sample]) -> float:
    """The logit with the best accuracy, where a refusal of what is answered weighs twice."""
    best = [(float(model.logits(s.rows).max()), s.answerable) for s in samples]
    cuts = sorted(logit for logit, _ in best)[:: max(len(best) // 200, 1)]
    return max(cuts, key=lambda cut: _accuracy(best, cut))


def _accuracy(best: Sequence[tuple[float, bool]], cut: float) -> float:
    kept = [logit >= cut for logit, good in best if good]
    refused = [logit < cut for logit, good in best if not good]
    return KEPT * sum(kept) / len(kept) + sum(refused) / len(refused)


def _as_they_are(case: Case) -> tuple[Model, float]:
    """The weights that come with the package, and their threshold as a logit."""
    now = fitted()[case]
    model = Model(np.array([now[name] for name in FEATURES]), now["bias"])
    return model, float(np.log(now["threshold"] / (1 - now["threshold"])))


def _report(name: str, model: Model, cut: float, held: list[Sample]) -> None:
    for kind in sorted({sample.kind for sample in held}):
        best = [(float(model.logits(s.rows).max()), s.answerable) for s in held if s.kind == kind]
        kept = sum(logit >= cut for logit, good in best if good) / (len(best) / 2)
        refused = sum(logit < cut for logit, good in best if not good) / (len(best) / 2)
        print(f"{name} {kind}: answered {kept:.2f} of the answerable, refused {refused:.2f}")


if __name__ == "__main__":
    sys.exit(main())
