"""One thing that was examined, and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

State = Literal["ok", "note", "wrong"]


@dataclass(frozen=True, slots=True)
class Finding:
    """`note` is for what limits without preventing; `fix` is a command or a setting."""

    check: str
    state: State
    found: str
    fix: str = ""


def judged(check: str, good: bool, found: str, fix: str, otherwise: State = "wrong") -> Finding:
    """`ok`, or otherwise with the fix."""
    return Finding(check, "ok" if good else otherwise, found, "" if good else fix)
