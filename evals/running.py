"""One run: ask the cases, resuming where an earlier run was cut off, and write the reports."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from agent.settings import Settings
from evals.arms import Arm
from evals.bars import Bar, Judged, judged
from evals.golden.cases import Case
from evals.outcome import Outcome
from evals.report import markdown, page
from evals.report.compare import Comparison, compare
from evals.report.summary import Run, document
from evals.runs import RunFolder, fingerprint, finished, opened_run, previous

if TYPE_CHECKING:
    from agent.mentor import Mentor
    from evals.judging.judge import Judge


@dataclass(frozen=True)
class Plan:
    """What is to be run, and how."""

    cases: Sequence[Case]
    cases_file: str
    root: Path  # of all runs
    bars: Sequence[Bar] = ()
    parallel: int = 0  # 0: as many as the model's server answers at once
    seed: int = 0
    base: str | None = None  # a run to compare with; by default the previous one like it
    fresh: bool = False  # whether to begin anew where a run was interrupted
    judge: Callable[[Mentor], Judge] | None = None


@dataclass(frozen=True)
class Ran:
    """A finished run."""

    run: Run
    outcomes: Sequence[Outcome]
    report: dict[str, Any]
    bars: Sequence[Judged]
    comparison: Comparison | None
    path: Path  # of its report.html


async def run(plan: Plan, settings: Settings, arm: Arm, console: Console) -> Ran:
    """Ask, measure and write; raises `MentorError` when it cannot begin."""
    from agent.compose import open_mentor  # takes seconds: a bad file is told of before
    from evals import asking

    settings = arm.applied(settings)
    base = finished(plan.root, plan.base) if plan.base else None
    began = time.perf_counter()
    async with open_mentor(settings, arm.changes) as mentor:
        asking.check(mentor.catalog, plan.cases)
        parallel = plan.parallel or await asking.at_once(mentor)
        stamp = (*mentor.catalog.stamp(), mentor.reasoner.model, arm.name, bool(plan.judge))
        conditions = fingerprint(settings, plan.cases, stamp=stamp)
        with opened_run(plan.root, conditions, arm.name, plan.fresh) as folder:
            outcomes = await _ask(mentor, plan, folder, parallel, console)
            about = Run(
                run_id=folder.id,
                cases_file=plan.cases_file,
                mode=mentor.reasoner.mode,
                model=mentor.reasoner.model,
                embedding=settings.embedding_model,
                documents=sum(course["documents"] for course in mentor.catalog.courses()),
                chunks=mentor.index.count(),
                parallel=parallel,
                seed=plan.seed,
                started_at=datetime.now(UTC),
                seconds=round(time.perf_counter() - began, 1),
                arm=arm.name,
            )
            return _written(plan, about, outcomes, base, folder)


def _written(
    plan: Plan,
    about: Run,
    outcomes: Sequence[Outcome],
    base: dict[str, Any] | None,
    folder: RunFolder,
) -> Ran:
    report = document(about, outcomes, plan.bars)
    like = {"cases_file": about.cases_file, "mode": about.mode, "arm": about.arm}
    base = base or previous(plan.root, about.run_id, like)
    comparison = compare(base, report, plan.seed) if base else None
    report["comparison"] = comparison.packed() if comparison else None
    folder.finish(
        {
            "json": page.as_json(report),
            "html": page.render(report),
            "md": markdown.render(report),
        },
        latest=not about.arm,
    )
    bars = judged(plan.bars, outcomes, about.mode)
    return Ran(about, outcomes, report, bars, comparison, folder.path / "report.html")


async def _ask(
    mentor: Mentor, plan: Plan, folder: RunFolder, parallel: int, console: Console
) -> list[Outcome]:
    """The outcomes in the order of the cases, with a progress bar on standard error."""
    from evals import asking

    came = folder.outcomes()
    left = [case for case in plan.cases if case.id not in came]
    if came:
        console.print(
            f"Going on with {folder.id}, which was interrupted: {len(came)} of {len(plan.cases)} "
            "questions were asked already (FRESH=1 begins anew)."
        )
    judge = plan.judge(mentor) if plan.judge else None
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, TimeRemainingColumn(), console=console) as progress:
        task = progress.add_task("asking", total=len(plan.cases), completed=len(came))
        try:
            async with aclosing(asking.outcomes(mentor, left, parallel)) as outcomes:
                async for outcome in outcomes:
                    told = await judge.judged(outcome) if judge else outcome
                    folder.keep(told)
                    came[told.case.id] = told
                    progress.advance(task)
        finally:
            if judge:
                await judge.close()
    return [came[case.id] for case in plan.cases]
