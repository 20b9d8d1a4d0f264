"""The command as another program runs it."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

from ingestion.lock import one_writer
from tests.ingestion.parsers.files import text
from tests.service import ingest


def events_of(done: subprocess.CompletedProcess[str]) -> list[dict[str, object]]:
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_progress_is_printed_line_by_line_and_the_report_last(tmp_path: Path) -> None:
    for name in ("a", "b"):
        text(tmp_path / f"materials/cs101/{name}.md", f"# {name}\n\nA tuple is a sequence.")
    text(tmp_path / "materials/cs101/empty.md", "")
    done = ingest(tmp_path / "data", "--events", materials_dir=str(tmp_path / "materials"))
    assert (done.returncode, done.stderr) == (3, "")
    *steps, report = events_of(done)
    assert report["event"] == "report"
    assert (report["added"], report["failed"]) == (2, [["cs101/empty.md", "The file is empty."]])
    assert {step["event"] for step in steps} == {"progress"}
    assert steps[0] == {
        "event": "progress", "source": "", "files": 0, "of_files": 0, "chunks": 0, "share": 0.0,
        "seconds": 0.0,
    }  # fmt: skip
    assert (steps[-1]["files"], steps[-1]["of_files"], steps[-1]["chunks"]) == (3, 3, 2)
    for count in ("files", "chunks", "share", "seconds"):
        values = [float(str(step[count])) for step in steps]
        assert values == sorted(values)


def test_an_error_is_an_event_of_the_same_form(tmp_path: Path) -> None:
    with one_writer(tmp_path):
        done = ingest(tmp_path, "--events")
    assert (done.returncode, done.stderr) == (2, "")
    (error,) = events_of(done)
    assert (error["event"], error["code"]) == ("error", "conflict")
    assert error["fix"]


def test_the_readable_types_are_listed(tmp_path: Path) -> None:
    done = ingest(tmp_path, "--formats")
    assert {".pdf", ".docx", ".md"} <= set(json.loads(done.stdout))
