"""A run: ask the cases, resuming an interrupted run, and write the reports."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import ExitStack, aclosing
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from agent.settings import Settings
from agent.types import Mode
from evals.arms import Arm
from evals.bars import Bar, Judged, judged
from evals.case_indexes import Index, prepared
from evals.case_outcome import Outcome
from evals.golden.cases import Case
from evals.report import html_page, markdown
from evals.report.compare import Comparison, compare
from evals.report.summary import Run, document
from evals.run_folders import RunFolder, fingerprint, finished, opened_run, previous
from evals.sets import CaseSet

if TYPE_CHECKING:
    from agent.mentor import Mentor
    from evals.judging.judge import Judge


@dataclass(frozen=True)
class Plan:
    """The plan of a run."""

    sets: Sequence[CaseSet]
    root: Path  # of all runs
    bars: Sequence[Bar] = ()
    parallel: int = 0  # 0: as many as the model server answers at once
    seed: int = 0
    base: str | None = None  # a run to compare with; by default the previous one like it
    fresh: bool = False  # whether to ignore interrupted runs
    judge: Callable[[Mentor], Judge] | None = None
    latest: bool = True  # whether to publish its report to teachers
    watch: Callable[[str, int, int], None] | None = None  # called with set, questions done, of

    @property
    def cases(self) -> list[Case]:
        """The cases of all sets."""
        return [case for each in self.sets for case in each.cases]

    @property
    def cases_file(self) -> str:
        """The files, as named in the report."""
        if len(self.sets) == 1:
            return str(self.sets[0].path)
        return ", ".join(each.path.name for each in self.sets)


@dataclass(frozen=True)
class Ran:
    """A finished run."""

    run: Run
    outcomes: Sequence[Outcome]
    report: dict[str, Any]
    bars: Sequence[Judged]
    comparison: Comparison | None
    path: Path  # of its report.html


@dataclass
class _Going:
    """A run in progress."""

    folder: RunFolder
    came: dict[str, Outcome]  # by case
    parallel: int
    mode: Mode
    model: str | None
    chunks: int = 0


async def run(plan: Plan, settings: Settings, arm: Arm, console: Console) -> Ran:
    """Ask, measure and write reports; raises `MentorError` if it cannot start.

    Indexes are opened, asked and closed one after the other.
    """
    from agent.compose import open_mentor  # takes seconds; invalid files are reported earlier

    settings = arm.applied(settings)
    base = finished(plan.root, plan.base) if plan.base else None
    began = time.perf_counter()
    indexes = await asyncio.to_thread(prepared, plan.sets, settings)
    going: _Going | None = None
    with ExitStack() as stack, _progress(console) as progress:
        for index in indexes:
            async with open_mentor(index.settings, arm.changes) as mentor:
                if going is None:
                    going = await _begun(plan, settings, arm, mentor, indexes, stack)
                    _print_resumed(going, plan, console)
                going.chunks += mentor.index.count()
                for each in index.sets:
                    await _ask(mentor, plan, each, going, progress)
        assert going is not None, "a plan has at least one set"
        about = Run(
            run_id=going.folder.id,
            cases_file=plan.cases_file,
            mode=going.mode,
            model=going.model,
            embedding=settings.embedding_model,
            documents=sum(index.documents for index in indexes),
            chunks=going.chunks,
            parallel=going.parallel,
            seed=plan.seed,
            started_at=datetime.now(UTC),
            seconds=round(time.perf_counter() - began, 1),
            arm=arm.name,
        )
        outcomes = [going.came[case.id] for case in plan.cases]
        return _written(plan, about, outcomes, base, going.folder)


async def _begun(
    plan: Plan,
    settings: Settings,
    arm: Arm,
    mentor: Mentor,
    indexes: Sequence[Index],
    stack: ExitStack,
) -> _Going:
    """The run's folder, locked until the stack is closed."""
    from evals import asking

    parallel = plan.parallel or await asking.concurrency(mentor)
    reasoner = mentor.reasoner
    stamp = (*(index.stamp for index in indexes), reasoner.model, arm.name, bool(plan.judge))
    conditions = fingerprint(settings, plan.cases, stamp=stamp)
    folder = stack.enter_context(opened_run(plan.root, conditions, arm.name, plan.fresh))
    return _Going(folder, folder.outcomes(), parallel, reasoner.mode, reasoner.model)


def _print_resumed(going: _Going, plan: Plan, console: Console) -> None:
    if going.came:
        console.print(
            f"Resuming {going.folder.id}, which was interrupted: {len(going.came)} of "
            f"{len(plan.cases)} questions are done (FRESH=1 starts again)."
        )


def _progress(console: Console) -> Progress:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    return Progress(*columns, TimeRemainingColumn(), console=console)


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
            "json": html_page.as_json(report),
            "html": html_page.render(report),
            "md": markdown.render(report),
        },
        latest=plan.latest and not about.arm,
    )
    bars = judged(plan.bars, outcomes, about.mode)
    return Ran(about, outcomes, report, bars, comparison, folder.path / "report.html")


async def _ask(
    mentor: Mentor, plan: Plan, each: CaseSet, going: _Going, progress: Progress
) -> None:
    """Ask the remaining questions of a set, with a progress bar on standard error."""
    left = [case for case in each.cases if case.id not in going.came]
    done = len(each.cases) - len(left)
    task = progress.add_task(f"asking {each.name}", total=len(each.cases), completed=done)
    if plan.watch:
        plan.watch(each.name, len(going.came), len(plan.cases))
    async for outcome in _asked(mentor, plan, left, going.parallel):
        named = replace(outcome, set=each.name)
        going.folder.keep(named)
        going.came[named.case.id] = named
        progress.advance(task)
        if plan.watch:
            plan.watch(each.name, len(going.came), len(plan.cases))


async def _asked(
    mentor: Mentor, plan: Plan, cases: Sequence[Case], parallel: int
) -> AsyncGenerator[Outcome]:
    """The outcomes of a set as they finish, judged by a model if requested."""
    from evals import asking

    judge = plan.judge(mentor) if plan.judge and cases else None
    try:
        async with aclosing(asking.outcomes(mentor, cases, parallel)) as outcomes:
            async for outcome in outcomes:
                yield await judge.judged(outcome) if judge else outcome
    finally:
        if judge:
            await judge.close()
