"""`python -m evals.bench`: measure speed and memory here, each beside a bar or a reference.

Exit codes: 0 when all bars are held, 1 when one is not, 2 when something could not be measured.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

import psutil
from rich.console import Console
from rich.table import Table

from agent.errors import MentorError
from agent.settings import Settings, read_settings
from evals.bench.measured import Measured
from evals.bench.measures import MEASURES
from evals.report import markdown

HEADINGS = ("ratio", "what", "measured", "against", "", "from")


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, write the figures down and show them."""
    parser = argparse.ArgumentParser(prog="python -m evals.bench", description=__doc__)
    names = [measure.__name__ for measure in MEASURES]
    parser.add_argument("measures", nargs="*", choices=[*names, []], help="all by default")
    wanted = parser.parse_args(arguments).measures or names
    try:
        settings = read_settings()
    except MentorError as error:
        print(error.explain(), file=sys.stderr)
        return 2
    found, seconds, whole = _measure(settings, wanted)
    path = _write(found, seconds, settings.data_dir / "bench")
    _show(found)
    print(f"{sum(seconds.values()):.0f} s in all. Everything is in {path} and {path.stem}.md")
    return int(any(measured.holds is False for measured in found)) if whole else 2


def _measure(
    settings: Settings, wanted: Sequence[str]
) -> tuple[list[Measured], dict[str, float], bool]:
    """The figures, the seconds that each measure took, and whether there are all: what cannot be
    measured must not cost the others."""
    found: list[Measured] = []
    seconds: dict[str, float] = {}
    whole = True
    folder = settings.data_dir / "bench"
    folder.mkdir(parents=True, exist_ok=True)
    for measure in MEASURES:
        if measure.__name__ in wanted:
            print(f"{measure.__name__} ...", file=sys.stderr)
            began = time.perf_counter()
            try:
                with tempfile.TemporaryDirectory(dir=folder) as scratch:
                    found += measure(Path(scratch).absolute(), settings)
            except MentorError as error:
                print(error.explain(), file=sys.stderr)
                whole = False
            seconds[measure.__name__] = round(time.perf_counter() - began, 1)
    return found, seconds, whole


def machine() -> str:
    """What it was measured on, in a few words."""
    memory = psutil.virtual_memory().total / 2**30
    return f"{os.cpu_count()} cores ({platform.machine()}), {memory:.0f} GB"


def _write(found: Sequence[Measured], seconds: dict[str, float], folder: Path) -> Path:
    now = datetime.now(UTC)
    figures = [asdict(each) | {"holds": each.holds, "ratio": each.ratio} for each in found]
    whole = {
        "at": now.isoformat(timespec="seconds"),
        "machine": machine(),
        "load": os.getloadavg(),
        "seconds": seconds,
        "figures": figures,
    }
    path = folder / f"{now:%Y%m%dT%H%M%SZ}.json"
    path.write_text(json.dumps(whole, indent=1) + "\n", encoding="utf-8")
    rows = [cells(each) for each in in_order(found)]
    load = ", ".join(f"{some:.1f}" for some in os.getloadavg())
    text = f"{now:%Y-%m-%d}, {machine()}; load at the end, over 1, 5 and 15 minutes: {load}.\n\n"
    text += markdown.table(HEADINGS, rows)
    path.with_suffix(".md").write_text(text, encoding="utf-8")
    return path


def in_order(found: Sequence[Measured]) -> list[Measured]:
    """What is one thing over another first: it says the same on any machine."""
    return sorted(found, key=lambda each: not each.is_ratio)


def cells(each: Measured) -> list[str]:
    """One line of the table. The ratio is the figure over what it is held against."""
    if each.is_ratio:
        ratio = f"{each.value:.2f}"
    else:
        ratio = "" if each.ratio is None else f"{each.ratio:.2f}"
    verdict = {True: "holds", False: "**missed**", None: ""}[each.holds]
    value = "" if each.is_ratio else _number(each.value, each.unit)
    return [ratio, each.name, value, _against(each), verdict, each.about]


def _against(each: Measured) -> str:
    bar = ""
    if each.bar is not None:
        bar = f"{'at least' if each.at_least else 'at most'} {_number(each.bar, each.unit)}"
    if each.reference is None:
        return bar
    reference = f"{each.against} {_number(each.reference, each.unit)}".strip()
    return f"{bar}; {reference}" if bar else reference


def _number(value: float, unit: str) -> str:
    digits = 0 if value >= 100 or value == int(value) else 3 if not unit and value < 1 else 2
    return f"{value:,.{digits}f} {unit}".rstrip()


def _show(found: Sequence[Measured]) -> None:
    table = Table(title=f"Bench on {machine()}", title_justify="left")
    for heading in HEADINGS:
        table.add_column(heading, justify="right" if heading in ("ratio", "measured") else "left")
    for each in in_order(found):
        table.add_row(*(cell.replace("**", "") for cell in cells(each)))
    Console().print(table)


if __name__ == "__main__":
    sys.exit(main())
