"""Small charts as inline SVG, without scripts or extra files, readable in black and white."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

WIDTH = 640
LABEL = 150
ROW = 26
Segment = tuple[str, int]  # a CSS class and a count


def _svg(height: int, body: str, title: str) -> str:
    return (
        f'<svg viewBox="0 0 {WIDTH} {height}" role="img" aria-label="{escape(title)}">'
        f"<title>{escape(title)}</title>{body}</svg>"
    )


def stacked(rows: Sequence[tuple[str, Sequence[Segment]]], title: str) -> str:
    """One bar per row, divided into segments by their share of the row."""
    room = WIDTH - LABEL - 64
    body = []
    for at, (name, segments) in enumerate(rows):
        y = at * ROW
        whole = sum(count for _, count in segments) or 1
        body.append(f'<text x="{LABEL - 8}" y="{y + 17}" text-anchor="end">{escape(name)}</text>')
        x = float(LABEL)
        for kind, count in segments:
            if count:
                wide = room * count / whole
                body.append(
                    f'<rect class="{kind}" x="{x:.1f}" y="{y + 3}" width="{wide:.1f}" height="20">'
                    f"<title>{escape(name)}: {count} {kind}</title></rect>"
                )
                if wide > 16:
                    body.append(
                        f'<text class="on" x="{x + wide / 2:.1f}" y="{y + 17}" '
                        f'text-anchor="middle">{count}</text>'
                    )
                x += wide
        body.append(f'<text x="{WIDTH - 56}" y="{y + 17}">of {whole}</text>')
    return _svg(len(rows) * ROW, "".join(body), title)


def columns(counts: Mapping[str, int], title: str, last: str = "") -> str:
    """One column per value; the one named `last` is emphasised."""
    high, base = 120, 140
    wide = (WIDTH - 20) / max(len(counts), 1)
    most = max(counts.values(), default=1) or 1
    body = []
    for at, (name, count) in enumerate(counts.items()):
        x, tall = 10 + at * wide, high * count / most
        kind = "bad" if name == last else "plain"
        body.append(
            f'<rect class="{kind}" x="{x + 4:.1f}" y="{base - tall:.1f}" '
            f'width="{wide - 8:.1f}" height="{tall:.1f}"/>'
            f'<text x="{x + wide / 2:.1f}" y="{base - tall - 4:.1f}" text-anchor="middle">{count}'
            f'</text><text x="{x + wide / 2:.1f}" y="{base + 16}" text-anchor="middle">'
            f"{escape(name)}</text>"
        )
    return _svg(base + 22, "".join(body), title)


def spans(rows: Sequence[tuple[str, float, float]], unit: str, title: str) -> str:
    """Medians as bars with a whisker to the 95th percentile."""
    room = WIDTH - LABEL - 110
    most = max((high for _, _, high in rows), default=1.0) or 1.0
    body = []
    for at, (name, middle, high) in enumerate(rows):
        y = at * ROW
        first, last = LABEL + room * middle / most, LABEL + room * high / most
        body.append(
            f'<text x="{LABEL - 8}" y="{y + 17}" text-anchor="end">{escape(name)}</text>'
            f'<rect class="plain" x="{LABEL}" y="{y + 5}" width="{first - LABEL:.1f}" height="16"/>'
            f'<path class="whisker" d="M{first:.1f} {y + 13}H{last:.1f}M{last:.1f} {y + 7}v12"/>'
            f'<text x="{last + 8:.1f}" y="{y + 17}">{middle:,.0f} / {high:,.0f} {unit}</text>'
        )
    return _svg(len(rows) * ROW, "".join(body), title)


def dial(value: float, bar: float, goal: float | None, low: float = 0.0, high: float = 1.0) -> str:
    """A figure on a scale: the dot is the figure, the line the bar, the ring the goal."""

    def x(at: float) -> float:
        return 6 + 148 * (min(max(at, low), high) - low) / ((high - low) or 1)

    ring = "" if goal is None else f'<circle class="goal" cx="{x(goal):.1f}" cy="10" r="5"/>'
    return (
        '<svg class="dial" viewBox="0 0 160 20" aria-hidden="true">'
        f'<path class="axis" d="M6 10H154"/><path class="bar" d="M{x(bar):.1f} 3v14"/>'
        f'{ring}<circle class="dot" cx="{x(value):.1f}" cy="10" r="4"/></svg>'
    )
