"""`python -m evals`: ask the golden questions and measure the answers."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import time
from collections.abc import Sequence
from contextlib import aclosing
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from agent.errors import MentorError
from agent.settings import Settings, read_settings
from evals import report, terminal
from evals.cases import SAMPLE, Case, read_cases
from evals.outcome import Outcome

if TYPE_CHECKING:
    from agent.compose import Mentor


def main(arguments: Sequence[str] | None = None) -> int:
    """0 when all cases were measured, 1 when a turn failed, 2 when it could not begin."""
    options = _parser().parse_args(arguments)
    try:
        return asyncio.run(evaluate(read_settings(), options))
    except MentorError as error:
        print(error.explain(), file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("Stopped; no report was written.", file=sys.stderr)
        return 130


async def evaluate(settings: Settings, options: argparse.Namespace) -> int:
    """Ask, measure, report; raises `MentorError` when it cannot begin."""
    cases = read_cases(options.cases)

    from agent.compose import open_mentor  # takes seconds: a bad file is told of before
    from evals import asking

    started, began = datetime.now(UTC), time.perf_counter()
    async with open_mentor(settings) as mentor:
        asking.check(mentor.catalog, cases)
        outcomes = await _ask(mentor, cases, options.parallel)
        run = report.Run(
            cases_file=str(options.cases),
            mode=mentor.reasoner.mode,
            model=mentor.reasoner.model,
            embedding=settings.embedding_model,
            documents=sum(course["documents"] for course in mentor.catalog.courses()),
            chunks=mentor.index.count(),
            parallel=options.parallel,
            started_at=started,
            seconds=round(time.perf_counter() - began, 1),
        )
    whole = report.document(run, outcomes)
    path = report.write(whole, options.out or settings.data_dir / "evals")
    if options.json:
        print(json.dumps(whole, ensure_ascii=False))
    else:
        terminal.show(Console(), run, report.figures(outcomes), outcomes, path)
    return int(any(outcome.error for outcome in outcomes))


async def _ask(mentor: Mentor, cases: Sequence[Case], parallel: int) -> list[Outcome]:
    """The outcomes in the order of the cases, with a progress bar on standard error."""
    from evals import asking

    came: dict[str, Outcome] = {}
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, TimeRemainingColumn(), console=Console(stderr=True)) as progress:
        task = progress.add_task("asking", total=len(cases))
        async with aclosing(asking.outcomes(mentor, cases, parallel)) as outcomes:
            async for outcome in outcomes:
                came[outcome.case.id] = outcome
                progress.advance(task)
    return [came[case.id] for case in cases]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m evals", description=__doc__)
    parser.add_argument("--cases", type=Path, default=SAMPLE, help="JSON Lines file of questions")
    parser.add_argument("--out", type=Path, help="folder for reports; DATA_DIR/evals by default")
    parser.add_argument("--json", action="store_true", help="print the report, not the tables")
    parser.add_argument(
        "--parallel", type=_positive, default=1, metavar="N", help="questions asked at a time"
    )
    return parser


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("must be 1 or more")
    return number


if __name__ == "__main__":
    sys.exit(main())
