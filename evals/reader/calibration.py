"""How far probabilities can be believed: expected calibration error, and the reliability plot.

Guo and others, "On Calibration of Modern Neural Networks", ICML 2017.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

BINS = 10
SIZE, MARGIN = 320, 40
COLOURS = ("#8a8a8a", "#0b62a4", "#b5442c")


class Bin(NamedTuple):
    """The questions whose probability lies in one tenth."""

    said: float  # mean probability
    true: float  # share that the materials do answer
    number: int


def bins(probabilities: NDArray[np.float64], true: NDArray[np.bool_]) -> list[Bin]:
    """The tenths that have questions."""
    at = np.minimum((probabilities * BINS).astype(int), BINS - 1)
    return [
        Bin(float(probabilities[at == n].mean()), float(true[at == n].mean()), int(sum(at == n)))
        for n in range(BINS)
        if (at == n).any()
    ]


def error(found: Sequence[Bin]) -> float:
    """The expected calibration error: the mean gap of said and true, by question."""
    whole = sum(one.number for one in found)
    return sum(one.number * abs(one.said - one.true) for one in found) / whole


def plot(series: Mapping[str, Sequence[Bin]]) -> str:
    """A reliability plot as SVG: what was said against what was true, by name of the series."""

    def x(value: float) -> float:
        return MARGIN + value * SIZE

    def y(value: float) -> float:
        return 10 + (1 - value) * SIZE

    body = [
        f'<rect x="{x(0)}" y="{y(1)}" width="{SIZE}" height="{SIZE}" fill="none" stroke="#999"/>',
        f'<path d="M{x(0)} {y(0)}L{x(1)} {y(1)}" stroke="#999" stroke-dasharray="4 4"/>',
    ]
    for (name, found), colour in zip(series.items(), COLOURS, strict=False):
        points = [(x(one.said), y(one.true), one) for one in found]
        line = "L".join(f"{a:.1f} {b:.1f}" for a, b, _ in points)
        body.append(f'<path d="M{line}" fill="none" stroke="{colour}" stroke-width="2"/>')
        body += [
            f'<circle cx="{a:.1f}" cy="{b:.1f}" r="{2 + one.number**0.5 / 4:.1f}" fill="{colour}">'
            f"<title>{escape(name)}: {one.number} questions, {one.said:.2f} said, {one.true:.2f} "
            "true</title></circle>"
            for a, b, one in points
        ]
        at = 26 + 18 * list(series).index(name)
        body.append(
            f'<text x="{x(0) + 8}" y="{at}" fill="{colour}">{escape(name)}, '
            f"ECE {error(found):.3f}</text>"
        )
    for value in (0.0, 0.5, 1.0):
        body.append(f'<text x="{x(value)}" y="{y(0) + 16}" text-anchor="middle">{value}</text>')
        body.append(f'<text x="{x(0) - 6}" y="{y(value) + 4}" text-anchor="end">{value}</text>')
    body.append(
        f'<text x="{x(0.5)}" y="{y(0) + 34}" text-anchor="middle">probability that it is answered'
        "</text>"
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {SIZE + 60} {SIZE + 54}" '
        'font-family="sans-serif" font-size="12" role="img" '
        'aria-label="Reliability plot: probability against share that is answered">'
        '<rect width="100%" height="100%" fill="#fff"/>' + "".join(body) + "</svg>\n"
    )
