"""python -m deploy.doctor [--json]: examine this installation, with the fix beside each finding.

Ends with 1 where something is wrong. What is only noted limits it, and need not be changed.
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
from deploy.doctor import data as examine_data
from deploy.doctor import language_model as examine_model
from deploy.doctor import machine as examine_machine
from deploy.doctor.finding import Finding

Examination = Callable[[Settings], Iterator[Finding]]

EXAMINATIONS: dict[str, Examination] = {
    "python": examine_machine.python,
    "packages": examine_machine.packages,
    "disk": examine_machine.disk,
    "ports": examine_machine.ports,
    "keys": examine_machine.access,
    "clock": examine_machine.clock,
    "programs": examine_machine.programs,
    "embedding model": examine_data.embedding,
    "index": examine_data.index,
    "conversations": examine_data.databases,
    "processes": examine_data.meeting,
    "back-up": examine_data.backups,
    "GPU": examine_model.gpu,
    "language model": examine_model.model,
    "model server": examine_model.server,
}
MARKS = {"ok": "ok   ", "note": "note ", "wrong": "WRONG"}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m deploy.doctor", description=__doc__)
    parser.add_argument("--json", action="store_true", help="for programs")
    options = parser.parse_args(arguments)
    try:
        settings = read_settings()
    except MentorError as error:
        found = [Finding("settings", "wrong", error.message, error.fix or "")]
        _tell(found, as_json=options.json)
        return 1
    found = examine(settings)
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)  # make doctor | head
    _tell(found, as_json=options.json)
    return int(any(finding.state == "wrong" for finding in found))


def examine(settings: Settings) -> list[Finding]:
    """All findings; an examination that cannot be made is one itself."""
    found = []
    for name, examination in EXAMINATIONS.items():
        try:
            found += list(examination(settings))
        except MentorError as error:
            found.append(Finding(name, "wrong", error.message, error.fix or ""))
        except OSError as error:
            found.append(Finding(name, "wrong", str(error), "See that it can be read."))
    return found


def _tell(found: Sequence[Finding], *, as_json: bool) -> None:
    wrong = sum(finding.state == "wrong" for finding in found)
    if as_json:
        print(json.dumps({"ok": not wrong, "checks": [asdict(f) for f in found]}, indent=2))
        return
    for finding in found:
        print(f"{MARKS[finding.state]}  {finding.check}: {finding.found}")
        if finding.fix:
            print(f"         fix: {finding.fix}")
    notes = sum(finding.state == "note" for finding in found)
    print(f"{wrong} wrong, {notes} noted, {len(found) - wrong - notes} as they should be.")


if __name__ == "__main__":
    sys.exit(main())
