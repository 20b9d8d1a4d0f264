"""python -m ingestion: mirror the materials folder in the index.

Exit codes: 0 if all files are indexed (unsupported types are skipped), 3 if some could not be read,
2 if something must be set up first, 130 if it was stopped.
"""

from __future__ import annotations

import argparse
import gc
import json
import signal
import sys
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

from agent.errors import Conflict, MentorError
from agent.settings import Settings, read_settings
from agent.storage import storage_full
from agent.unknown_settings import warn_of_unknown_settings
from ingestion.ingest_events import error_line, progress_lines, report_line
from ingestion.parsers import PARSERS
from ingestion.report import Report

if TYPE_CHECKING:
    from ingestion.commands import Wish

DONE, NOT_SET_UP, SOME_FAILED, STOPPED = 0, 2, 3, 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and print the outcome; returns the exit code."""
    options = _options(arguments)
    try:
        if not options.events:  # otherwise the service that follows them has warned
            warn_of_unknown_settings()
        settings = read_settings()
        if settings.loaders:  # imported only if needed: it takes 0.3 s
            from ingestion.parsers import community

            community.check(settings.loaders)
        if options.formats:
            print(json.dumps(sorted({*PARSERS, *settings.loaders})))
            return DONE
        return _run(settings, options)
    except MentorError as error:
        if options.events:
            error_line(error)
        else:
            print(error.explain(), file=sys.stderr)
        return NOT_SET_UP
    except OSError as error:
        full = storage_full(error, "what is ingested")
        if full is None:
            raise
        error_line(full) if options.events else print(full.explain(), file=sys.stderr)
        return NOT_SET_UP
    except KeyboardInterrupt:
        print("Stopped. Finished files are kept; run it again to continue.", file=sys.stderr)
        return STOPPED


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m ingestion", description=__doc__)
    parser.add_argument("--dir", type=Path, help="mirror this folder from now on")
    parser.add_argument("--dry-run", action="store_true", help="only print the plan")
    parser.add_argument("--watch", action="store_true", help="ingest on every change")
    parser.add_argument("--retry", action="store_true", help="retry files that failed before")
    parser.add_argument("--rebuild", action="store_true", help="build a new index from scratch")
    parser.add_argument("--rollback", action="store_true", help="switch back to the previous index")
    parser.add_argument("--quiet", action="store_true", help="print nothing unless a file failed")
    parser.add_argument("--json", action="store_true", help="print the report as JSON")
    parser.add_argument("--events", action="store_true", help="print events as JSON lines")
    parser.add_argument("--wait", action="store_true", help="wait for another ingest to finish")
    parser.add_argument(
        "--engine", choices=("processes", "ray"), help="by default that of MENTOR_INGEST_ENGINE"
    )
    parser.add_argument("--formats", action="store_true", help="print the supported file types")
    return parser.parse_args(arguments)


def _run(settings: Settings, options: argparse.Namespace) -> int:
    from ingestion import commands
    from ingestion.terminal import show_plan

    commands.log_to(settings.data_dir)
    wish = commands.Wish(options.dir, options.rebuild, options.retry, options.wait, options.engine)
    if options.rollback:
        edition = commands.roll_back(settings)
        print(
            f"The index of the embedding model {edition.embedding} is in use again. Run the "
            "service with that model; make ingest updates the index."
        )
        return DONE
    if options.dry_run:
        show_plan(commands.dry_run(settings, wish))
        return DONE
    if options.watch:
        _watch(settings, options, wish)
    return SOME_FAILED if _mirror(settings, options, wish).failed else DONE


def _mirror(settings: Settings, options: argparse.Namespace, wish: Wish) -> Report:
    from ingestion.commands import mirror
    from ingestion.terminal import progress_bar, show

    progress = progress_lines() if options.events else progress_bar(options.quiet or options.json)
    with progress as on_progress:
        report = mirror(settings, wish, on_progress)
    if options.events:
        report_line(report)
    elif options.json:
        print(json.dumps(asdict(report), ensure_ascii=False), flush=True)
    else:
        show(report, quiet=options.quiet)
    return report


def _watch(settings: Settings, options: argparse.Namespace, wish: Wish) -> None:
    """Ingest now and after every change, until stopped; errors are printed and it continues."""
    from ingestion.commands import watched_folder
    from ingestion.watch import rounds

    stopped = Event()

    def stop(*_: object) -> None:
        stopped.set()  # an exception here could be swallowed by a destructor or a callback
        raise KeyboardInterrupt

    signal.signal(signal.SIGINT, stop)
    for _ in rounds(watched_folder(settings, wish), stopped):
        try:
            _mirror(settings, options, wish)
            wish = replace(wish, rebuild=False, retry=False)
        except Conflict as error:
            print(error.explain(), file=sys.stderr)


if __name__ == "__main__":
    code = main()
    gc.freeze()  # skips a last garbage collection, which takes 0.4 s
    sys.exit(code)
