"""`python -m evals.reader.fit --bench DIR --model FILE`: how much the reader's scores count.

Uses only questions that the reader was not trained on: three articles of SQuAD 2.0, and a third of
the training halves of the golden sets. The printed figures are out-of-fold: an article, or an
eighth of the other questions, is scored with weights fitted on the rest. The written weights are
fitted on all of them. Nothing here reads the held-out halves.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from agent.embedding.model import find_model_folder
from agent.errors import MentorError
from agent.reasoners.extractive.grader import fitted
from agent.search.reader.opening import FITTED, MODEL, OURS, load
from agent.search.reader.pair_scores import Fitted, Judge, Weights
from agent.settings import read_settings
from evals.fit.fit_grader import threshold_for
from evals.fit.listwise import Listed
from evals.fit.listwise import fit as fit_lists
from evals.fit.logistic import Sample
from evals.fit.logistic import fit as fit_samples
from evals.reader.calibration import bins, error, plot
from evals.reader.measure import area, balanced
from evals.reader.unseen import Array, Unseen, folds, of_stories, unseen

FOLDS = 8
PLOT = Path(__file__).with_name("reliability.svg")
NOTHING = Weights(0.0, 0.0, 0.0)


def main(arguments: Sequence[str] | None = None) -> int:
    """Returns 0 if the weights were written, 2 if it could not start."""
    parser = argparse.ArgumentParser(prog="python -m evals.reader.fit", description=__doc__)
    parser.add_argument("--bench", type=Path, required=True, metavar="DIR")
    parser.add_argument("--model", type=Path, default=OURS / MODEL, metavar="FILE")
    parser.add_argument("--out", type=Path, default=OURS / FITTED, metavar="FILE")
    parser.add_argument("--plot", type=Path, default=PLOT, metavar="FILE")
    options = parser.parse_args(arguments)
    settings = read_settings()
    sum_ = sha256(options.model.read_bytes()).hexdigest()
    blank = Fitted(sum_, NOTHING, Judge(1.0, NOTHING, 0.0, fitted().threshold))
    try:
        embedding = find_model_folder(settings.embedding_model, settings.models)
        reader = load(options.model, embedding, blank, 2)
        sets = unseen(settings, reader, options.bench)
        stories = of_stories(settings, reader, options.bench)
    except MentorError as problem:
        print(problem.explain(), file=sys.stderr)
        return 2
    ranking, grading = Ranking.fitted(sets), judge(sets)
    for name in sets:
        print(f"{name}: {_ranked(sets, name)}")
        print(f"{name}: {_graded(sets, name)}")
    before, after = (_hits(list(map(r.rank, stories))) for r in (Ranking(NOTHING), ranking))
    print(f"stories: today {before}; with the reader {after}")
    _plotted(sets, options.plot)
    written = asdict(Fitted(sum_, ranking.weights, grading))
    options.out.write_text(json.dumps(written, indent=2) + "\n", encoding="utf-8")
    print(f"Written to {options.out}.")
    return 0


@dataclass(frozen=True)
class Ranking:
    """What is added to the score of a candidate that was read."""

    weights: Weights

    @classmethod
    def fitted(cls, sets: dict[str, list[Unseen]]) -> Ranking:
        lists = [
            Listed(_features(one), one.evidence[: len(one.scores)], 1 / len(found))
            for found in sets.values()
            for one in found
            if one.asked.answerable and one.evidence[: len(one.scores)].any()
        ]
        own, *theirs = fit_lists(lists)
        return cls(Weights(*(round(float(max(weight, 0.0) / own), 3) for weight in theirs)))

    def rank(self, one: Unseen) -> int | None:
        """Of the first piece of evidence among the candidates; None where there is none."""
        weights = np.array([self.weights.about, self.weights.answers, self.weights.here])
        read = len(one.scores)
        order = np.argsort(-(one.ranking[:read] + one.scores @ weights), kind="stable")
        places = np.flatnonzero([*one.evidence[:read][order], *one.evidence[read:]])
        return int(places[0]) + 1 if len(places) else None


def judge(sets: dict[str, list[Unseen]]) -> Judge:
    """The grader with the reader, on all sets alike."""
    weighted = [(_sample(one), 1 / len(found)) for found in sets.values() for one in found]
    model = fit_samples(weighted)
    own, *theirs = (round(float(weight), 4) for weight in model.weights)
    logits = out_of_fold(sets, "sample")
    answerable = np.array([one.asked.answerable for one in sets["sample"]])
    threshold = 1 / (1 + np.exp(-threshold_for(logits[answerable])))
    return Judge(own, Weights(*theirs), round(model.bias, 4), round(float(threshold), 4))


def out_of_fold(sets: dict[str, list[Unseen]], name: str) -> Array:
    """The logit of the best passage for each question of a set, with weights from the others."""
    logits = np.empty(len(sets[name]))
    for seen, held in folds(sets[name], FOLDS):
        others = sets | {name: [sets[name][n] for n in seen]}
        model = fit_samples(
            [(_sample(one), 1 / len(found)) for found in others.values() for one in found]
        )
        for n in held:
            logits[n] = model.logits(_features(sets[name][n], own=True)).max()
    return logits


def _features(one: Unseen, own: bool = False) -> Array:
    first = one.own if own else one.ranking[: len(one.scores)]
    return np.hstack([first[:, None], one.scores])


def _sample(one: Unseen) -> Sample:
    return Sample(_features(one, own=True), one.asked.answerable, one.asked.group, one.asked.kind)


def _ranked(sets: dict[str, list[Unseen]], name: str) -> str:
    asked = [n for n, one in enumerate(sets[name]) if one.asked.answerable and one.asked.evidence]
    ranks: dict[int, int | None] = {}
    for seen, held in folds(sets[name], FOLDS):
        ranking = Ranking.fitted(sets | {name: [sets[name][n] for n in seen]})
        ranks |= {n: ranking.rank(sets[name][n]) for n in held}
    today = Ranking(NOTHING)
    before = [today.rank(sets[name][n]) for n in asked]
    return f"today {_hits(before)}; with the reader {_hits([ranks[n] for n in asked])}"


def _hits(ranks: Sequence[int | None]) -> str:
    def hit(cut: int) -> float:
        return sum(rank is not None and rank <= cut for rank in ranks) / len(ranks)

    mrr = sum(1 / rank for rank in ranks if rank and rank <= 10) / len(ranks)
    return f"hit@1 {hit(1):.3f}, @5 {hit(5):.3f}, MRR@10 {mrr:.3f}"


def _graded(sets: dict[str, list[Unseen]], name: str) -> str:
    answerable = _answerable(sets[name])
    before = np.array([one.own.max() for one in sets[name]])
    after = out_of_fold(sets, name)
    parts = []
    for words, logits in (("today", before), ("with the reader", after)):
        refused = logits[~answerable] < np.quantile(logits[answerable], 0.08)
        ece = error(bins(1 / (1 + np.exp(-logits)), answerable))
        parts.append(
            f"{words} area {area(logits, answerable):.3f}, balanced at best "
            f"{balanced(logits, answerable):.3f}, refused with 8% wrongly {refused.mean():.3f}, "
            f"ECE {ece:.3f}"
        )
    return f"{len(answerable)} questions, {'; '.join(parts)}"


def _plotted(sets: dict[str, list[Unseen]], target: Path) -> None:
    answerable = np.concatenate([_answerable(found) for found in sets.values()])
    before = np.concatenate([[one.own.max() for one in found] for found in sets.values()])
    after = np.concatenate([out_of_fold(sets, name) for name in sets])
    series = {
        name: bins(1 / (1 + np.exp(-logits)), answerable)
        for name, logits in (("without the reader", before), ("with the reader", after))
    }
    target.write_text(plot(series), encoding="utf-8")


def _answerable(found: Sequence[Unseen]) -> NDArray[np.bool_]:
    return np.array([one.asked.answerable for one in found])


if __name__ == "__main__":
    sys.exit(main())
