"""`python -m evals.bench`: measure speed and memory on this machine against bars and references.

Exit codes: 0 when all bars are met, 1 when one is missed, 2 when something could not be measured.
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

HEADINGS = ("ratio", "measure", "result", "bar or reference", "", "details")
RESULTS = Path(__file__).with_name("RESULTS.md")


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, save the figures and print them."""
    parser = argparse.ArgumentParser(prog="python -m evals.bench", description=__doc__)
    names = [measure.__name__ for measure in MEASURES]
    parser.add_argument(
        "measures", nargs="*", choices=[*names, []], help="measures to run; all by default"
    )
    parser.add_argument("--publish", action="store_true", help=f"write evals/bench/{RESULTS.name}")
    options = parser.parse_args(arguments)
    if options.publish and options.measures:
        parser.error("--publish needs all measures")
    wanted = options.measures or names
    try:
        settings = read_settings()
    except MentorError as error:
        print(error.explain(), file=sys.stderr)
        return 2
    found, seconds, complete = _measure(settings, wanted)
    path = _write(found, seconds, settings.data_dir / "bench")
    _show(found)
    print(f"Finished in {sum(seconds.values()):.0f} s. Results: {path} and {path.stem}.md")
    if options.publish:
        RESULTS.write_text(results_page(path.with_suffix(".md").read_text()), encoding="utf-8")
    return int(any(measured.holds is False for measured in found)) if complete else 2


def results_page(measured: str) -> str:
    """`RESULTS.md`: a run's conditions and table, and how to read them."""
    return f"""# Benchmark results

`make bench` measures speed and memory, ratios first, since they depend least on the machine. The
ratio is the result divided by its reference, or by its bar if there is no reference. `make bench
PUBLISH=1` writes this page; [the log](../LOG.md) explains the missed bars.

{measured}"""


def _measure(
    settings: Settings, wanted: Sequence[str]
) -> tuple[list[Measured], dict[str, float], bool]:
    """The figures, the seconds that each measure took, and whether every measure succeeded.

    A measure that fails does not stop the others.
    """
    found: list[Measured] = []
    seconds: dict[str, float] = {}
    complete = True
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
                complete = False
            seconds[measure.__name__] = round(time.perf_counter() - began, 1)
    return found, seconds, complete


def machine() -> str:
    """Cores, architecture and memory."""
    memory = psutil.virtual_memory().total / 2**30
    return f"{os.cpu_count()} cores ({platform.machine()}), {memory:.0f} GB"


def _write(found: Sequence[Measured], seconds: dict[str, float], folder: Path) -> Path:
    now = datetime.now(UTC)
    figures = [asdict(each) | {"holds": each.holds, "ratio": each.ratio} for each in found]
    run = {
        "at": now.isoformat(timespec="seconds"),
        "machine": machine(),
        "load": os.getloadavg(),
        "seconds": seconds,
        "figures": figures,
    }
    path = folder / f"{now:%Y%m%dT%H%M%SZ}.json"
    path.write_text(json.dumps(run, indent=1) + "\n", encoding="utf-8")
    rows = [cells(each) for each in in_order(found)]
    load = ", ".join(f"{some:.1f}" for some in os.getloadavg())
    text = f"{now:%Y-%m-%d}, {machine()}, load average at the end {load}.\n\n"
    text += markdown.table(HEADINGS, rows)
    path.with_suffix(".md").write_text(text, encoding="utf-8")
    return path


def in_order(found: Sequence[Measured]) -> list[Measured]:
    """Ratios first, which depend least on the machine."""
    return sorted(found, key=lambda each: not each.is_ratio)


def cells(each: Measured) -> list[str]:
    """A row of the table. The ratio is the figure divided by its reference, else by its bar."""
    if each.is_ratio:
        ratio = f"{each.value:.2f}"
    else:
        ratio = "" if each.ratio is None else f"{each.ratio:.2f}"
    verdict = {True: "met", False: "**missed**", None: ""}[each.holds]
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
        table.add_column(heading, justify="right" if heading in ("ratio", "result") else "left")
    for each in in_order(found):
        table.add_row(*(cell.replace("**", "") for cell in cells(each)))
    Console().print(table)


if __name__ == "__main__":
    sys.exit(main())
