"""Formatted figures."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from evals.figure import Figure

_FORMS = {
    "share": ".1%",
    "score": ".3f",
    "ms": ",.0f",
    "count": ".0f",
    "mean": ",.1f",
    "words": ",.0f",
}


def number(what: float | None, unit: str) -> str:
    """A formatted value; "-" if there was nothing to measure."""
    return "-" if what is None else format(what, _FORMS[unit])


def value(figure: Figure | None) -> str:
    """A formatted figure."""
    return number(figure.value, figure.unit) if figure else "-"


def signed(what: float, unit: str) -> str:
    """A formatted difference; for shares in percentage points."""
    if unit == "share":
        return f"{100 * what:+.1f}"
    return format(what, "+" + _FORMS[unit])


def interval(figure: Mapping[str, Any]) -> str:
    """The confidence interval of a figure in a report, or ""."""
    if figure["low"] is None:
        return ""
    return f"{number(figure['low'], figure['unit'])} – {number(figure['high'], figure['unit'])}"
