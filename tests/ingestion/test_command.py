"""The command as a teacher runs it, with the real model and index."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from agent.errors import Conflict
from agent.settings import Settings
from ingestion.lock import one_writer
from ingestion.pipeline import ingest
from ingestion.start import start_over_if_needed
from tests.ingestion.files import lines, pdf, text
from tests.ingestion.memory import open_memory

ROOT = Path(__file__).parents[2]
HEAVY = ("pymilvus", "unstructured", "fastembed", "onnxruntime", "pypdfium2", "spacy")


def command(tmp_path: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {
        "MENTOR_DATA_DIR": str(tmp_path / "data"),
        "MENTOR_MODELS_DIR": str(ROOT / "data" / "models"),
        "MENTOR_MATERIALS_DIR": str(tmp_path / "materials"),
        "MENTOR_MILVUS_URI": "",
        "MENTOR_DATABASE_URL": "",
    }
    return subprocess.run(
        [sys.executable, "-m", "ingestion", *arguments],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )


def test_first_and_second_run(tmp_path: Path) -> None:
    text(tmp_path / "materials/cs101/tuples.md", "# Tuples\n\nA tuple is an ordered sequence.")
    pdf(tmp_path / "materials/cs101/lists.pdf", [lines("Lists can be changed.")])
    (tmp_path / "materials/broken.pdf").write_bytes(b"broken")
    reason = "The PDF is damaged; export or download it again."
    first = command(tmp_path, "--json")
    assert (first.returncode, first.stderr) == (3, "")
    report = json.loads(first.stdout)
    assert (report["added"], report["chunks"]) == (2, 2)
    assert report["failed"] == [["broken.pdf", reason]]

    (tmp_path / "materials/broken.pdf").unlink()
    second = command(tmp_path)
    assert (second.returncode, second.stderr) == (0, "")
    assert second.stdout.startswith("2 documents, 2 chunks, nothing to do (")


def test_no_folder_is_a_matter_of_setting_up(tmp_path: Path) -> None:
    result = command(tmp_path)
    assert (result.returncode, result.stdout) == (2, "")
    assert result.stderr.startswith(f"Error: There is no folder {tmp_path / 'materials'}.\nFix: ")


def test_a_second_writer_is_told_who_the_first_is(tmp_path: Path) -> None:
    with one_writer(tmp_path / "data"):
        result = command(tmp_path)
    assert result.returncode == 2
    assert f"Another ingest is running (process {os.getpid()})." in result.stderr
    with one_writer(tmp_path / "data"):
        pass


def test_the_right_to_write_is_given_back_after_an_error(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="inside"), one_writer(tmp_path):
        raise ValueError("inside")
    with one_writer(tmp_path), pytest.raises(Conflict), one_writer(tmp_path):
        pass


def test_an_index_file_that_is_gone_is_made_anew(tmp_path: Path) -> None:
    notes = text(tmp_path / "materials/notes.md", "A tuple is an ordered sequence.")
    settings = Settings(data_dir=tmp_path)
    with open_memory(tmp_path) as side:
        ingest(side, notes.parent)  # type: ignore[arg-type]
        start_over_if_needed(settings, side, wanted=False)  # type: ignore[arg-type]
        assert side.catalog.documents() == {}
        ingest(side, notes.parent)  # type: ignore[arg-type]
        text(settings.index_file, "an index")
        start_over_if_needed(settings, side, wanted=False)  # type: ignore[arg-type]
        assert list(side.catalog.documents()) == ["notes.md"]
        start_over_if_needed(settings, side, wanted=True)  # type: ignore[arg-type]
        assert (side.catalog.documents(), side.index.count()) == ({}, 0)


def test_starting_imports_nothing_heavy() -> None:
    program = (
        "import sys, ingestion.__main__, ingestion.pipeline, agent.compose;"
        f"print([name for name in {HEAVY} if name in sys.modules])"
    )
    result = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert result.stdout.strip() == "[]"
