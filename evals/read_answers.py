"""`python -m evals.read_answers`: ask questions, and write the answers to a file for reading.

The Markdown file has each question, the answer with its quotes, the expected content, the computed
verdict, and space for the reader's own. Questions are drawn evenly from all kinds, by default from
the train half, because questions whose answers were read and worked on no longer measure anything.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from rich.console import Console

from agent.errors import MentorError
from agent.settings import Settings, read_settings
from evals.arms import Arm
from evals.golden.cases import NATURAL, Case
from evals.report.answers import page
from evals.run_folders import finished
from evals.running import Plan, run
from evals.sets import CaseSet, set_of


def main(arguments: Sequence[str] | None = None) -> int:
    """Returns 0 if the file was written, 2 if it could not start."""
    options = _options(arguments)
    try:
        settings = read_settings()
        whole = set_of(options.cases, options.split)
        some = replace(whole, cases=drawn(whole.cases, options.n, options.seed))
        root = options.out or settings.data_dir / "evals"
        root = root if options.run else root / "read"
        report = finished(root, options.run) if options.run else _asked(some, settings, root)
    except MentorError as error:
        print(error.explain(), file=sys.stderr)
        return 2
    ids = {case.id for case in some.cases}
    rows = [row for row in report["cases"] if row["id"] in ids]
    path = root / report["run_id"] / f"answers-{options.split}.md"
    path.write_text(page(report["run_id"], rows), encoding="utf-8")
    print(f"{len(rows)} answers to read are in {path}")
    return 0


def _asked(some: CaseSet, settings: Settings, root: Path) -> Mapping[str, Any]:
    plan = Plan([some], root, latest=False)
    return asyncio.run(run(plan, settings, Arm(), Console(stderr=True))).report


def drawn(cases: Sequence[Case], most: int, seed: int) -> list[Case]:
    """At most `most` questions, round-robin over the kinds, in the order of the file."""
    rng = random.Random(seed)
    kinds: dict[str, list[Case]] = {}
    for case in rng.sample(list(cases), len(cases)):
        kinds.setdefault(case.kind, []).append(case)
    turns = [(n, kind, case) for kind, some in kinds.items() for n, case in enumerate(some)]
    taken = {case.id for _, _, case in sorted(turns, key=lambda turn: turn[:2])[:most]}
    return [case for case in cases if case.id in taken]


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m evals.read_answers", description=__doc__)
    add = parser.add_argument
    add("--cases", type=Path, default=NATURAL, help="JSON Lines file of questions")
    add("--split", choices=("train", "held-out", "all"), default="train", help="this half only")
    add("--n", type=int, default=100, help="number of questions; 100 by default")
    add("--seed", type=int, default=0, help="seed of the selection")
    add("--run", help="use the answers of this finished run instead of asking")
    add("--out", type=Path, help="folder of the runs; DATA_DIR/evals by default, read below it")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
