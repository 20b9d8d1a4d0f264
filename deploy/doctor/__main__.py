"""python -m deploy.doctor [--json]: check this installation and print a fix for each finding.

Exits 1 if there are errors. Notes are limitations that need not be fixed.
"""

from __future__ import annotations

import argparse
import json
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict

from agent.errors import MentorError
from agent.settings import Settings, read_settings
from deploy.doctor import data, index_checks, language_model, machine
from deploy.doctor.finding import Finding

Examination = Callable[[Settings], Iterator[Finding]]

EXAMINATIONS: dict[str, Examination] = {
    "python": machine.python,
    "packages": machine.packages,
    "disk": machine.disk,
    "ports": machine.ports,
    "keys": machine.access,
    "clock": machine.clock,
    "programs": machine.programs,
    "embedding model": data.embedding,
    "index": data.index,
    "documents": index_checks.documents,
    "conversations": data.databases,
    "processes": data.meeting,
    "back-up": data.backups,
    "GPU": language_model.gpu,
    "language model": language_model.model,
    "who decides": language_model.decisions,
    "model server": language_model.server,
}
MARKS = {"ok": "ok   ", "note": "note ", "wrong": "ERROR"}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m deploy.doctor", description=__doc__)
    parser.add_argument("--json", action="store_true", help="print the findings as JSON")
    options = parser.parse_args(arguments)
    try:
        settings = read_settings()
    except MentorError as error:
        found = [Finding("settings", "wrong", error.message, error.fix or "")]
        _print(found, as_json=options.json)
        return 1
    found = examine(settings)
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)  # make doctor | head
    _print(found, as_json=options.json)
    return int(any(finding.state == "wrong" for finding in found))


def examine(settings: Settings) -> list[Finding]:
    """All findings, including checks that failed."""
    found = []
    for name, examination in EXAMINATIONS.items():
        try:
            found += list(examination(settings))
        except MentorError as error:
            found.append(Finding(name, "wrong", error.message, error.fix or ""))
        except OSError as error:
            found.append(Finding(name, "wrong", str(error), "Check its permissions."))
    return found


def _print(found: Sequence[Finding], *, as_json: bool) -> None:
    wrong = sum(finding.state == "wrong" for finding in found)
    if as_json:
        print(json.dumps({"ok": not wrong, "checks": [asdict(f) for f in found]}, indent=2))
        return
    for finding in found:
        print(f"{MARKS[finding.state]}  {finding.check}: {finding.found}")
        if finding.fix:
            print(f"         fix: {finding.fix}")
    notes = sum(finding.state == "note" for finding in found)
    print(f"{wrong} errors, {notes} notes, {len(found) - wrong - notes} ok.")


if __name__ == "__main__":
    sys.exit(main())
