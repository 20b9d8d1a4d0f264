"""The result of a check, with its fix."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

State = Literal["ok", "note", "wrong"]


@dataclass(frozen=True, slots=True)
class Finding:
    """A `note` is a limitation that is no error; `fix` is a command or a setting."""

    check: str
    state: State
    found: str
    fix: str = ""


def judged(check: str, good: bool, found: str, fix: str, otherwise: State = "wrong") -> Finding:
    """A finding: `ok`, or `otherwise` with the fix."""
    return Finding(check, "ok" if good else otherwise, found, "" if good else fix)
