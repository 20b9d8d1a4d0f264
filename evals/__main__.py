"""`python -m evals`: ask the golden questions, measure the answers, compare them with thresholds.

Exits 1 and lists the metrics below threshold, or turns that failed; 2 if it could not start.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from rich.console import Console

from agent.errors import MentorError
from agent.settings import Settings, read_settings
from agent.unknown_settings import warn_of_unknown_settings
from evals.arms import Arm, read_arms
from evals.bars import BARS, Bar, missed, read_bars
from evals.json_events import error_line, progress_line, report_line
from evals.read_answers import drawn
from evals.report import terminal
from evals.report.arms_table import written_table
from evals.report.html_page import as_json
from evals.running import Plan, Ran, run
from evals.sets import CaseSet, no_materials, set_of, standard_sets


def main(arguments: Sequence[str] | None = None) -> int:
    """See the module."""
    options = parser().parse_args(arguments)
    try:
        warn_of_unknown_settings()
        return asyncio.run(evaluate(read_settings(), options))
    except MentorError as error:
        if options.events:
            error_line(error)
        print(error.explain(), file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("Stopped. Run the same command to resume.", file=sys.stderr)
        return 130


async def evaluate(settings: Settings, options: argparse.Namespace) -> int:
    """Run every arm and print the results; raises `MentorError` if it cannot start."""
    if options.model:
        from evals.own_model import ARMS, served

        options.arms = options.arms or ARMS
        with served(options.model, settings, _say) as settings:
            return await _evaluate(settings, options)
    return await _evaluate(settings, options)


def _say(line: str) -> None:
    print(line, file=sys.stderr)


async def _evaluate(settings: Settings, options: argparse.Namespace) -> int:
    arms = read_arms(options.arms) if options.arms else [Arm()]
    plan = plan_of(settings, options)
    ran = [await run(plan, settings, arm, Console(stderr=True)) for arm in arms]
    if options.events:
        failed = sum(outcome.error is not None for each in ran for outcome in each.outcomes)
        report_line(sum(len(missed(each.bars)) for each in ran), failed)
    elif options.json:
        print(as_json([each.report for each in ran] if options.arms else ran[0].report), end="")
    elif options.arms:
        terminal.show_arms(Console(), *written_table(plan.root, [each.report for each in ran]))
    else:
        terminal.show(Console(), ran[0], whole=options.failures)
    return int(any(_failed(each, gate=not options.arms) for each in ran))


def _failed(ran: Ran, *, gate: bool) -> bool:
    """Whether a turn failed or, except in a comparison of arms, a metric is below threshold."""
    lines = [f"{o.case.id}: {o.error}" for o in ran.outcomes if o.error]
    lines += missed(ran.bars) if gate else []
    if lines:
        print("\nFAILED:\n" + "\n".join(f"  {line}" for line in lines), file=sys.stderr)
    return bool(lines)


def plan_of(settings: Settings, options: argparse.Namespace) -> Plan:
    """The plan of the options; raises `InvalidRequest`."""
    judge = None
    if options.judge:
        from evals.judging.judge import open_judge

        judge = open_judge(settings)
    sets = [set_of(options.cases, options.split)] if options.cases else _standard(options)
    if options.n:
        share = -(-options.n // len(sets))
        sets = [replace(each, cases=drawn(each.cases, share, options.seed)) for each in sets]
    return Plan(
        sets=sets,
        root=options.out or settings.data_dir / "evals",
        bars=_bars(sets, options),
        parallel=options.parallel,
        seed=options.seed,
        base=options.base,
        fresh=options.fresh,
        judge=judge,
        latest=options.split == "all",
        watch=progress_line if options.events else None,
    )


def _standard(options: argparse.Namespace) -> list[CaseSet]:
    sets = standard_sets(options.split)
    if all(each.materials is None for each in sets):
        print(no_materials(), file=sys.stderr)
    return sets


def _bars(sets: Sequence[CaseSet], options: argparse.Namespace) -> list[Bar]:
    """The thresholds of the named file, or of our own sets; for one half, only its own."""
    ours = {each.name for each in sets if each.ours}
    if options.bars is None and not ours:
        return []
    bars = read_bars(options.bars or BARS)
    if options.split != "all":
        bars = [bar for bar in bars if bar.split == options.split]
    return [bar for bar in bars if not bar.sets or ours.intersection(bar.sets)]


def parser() -> argparse.ArgumentParser:
    """The options of the command."""
    made = argparse.ArgumentParser(prog="python -m evals", description=__doc__)
    add = made.add_argument
    add("--cases", type=Path, help="JSON Lines file of questions; by default our own sets")
    add(
        "--bars",
        type=Path,
        help="TOML file of thresholds; by default evals/bars.toml, for our own sets",
    )
    add(
        "--split",
        choices=("train", "held-out", "all"),
        default="all",
        help="ask only this half; use train during development",
    )
    add(
        "--failures",
        action="store_true",
        help="print every question of the train half that went wrong, with its answer",
    )
    add("--base", metavar="RUN", help="compare with this run; by default with the previous one")
    add(
        "--arms",
        metavar="A,B",
        help="two or more to compare: hybrid, dense, bm25, rrf, bm25-community, PASSAGES=4",
    )
    add(
        "--model",
        metavar="NAME",
        help="serve this model of make model, and compare it with the computed answers",
    )
    add("--n", type=_positive, help="ask only this many questions, evenly from all kinds")
    add("--judge", action="store_true", help="have the language model judge the answers, too")
    add("--out", type=Path, help="folder for reports; DATA_DIR/evals by default")
    add("--events", action="store_true", help="print events as JSON lines")
    add("--json", action="store_true", help="print the report, not the tables")
    add("--seed", type=int, default=0, help="seed of the confidence intervals; 0 by default")
    add("--fresh", action="store_true", help="do not resume an interrupted run")
    add(
        "--parallel",
        type=_positive,
        default=0,
        metavar="N",
        help="concurrent questions; by default as many as the model server answers at once",
    )
    return made


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("must be 1 or more")
    return number


if __name__ == "__main__":
    sys.exit(main())
