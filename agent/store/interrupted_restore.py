"""Finishes a restore that was killed while it renamed files.

A restore first unpacks and checks everything; then a journal lists the remaining renamings, so that
the next program that opens the data can finish them.
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from pathlib import Path

from filelock import FileLock
from typing_extensions import TypedDict

JOURNAL = "restore.json"


class Step(TypedDict):
    """`target`, if it exists, goes to `aside`; `new`, if there is one, takes its place."""

    target: str
    new: str | None
    aside: str


def begin_restore(data_dir: Path, steps: Sequence[Step]) -> None:
    """Do all steps; after a kill, `finish_restore` does the rest."""
    journal = data_dir / JOURNAL
    made = journal.with_suffix(".new")
    with made.open("w") as file:
        json.dump(list(steps), file)
        file.flush()
        os.fsync(file.fileno())
    made.replace(journal)
    finish_restore(data_dir)


def finish_restore(data_dir: Path) -> None:
    """Finish an interrupted restore, if there is one."""
    journal = data_dir / JOURNAL
    if not journal.exists():
        return
    with FileLock(data_dir / "restore.lock"):
        if not journal.exists():
            return  # another process has finished it
        for step in json.loads(journal.read_text()):
            _do(step)
        journal.unlink()


def _do(step: Step) -> None:
    target, aside = Path(step["target"]), Path(step["aside"])
    new = Path(step["new"]) if step["new"] else None
    if new and not new.exists():
        return  # in place already
    if target.exists() and not aside.exists():
        aside.parent.mkdir(parents=True, exist_ok=True)
        target.rename(aside)
    if new:
        target.parent.mkdir(parents=True, exist_ok=True)
        new.rename(target)
