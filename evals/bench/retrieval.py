"""`python -m evals.bench.retrieval --bench DIR`: search and grading quality on labelled sets.

DIR holds folders with passages.jsonl and questions.jsonl, as `../shared/bench`. Compares each arm
of the search, their plain rank fusion and the product's ranking. The weights were fitted on these
questions, among others; the programs in evals.fit print out-of-fold figures.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

from agent.compose import open_embeddings
from agent.errors import InvalidRequest, MentorError
from agent.nodes.retrieve import CANDIDATES, Order
from agent.reasoner import Turn
from agent.reasoners.extractive import ExtractiveReasoner
from agent.settings import Settings, read_settings
from evals.arms import DEPTH, RRF_K, bm25, dense, rrf
from evals.figure import Figure, mean, share
from evals.fit.labelled import Labelled, LabelledQuestion, opened_folder

CUTS = (1, 5, 10)


def main(arguments: Sequence[str] | None = None) -> int:
    """0 on success, 2 if it could not start."""
    parser = argparse.ArgumentParser(prog="python -m evals.bench.retrieval", description=__doc__)
    parser.add_argument("--bench", type=Path, required=True, metavar="DIR")
    folder = parser.parse_args(arguments).bench
    try:
        for name, rows in measure(folder, read_settings()).items():
            show(Console(), name, rows)
    except MentorError as error:
        print(error.explain(), file=sys.stderr)
        return 2
    return 0


def measure(bench: Path, settings: Settings) -> dict[str, dict[str, list[Figure]]]:
    """The figures by data set and arm; raises `InvalidRequest` if there is no data set."""
    folders = sorted(file.parent for file in bench.glob("*/questions.jsonl"))
    if not folders:
        raise InvalidRequest(
            f"There are no data sets in {bench}.", "Name a folder of data sets with --bench."
        )
    embeddings = open_embeddings(settings)
    found = {}
    for folder in folders:
        with opened_folder(folder, settings, embeddings) as labelled:
            found[folder.name] = _ranked(labelled) | _judged(labelled)
    return found


ARMS: Mapping[str, Order] = {"dense": dense, "BM25": bm25, f"RRF k={RRF_K}": rrf}


def _ranked(labelled: Labelled) -> dict[str, list[Figure]]:
    questions = [asked for asked in labelled.questions if asked.evidence]
    ranks: dict[str, list[int | None]] = {name: [] for name in (*ARMS, "ours")}
    for asked in questions:
        vector = labelled.embeddings.embed_query(asked.text)
        deep = labelled.index.search(asked.text, vector, courses=asked.courses, k=DEPTH)
        for name, order in ARMS.items():
            ranks[name].append(asked.rank(order(asked.text, deep, labelled.vocabulary)))
        ours = asyncio.run(labelled.retriever.search(asked.text, asked.courses, CANDIDATES))
        ranks["ours"].append(asked.rank(ours))
    return {name: _figures(found) for name, found in ranks.items()}


def _figures(ranks: Sequence[int | None]) -> list[Figure]:
    """hit@k and MRR@10; a question that needs several passages has the rank of the last one."""
    hits = [share(f"hit@{cut}", [r is not None and r <= cut for r in ranks]) for cut in CUTS]
    reciprocal = [1 / rank if rank and rank <= CUTS[-1] else 0.0 for rank in ranks]
    return [*hits, mean(f"MRR@{CUTS[-1]}", reciprocal, "score")]


def _judged(labelled: Labelled) -> dict[str, list[Figure]]:
    """The grader's accuracy on answerable and other questions; {} if all are answerable."""
    reasoner = ExtractiveReasoner(lambda: labelled.vocabulary)
    right: dict[bool, list[bool]] = {True: [], False: []}
    for asked in labelled.questions:
        right[asked.answerable].append(_answers(labelled, reasoner, asked) == asked.answerable)
    if not right[False]:
        return {}
    both = [sum(found) / len(found) for found in right.values()]
    return {
        "grader": [
            share("answerable kept", right[True]),
            share("others refused", right[False]),
            mean("balanced", both, "share"),
        ]
    }


def _answers(labelled: Labelled, reasoner: ExtractiveReasoner, asked: LabelledQuestion) -> bool:
    passages = asyncio.run(labelled.retriever.search(asked.text, asked.courses))
    turn = Turn(asked.text, asked.text, passages=passages)
    return any(asyncio.run(reasoner.grade(turn)).relevant)


def show(console: Console, name: str, rows: Mapping[str, list[Figure]]) -> None:
    """Print one table per data set, with one row per arm."""
    for figures in ({n: f for n, f in rows.items() if n != "grader"}, {"": rows.get("grader", [])}):
        table = Table(title=name, title_justify="left")
        table.add_column("")
        for figure in next(iter(figures.values())):
            table.add_column(figure.name, justify="right")
        for row, found in figures.items():
            table.add_row(row, *(f"{figure.value:.3f}" for figure in found))
        if table.row_count and len(table.columns) > 1:
            console.print(table)


if __name__ == "__main__":
    sys.exit(main())
