"""`python -m evals.reader.fit --bench DIR --model FILE`: how much the reader's scores count.

Uses only questions that the reader was not trained on: three articles of SQuAD 2.0, and a third of
the training halves of the golden sets. The printed figures are out-of-fold: an article, or an
eighth of the other questions, is scored with weights fitted on the rest. The written weights are
fitted on all of them. Questions on stories are only reported. Nothing here reads the held-out
halves.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from hashlib import sha256
from pathlib import Path

import numpy as np

from agent.embedding.model import find_model_folder
from agent.errors import MentorError
from agent.reasoners.extractive.grader import fitted
from agent.search.reader.opening import FITTED, MODEL, OURS, load
from agent.search.reader.pair_scores import Fitted, Judge
from agent.settings import read_settings
from evals.fit.fit_grader import REFUSED
from evals.reader.calibration import bins, error, plot
from evals.reader.measure import area, balanced
from evals.reader.unseen import Array, Unseen, of_stories, unseen
from evals.reader.weighing import (
    NOTHING,
    Ranking,
    Sets,
    answerable,
    fit_judge,
    fit_ranking,
    graded_out_of_fold,
    graded_today,
    has_evidence,
    ranked_out_of_fold,
)

PLOT = Path(__file__).with_name("reliability.svg")


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
    blank = Fitted(sum_, NOTHING, Judge(1.0, NOTHING, 0.0, fitted().threshold, 0.0))
    try:
        embedding = find_model_folder(settings.embedding_model, settings.models)
        reader = load(options.model, embedding, blank, 2)
        sets = unseen(settings, reader, options.bench)
        stories = of_stories(settings, reader, options.bench)
    except MentorError as problem:
        print(problem.explain(), file=sys.stderr)
        return 2
    written, curve = weighed(sum_, sets, stories)
    options.plot.write_text(curve, encoding="utf-8")
    options.out.write_text(json.dumps(asdict(written), indent=2) + "\n", encoding="utf-8")
    print(f"Written to {options.out}.")
    return 0


def weighed(sum_: str, sets: Sets, stories: Sequence[Unseen]) -> tuple[Fitted, str]:
    """The weights for a reader's file, and a reliability plot; prints what they achieve."""
    today, ranking = Ranking(NOTHING), fit_ranking(sets)
    for name, found in sets.items():
        ranks = [today.rank(one) for one in found if has_evidence(one)]
        better = ranked_out_of_fold(sets, name)
        print(f"{name}, ranking: today {_hits(ranks)}; with the reader {_hits(better)}")
    ends = [_hits([each.rank(one) for one in stories]) for each in (today, ranking)]
    print(f"stories, ranking: today {ends[0]}; with the reader {ends[1]}")
    before = {name: graded_today(found) for name, found in sets.items()}
    after = {name: graded_out_of_fold(sets, name, ranking) for name in sets}
    for name in sets:
        parts = [_graded(sets[name], logits[name]) for logits in (before, after)]
        print(f"{name}, grading: today {parts[0]}; with the reader {parts[1]}")
    true = np.concatenate([answerable(found) for found in sets.values()])
    series = {
        name: bins(_chances(np.concatenate([*logits.values()])), true)
        for name, logits in (("without the reader", before), ("with the reader", after))
    }
    return Fitted(sum_, ranking.weights, fit_judge(sets, ranking)), plot(series)


def _hits(ranks: Sequence[int | None]) -> str:
    def hit(cut: int) -> float:
        return sum(rank is not None and rank <= cut for rank in ranks) / len(ranks)

    mrr = sum(1 / rank for rank in ranks if rank and rank <= 10) / len(ranks)
    return f"hit@1 {hit(1):.3f}, @5 {hit(5):.3f}, MRR@10 {mrr:.3f}"


def _graded(found: list[Unseen], logits: Array) -> str:
    true = answerable(found)
    refused = (logits[~true] < np.quantile(logits[true], REFUSED)).mean()
    return (
        f"area {area(logits, true):.3f}, balanced at best {balanced(logits, true):.3f}, refused "
        f"with {REFUSED:.0%} wrongly {refused:.3f}, ECE {error(bins(_chances(logits), true)):.3f}"
    )


def _chances(logits: Array) -> Array:
    return np.asarray(1 / (1 + np.exp(-logits)))


if __name__ == "__main__":
    sys.exit(main())
