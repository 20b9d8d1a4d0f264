"""Thresholds of the metrics.

`goal` is a target; missing it is only shown. `bar` is the level already reached: a worse figure is
a regression and fails the run.
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from agent.compose.reasoners import REASONERS
from agent.errors import InvalidRequest
from agent.types import Mode
from agent.validation import with_place
from evals.case_outcome import Outcome
from evals.figure import Figure
from evals.metrics import MEASURES

BARS = Path(__file__).parent / "bars.toml"
TOLERANCE = 1e-9  # of a share that is computed, not counted


def _known(mode: Mode) -> Mode:
    if mode not in REASONERS:
        raise ValueError(f"there is no mode {mode!r}; name one of {', '.join(REASONERS)}")
    return mode


class Bar(BaseModel):
    """A minimum for a figure, or a maximum if lower is better."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    figure: str  # a measure's name
    bar: float  # worse than this fails the run
    goal: float | None = None
    split: Literal["held-out", "train", "all"] = "held-out"
    sets: tuple[str, ...] = ()  # of questions, by the name of their file; all by default
    kinds: tuple[str, ...] = ()  # of question; all by default
    modes: tuple[Annotated[Mode, AfterValidator(_known)], ...] = ()  # of answering; all by default


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid")

    bars: Annotated[list[Bar], Field(min_length=1)]


@dataclass(frozen=True, slots=True)
class Judged:
    """A bar with its figure, whose value is None if there was nothing to measure."""

    bar: Bar
    figure: Figure
    holds: bool | None
    reaches_goal: bool | None

    @property
    def sign(self) -> str:
        """The comparison of the figure with its limits."""
        return "<=" if self.figure.better == "lower" else ">="


def read_bars(path: Path = BARS) -> list[Bar]:
    """The bars of a file; raises `InvalidRequest` naming the mistake."""
    try:
        bars = _File.model_validate(tomllib.loads(path.read_text(encoding="utf-8"))).bars
    except OSError as error:
        raise InvalidRequest(
            f"The thresholds in {path} cannot be read: {error.strerror}."
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InvalidRequest(f"{path} is not TOML: {error}.") from error
    except ValidationError as error:
        wrong = with_place(error.errors()[0], "the file")
        raise InvalidRequest(f"{path}: {wrong}.", f"{BARS} is an example.") from error
    for bar in bars:
        if bar.figure not in MEASURES:
            known = ", ".join(MEASURES)
            raise InvalidRequest(
                f"{path}: there is no figure {bar.figure!r}.", f"There are: {known}."
            )
    return bars


def judged(bars: Sequence[Bar], outcomes: Sequence[Outcome], mode: Mode) -> list[Judged]:
    """Every bar of this mode, evaluated over its outcomes."""
    return [_judged(bar, outcomes) for bar in bars if mode in (bar.modes or [mode])]


def missed(found: Sequence[Judged]) -> list[str]:
    """The bars that are missed, one line each."""
    return [
        f"{each.bar.name}: {each.figure.value:.3f}, threshold {each.sign} {each.bar.bar:g} "
        f"({each.figure.of} counted, {each.bar.split})"
        for each in found
        if each.holds is False
    ]


def _judged(bar: Bar, outcomes: Sequence[Outcome]) -> Judged:
    members = [
        outcome
        for outcome in outcomes
        if bar.split in ("all", outcome.case.split)
        and (not bar.sets or outcome.set in bar.sets)
        and (not bar.kinds or outcome.case.kind in bar.kinds)
    ]
    figure = MEASURES[bar.figure].figure(members)
    return Judged(bar, figure, _reaches(figure, bar.bar), _reaches(figure, bar.goal))


def _reaches(figure: Figure, limit: float | None) -> bool | None:
    if limit is None or figure.value is None or not figure.of:
        return None
    over = figure.value - limit
    return over <= TOLERANCE if figure.better == "lower" else over >= -TOLERANCE
