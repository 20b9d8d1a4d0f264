"""Terminal output of an ingest: a progress bar, and a table at the end."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from ingestion.mirror import Plan
from ingestion.report import Progress, Report


@contextmanager
def progress_bar(silent: bool) -> Iterator[Callable[[Progress], None]]:
    """A function to call with each progress; the bar appears with the first file to process."""
    if silent:
        yield lambda _: None
        return
    bar = _Bar()
    try:
        yield bar.show
    finally:
        bar.stop()


class _Bar:
    def __init__(self) -> None:
        self._stop: Callable[[], None] = lambda: None
        self._update: Callable[[Progress], None] | None = None

    def show(self, progress: Progress) -> None:
        if not progress.total:
            return
        if self._update is None:
            self._start()
        if self._update:
            self._update(progress)

    def stop(self) -> None:
        self._stop()

    def _start(self) -> None:
        from rich.progress import BarColumn, TextColumn, TimeElapsedColumn, TimeRemainingColumn
        from rich.progress import Progress as RichProgress

        bar = RichProgress(
            TextColumn("Reading"),
            BarColumn(),
            TextColumn("{task.fields[done]}"),
            TimeElapsedColumn(),
            TextColumn("left:"),
            TimeRemainingColumn(),
            TextColumn("{task.description}", markup=False),
            transient=True,
        )
        task = bar.add_task("", total=1.0, done="")
        bar.start()

        def update(progress: Progress) -> None:
            seconds = bar.tasks[0].elapsed or 0.0
            rate = progress.chunks / seconds if seconds else 0.0
            done = (
                f"{progress.files} of {progress.total} files, {progress.chunks} chunks, "
                f"{rate:.0f} chunks/s"
            )
            bar.update(task, completed=progress.share, description=progress.source, done=done)

        self._stop, self._update = bar.stop, update


def show(report: Report, *, quiet: bool) -> None:
    """Print the report: one line if nothing changed, else a table."""
    if not quiet:
        if report.nothing_to_do:
            print(
                f"{report.documents} documents, {report.chunks} chunks, no changes "
                f"({report.seconds:.1f} s)"
            )
        else:
            _table(report)
    lists = (
        ("Indexed with notes", report.noted),
        ("Skipped", report.skipped),
        ("Failed", report.failed),
    )
    for title, files in lists:
        if files and (title == "Failed" or not (quiet or report.nothing_to_do)):
            print(f"{title}:")
            for source, reason in files:
                print(f"  {source}: {reason}")


def show_plan(plan: Plan) -> None:
    """Print the plan of an ingest."""
    renamed = plan.renamed
    for old, new in renamed.items():
        print(f"rename  {old} -> {new}")
    for source in plan.added:
        if source not in renamed.values():
            print(f"add     {source}")
    for source in plan.changed:
        print(f"change  {source}")
    for row in plan.removed:
        if row["source"] not in renamed:
            print(f"remove  {row['source']}")
    for aside in plan.aside:
        verb = "skip" if aside.status == "skipped" else "fail"
        print(f"{verb}    {aside.file.source}: {aside.reason}")
    kept = len(plan.unchanged) + len(plan.touched)
    print(f"{kept} files are unchanged. Dry run: nothing was done.")


def _table(report: Report) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table(show_header=False, title="Ingest", title_justify="left")
    table.add_column()
    table.add_column(justify="right")
    table.add_row("Files", str(report.files))
    table.add_row("  new", str(report.added))
    table.add_row("  changed", str(report.changed))
    table.add_row("  removed", str(report.removed))
    table.add_row("  of these, renamed", str(len(report.renamed)))
    table.add_row("  unchanged", str(report.unchanged))
    table.add_row("  indexed with notes", str(len(report.noted)))
    table.add_row("  skipped", str(len(report.skipped)))
    table.add_row("  failed", str(len(report.failed)))
    table.add_row("Chunks in the index", str(report.chunks))
    table.add_row("  embedded now", str(report.embedded))
    table.add_row("Seconds", f"{report.seconds:.1f}")
    Console().print(table)
