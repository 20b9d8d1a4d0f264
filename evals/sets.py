"""The sets of questions of a run, each with the index of its documents."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from agent.errors import InvalidRequest
from evals.golden.cases import NATURAL, NATURAL_REAL, SAMPLE, Case, read_cases

Half = Literal["train", "held-out", "all"]
BENCH = Path("../shared/bench")  # MENTOR_BENCH_DIR overrides


@dataclass(frozen=True, slots=True)
class CaseSet:
    """The questions of a file; `materials` is a folder with its own index, otherwise the product's
    index is used."""

    path: Path
    cases: Sequence[Case]
    materials: Path | None = None

    @property
    def name(self) -> str:
        """The file's name without its extension."""
        return self.path.stem

    @property
    def ours(self) -> bool:
        """Whether it is one of our own sets, which have thresholds."""
        return self.path.resolve().parent == SAMPLE.parent


def standard_sets(half: Half) -> list[CaseSet]:
    """The sets of `make eval`: the sample, the natural questions, and those over real courses if
    their materials are available."""
    sets = [read_set(SAMPLE, half), read_set(NATURAL, half)]
    materials = real_materials()
    return [*sets, read_set(NATURAL_REAL, half, materials)] if materials else sets


def read_set(path: Path, half: Half, materials: Path | None = None) -> CaseSet:
    """The questions of a file, or of one half of it; raises `InvalidRequest`."""
    cases = [case for case in read_cases(path) if half in ("all", case.split)]
    if not cases:
        raise InvalidRequest(
            f"{path} has no questions in the {half} split.", "Ask all questions: --split all."
        )
    return CaseSet(path, cases, materials)


def set_of(path: Path, half: Half) -> CaseSet:
    """The questions of one file, over the folder `materials` beside it if there is one; those over
    real courses need their materials."""
    if path.resolve() != NATURAL_REAL.resolve():
        beside = path.resolve().with_name("materials")
        return read_set(path, half, beside if beside.is_dir() else None)
    materials = real_materials()
    if materials is None:
        raise InvalidRequest(no_materials(), "Name other questions: make eval CASES=path")
    return read_set(path, half, materials)


def real_materials() -> Path | None:
    """The folder of the real courses; None if it does not exist."""
    folder = _folder()
    return folder if folder.is_dir() else None


def no_materials() -> str:
    """The reason why the questions over real courses are skipped."""
    return (
        f"{NATURAL_REAL.name} is skipped: its three courses are not in {_folder()} "
        "(set MENTOR_BENCH_DIR for another folder)."
    )


def _folder() -> Path:
    return Path(os.environ.get("MENTOR_BENCH_DIR", BENCH)).absolute() / "materials"
