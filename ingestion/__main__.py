"""python -m ingestion: make the index hold exactly what is in the materials folder.

Exit codes: 0 when all files are in (those of other types are skipped), 3 when some could not be
read, 2 when nothing could be done until something is set up, 130 when stopped.
"""

from __future__ import annotations

import argparse
import json
import logging
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from agent.errors import MentorError
from agent.settings import Settings, read_settings
from ingestion.lock import one_writer
from ingestion.report import Report

DONE, NOT_SET_UP, SOME_FAILED, STOPPED = 0, 2, 3, 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one ingest and tell how it went; returns the exit code."""
    options = _options(arguments)
    try:
        report = _ingest(read_settings(), options)
    except MentorError as error:
        print(error.explain(), file=sys.stderr)
        return NOT_SET_UP
    except KeyboardInterrupt:
        print("Stopped. What was finished is kept; run it again to go on.", file=sys.stderr)
        return STOPPED
    if options.json:
        print(json.dumps(asdict(report), ensure_ascii=False))
    return SOME_FAILED if report.failed else DONE


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m ingestion", description=__doc__)
    parser.add_argument("--dir", type=Path, help="mirror this folder, now and from now on")
    parser.add_argument("--rebuild", action="store_true", help="forget the index and start anew")
    parser.add_argument("--quiet", action="store_true", help="say nothing unless a file failed")
    parser.add_argument("--json", action="store_true", help="print the report as JSON")
    return parser.parse_args(arguments)


def _ingest(settings: Settings, options: argparse.Namespace) -> Report:
    from agent.compose import materials_folder, open_write_side
    from ingestion.pipeline import ingest
    from ingestion.start import start_over_if_needed
    from ingestion.terminal import progress_bar, show

    silent = options.quiet or options.json
    with one_writer(settings.data_dir), open_write_side(settings) as write_side:
        log_file = logging.FileHandler(settings.data_dir / "ingest.log", delay=True)
        logging.basicConfig(handlers=[log_file], format="%(asctime)s %(levelname)s %(message)s")
        folder = options.dir or materials_folder(settings, write_side.catalog)
        start_over_if_needed(settings, write_side, wanted=options.rebuild)
        with progress_bar(silent) as on_progress:
            report = ingest(write_side, folder, on_progress)
        write_side.catalog.remember(folder)
    if not options.json:
        show(report, quiet=options.quiet)
    return report


if __name__ == "__main__":
    sys.exit(main())
