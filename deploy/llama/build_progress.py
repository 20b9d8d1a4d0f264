"""The progress of a long build, from its output."""

from __future__ import annotations

import re
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

_STEP = re.compile(r"\s*\[(\d+)/(\d+)\]")  # ninja's step counter
_STAGES = {
    "Collecting": "downloading",
    "Installing build dependencies": "downloading build tools",
    "Preparing metadata": "configuring",
    "Building wheel": "configuring",
}
_ORDER = ["", *dict.fromkeys(_STAGES.values()), "compiling"]


class BuildProgress:
    """A progress bar in a terminal; elsewhere one line per stage and per 10% of the steps."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._tenth = -1
        self._stage = ""
        columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn())
        self._bar = Progress(
            *columns, TimeElapsedColumn(), console=console, disable=not console.is_terminal
        )
        self._task = self._bar.add_task("starting", total=None)

    def see(self, line: str) -> None:
        """Process a line of the build's output."""
        if step := _STEP.match(line):
            self._advance(int(step[1]), int(step[2]))
            return
        for sign, stage in _STAGES.items():
            if line.strip().startswith(sign):
                self._enter(stage)

    def _advance(self, done: int, total: int) -> None:
        self._enter("compiling")
        self._bar.update(
            self._task, completed=done, total=total, description=f"compiling {done}/{total}"
        )
        if (tenth := 10 * done // total) > self._tenth:
            self._tenth = tenth
            self._print(f"compiling: {done} of {total}")

    def _enter(self, stage: str) -> None:
        if _ORDER.index(stage) > _ORDER.index(self._stage):
            self._stage = stage
            self._bar.update(self._task, description=stage)
            self._print(stage)

    def _print(self, text: str) -> None:
        if self._bar.disable:
            self._console.print(f"  {text}")

    def __enter__(self) -> Self:
        self._bar.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._bar.stop()
