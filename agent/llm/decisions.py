"""Who decides what: the language model, or what is computed without one.

`make model` measures the model on this machine and keeps the result beside it, in
`<models>/<model>.profile.json`; settings override it. A model that nobody has measured, as one of
another machine, decides everything.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from agent.settings import Settings

By = Literal["model", "computed"]
Writing = Literal["model", "mixed", "computed"]
"""`mixed`: the computed answer, and below it what the model adds."""

FIRST_WORD = 4.0
"""Seconds to the first word that a prompt is made for."""
WHOLE = 10.0  # seconds to the last word
TELLS_APART = 0.8
"""Area under the curve (0.5 to 1) from which a model judges what would be quoted: how often it
finds a text that answers likelier to do so than one that does not."""
PROMPT = (160, 600)
"""Tokens of passages and question in a prompt: fewest and most on a CPU."""
FAST = 1_500  # tokens/s read, from which a prompt may be longer
LONG_PROMPT = 1_800
ANSWER = (64, 320)  # tokens of an answer: fewest and most


@dataclass(frozen=True, slots=True)
class Scale:
    """A model's log odds that a question is answered, in the mean over texts that do not answer it
    and over those that do."""

    beside: float
    answering: float

    def of(self, odds: float) -> float:
        """0 as for a text that does not answer, 1 as for one that does."""
        return (odds - self.beside) / (self.answering - self.beside)


@dataclass(frozen=True, slots=True)
class Decisions:
    """`prompt_tokens` 0: every passage in full, shared by grading and writing."""

    grade: By = "model"
    rewrite: By = "model"
    write: Writing = "model"
    prompt_tokens: int = 0
    answer_tokens: int = 0  # 0: as set
    judge: Scale | None = None  # of a model that judges what would be quoted
    confirm: Scale | None = None  # of a model that finds what a text says
    translate: bool = False  # questions that nothing was found for, into English
    why: str = "not measured"

    def describe(self) -> str:
        """Who decides what, in a line."""
        size = f"prompts of {self.prompt_tokens} tokens" if self.prompt_tokens else "full prompts"
        return (
            f"grading: {self.grade}{', judged by the model' if self.judge else ''}, "
            f"rewriting: {self.rewrite}, writing: {self.write}, {size} "
            f"({self.why})"
        )


UNMEASURED = Decisions()


def decide(settings: Settings, model: str | None) -> Decisions:
    """The decisions for a model by its profile, if there is one, and the settings."""
    options = settings.llm_options
    profile = read_profile(settings.models, model) if model else None
    measured = from_profile(profile) if profile else UNMEASURED
    grade = options.grade or measured.grade
    short = bool(measured.prompt_tokens) or grade == "computed"
    return Decisions(
        grade=grade,
        rewrite=options.rewrite or ("computed" if grade == "computed" else measured.rewrite),
        write=options.write or measured.write,
        prompt_tokens=(measured.prompt_tokens or PROMPT[1]) if short else 0,
        answer_tokens=measured.answer_tokens,
        confirm=measured.confirm,
        translate=bool(measured.judge),
        judge=measured.judge if grade == "computed" and options.judge != "computed" else None,
        why=measured.why,
    )


def from_profile(profile: dict[str, Any]) -> Decisions:
    """The decisions that a profile's figures lead to."""
    read, written = float(profile.get("read", 0)), float(profile.get("written", 0))
    better = bool(profile.get("grades_better"))
    return Decisions(
        grade="model" if better else "computed",
        rewrite="model" if better else "computed",
        write="model" if better else "mixed",
        prompt_tokens=prompt_tokens(read),
        answer_tokens=answer_tokens(written),
        judge=scale(profile.get("judging")),
        confirm=scale(profile.get("confirming")),
        why=str(profile.get("why", "measured")),
    )


def scale(found: Any) -> Scale | None:
    """The scale of a model's judgement; None if it was not measured, or tells too little."""
    if not isinstance(found, dict) or float(found.get("area", 0)) < TELLS_APART:
        return None
    return Scale(float(found["beside"]), float(found["answering"]))


def prompt_tokens(read: float) -> int:
    """How many tokens are read in time for the first word, at this speed in tokens/s."""
    fewest, most = PROMPT
    return max(fewest, min(LONG_PROMPT if read >= FAST else most, int(read * FIRST_WORD)))


def answer_tokens(written: float) -> int:
    """How many tokens are written in time for the whole answer."""
    fewest, most = ANSWER
    return max(fewest, min(most, int(written * (WHOLE - FIRST_WORD))))


def profile_file(models: Path, model: str) -> Path:
    """Where the profile of a model is kept; `model` is its name on the server."""
    safe = "".join(c if c.isalnum() or c in "-._" else "-" for c in model)
    return models / f"{safe}.profile.json"


def read_profile(models: Path, model: str) -> dict[str, Any] | None:
    """The profile of a model; None if it was never measured or the file is damaged."""
    try:
        profile = json.loads(profile_file(models, model).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return profile if isinstance(profile, dict) else None
