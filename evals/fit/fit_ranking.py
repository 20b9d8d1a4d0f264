"""`python -m evals.fit.fit_ranking --bench DIR ...`: fit the weights that order search results.

Uses the golden set's training half and `fitting.jsonl` over the ingested sample courses, and the
given folders of passages and questions. The printed figures are out-of-fold: a question is ranked
with weights fitted without its eighth.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

import numpy as np

import agent.search.ranking as package
from agent.compose import open_embeddings
from agent.errors import MentorError
from agent.nodes.retrieve import CANDIDATES
from agent.search.ranking import FEATURES, features
from agent.settings import read_settings
from agent.types import Passage
from evals.fit.labelled import Labelled, LabelledQuestion, opened_folder, opened_sample
from evals.fit.listwise import Array, Listed, fit

FOLDS = 8
OUT = Path(package.__file__).with_name("ranking.json")

Found = tuple[LabelledQuestion, list[Passage], Array]
"""A question, its candidates, and their features as rows."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Returns 0 if the weights were written, 2 if it could not start."""
    parser = argparse.ArgumentParser(prog="python -m evals.fit.fit_ranking", description=__doc__)
    parser.add_argument("--bench", type=Path, nargs="+", required=True, metavar="DIR")
    parser.add_argument("--out", type=Path, default=OUT, metavar="FILE")
    options = parser.parse_args(arguments)
    try:
        settings = read_settings()
        embeddings = open_embeddings(settings)
        with ExitStack() as stack:
            sets = [stack.enter_context(opened_sample(settings, embeddings))]
            for folder in options.bench:
                sets.append(stack.enter_context(opened_folder(folder, settings, embeddings)))
            found = {labelled.name: searched(labelled) for labelled in sets}
    except MentorError as error:
        print(error.explain(), file=sys.stderr)
        return 2
    for name in found:
        print(f"{name}: {_figures(out_of_fold(found, name))}")
    weights = fit(listed(found))
    written = dict(zip(FEATURES, np.round(weights, 3).tolist(), strict=True))
    options.out.write_text(json.dumps(written, indent=2) + "\n", encoding="utf-8")
    print(f"Written to {options.out}.")
    return 0


def searched(labelled: Labelled) -> list[Found]:
    """The candidates of every question with known evidence."""
    found = []
    for asked in labelled.questions:
        if asked.evidence:
            text = labelled.vocabulary.corrected(asked.text)
            vector = labelled.embeddings.embed_query(text)
            passages = labelled.index.search(text, vector, courses=asked.courses, k=CANDIDATES)
            rows = [[*row.values()] for row in features(text, passages, labelled.vocabulary)]
            found.append((asked, passages, np.array(rows)))
    return found


def listed(found: dict[str, list[Found]]) -> list[Listed]:
    """All questions in the form of the fit, with equal weights per set."""
    return [
        Listed(
            rows,
            np.array([any(holds(passage) for holds in asked.evidence) for passage in passages]),
            1 / len(questions),
        )
        for questions in found.values()
        for asked, passages, rows in questions
    ]


def out_of_fold(found: dict[str, list[Found]], name: str) -> list[int | None]:
    """The out-of-fold rank of each question's evidence."""
    groups = sorted({asked.group for asked, _, _ in found[name]})
    fold = {group: at % FOLDS for at, group in enumerate(groups)}
    ranks: dict[int, int | None] = {}
    for held in range(FOLDS):
        seen = [one for one in found[name] if fold[one[0].group] != held]
        weights = fit(listed(found | {name: seen}))
        for at, (asked, passages, rows) in enumerate(found[name]):
            if fold[asked.group] == held:
                order = np.argsort(-(rows @ weights), kind="stable")
                ranks[at] = asked.rank([passages[n] for n in order])
    return [ranks[at] for at in sorted(ranks)]


def _figures(ranks: list[int | None]) -> str:
    def hit(cut: int) -> float:
        return sum(rank is not None and rank <= cut for rank in ranks) / len(ranks)

    mrr = sum(1 / rank for rank in ranks if rank and rank <= 10) / len(ranks)
    return f"{len(ranks)} questions, hit@1 {hit(1):.3f}, @5 {hit(5):.3f}, MRR@10 {mrr:.3f}"


if __name__ == "__main__":
    sys.exit(main())
