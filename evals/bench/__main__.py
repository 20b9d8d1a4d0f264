"""`python -m evals.bench`: measure the write side and streaming on this machine.

Exit codes: 0 when all bars are held, 1 when one is not, 2 when it could not be measured.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.table import Table

from agent.errors import MentorError
from agent.settings import Settings, read_settings
from evals.bench.measured import Measured
from evals.bench.measures import MEASURES


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
    found, whole = _measure(settings, wanted)
    path = _write(found, settings.data_dir / "bench")
    _show(found, path)
    return int(any(measured.holds is False for measured in found)) if whole else 2


def _measure(settings: Settings, wanted: Sequence[str]) -> tuple[list[Measured], bool]:
    """The figures, and whether there are all: what cannot be measured must not cost the others."""
    found: list[Measured] = []
    whole = True
    folder = settings.data_dir / "bench"
    folder.mkdir(parents=True, exist_ok=True)
    for measure in MEASURES:
        if measure.__name__ in wanted:
            print(f"{measure.__name__} ...", file=sys.stderr)
            try:
                with tempfile.TemporaryDirectory(dir=folder) as scratch:
                    found += measure(Path(scratch).absolute(), settings)
            except MentorError as error:
                print(error.explain(), file=sys.stderr)
                whole = False
    return found, whole


def _write(found: Sequence[Measured], folder: Path) -> Path:
    now = datetime.now(UTC)
    figures = [asdict(measured) | {"holds": measured.holds} for measured in found]
    whole = {
        "at": now.isoformat(timespec="seconds"),
        "cores": os.cpu_count(),
        "load": os.getloadavg(),
        "figures": figures,
    }
    path = folder / f"{now:%Y%m%dT%H%M%SZ}.json"
    path.write_text(json.dumps(whole, indent=1) + "\n", encoding="utf-8")
    return path


def _show(found: Sequence[Measured], path: Path) -> None:
    table = Table(title="Bench", title_justify="left")
    for heading in ("", "measured", "bar", "", "from"):
        table.add_column(heading, justify="right" if heading in ("measured", "bar") else "left")
    for measured in found:
        digits = 2 if measured.value < 100 else 0
        least = "at least" if measured.at_least else "at most"
        bar = f"{least} {measured.bar:g}" if measured.bar is not None else ""
        verdict = {True: "holds", False: "MISSED", None: ""}[measured.holds]
        value = f"{measured.value:.{digits}f} {measured.unit}".rstrip()
        table.add_row(measured.name, value, bar, verdict, measured.about)
    Console().print(table)
    print(f"Everything is in {path}")


if __name__ == "__main__":
    sys.exit(main())
