"""The command as a teacher runs it, with the real model and index."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from agent.errors import Conflict
from agent.store.catalog import Catalog
from ingestion.lock import one_writer
from tests.ingestion.parsers.files import lines, pdf, text
from tests.service import environment, ingest

ROOT = Path(__file__).parents[2]
HEAVY = ("pymilvus", "unstructured", "fastembed", "onnxruntime", "pypdfium2", "spacy", "langgraph")


def command(
    tmp_path: Path, *arguments: str, cold: bool = False, **settings: str
) -> subprocess.CompletedProcess[str]:
    """Run it; `cold` in a new interpreter."""
    own = {"materials_dir": str(tmp_path / "materials"), **settings}
    if not cold:
        return ingest(tmp_path / "data", *arguments, **own)
    return subprocess.run(
        [sys.executable, "-m", "ingestion", *arguments],
        cwd=ROOT,
        env=environment(tmp_path / "data", **own),
        capture_output=True,
        text=True,
        timeout=200,
        check=False,
    )


def test_first_and_second_run(tmp_path: Path) -> None:
    text(tmp_path / "materials/cs101/tuples.md", "# Tuples\n\nA tuple is an ordered sequence.")
    pdf(tmp_path / "materials/cs101/lists.pdf", [lines("Lists can be changed.")])
    (tmp_path / "materials/broken.pdf").write_bytes(b"broken")
    reason = "The PDF is damaged; export or download it again."
    first = command(tmp_path, "--json", cold=True)
    assert (first.returncode, first.stderr) == (3, "")
    report = json.loads(first.stdout)
    assert (report["added"], report["chunks"]) == (2, 2)
    assert report["failed"] == [["broken.pdf", reason]]

    (tmp_path / "materials/broken.pdf").unlink()
    second = command(tmp_path)
    assert (second.returncode, second.stderr) == (0, "")
    assert second.stdout.startswith("2 documents, 2 chunks, no changes (")


def test_no_folder_is_a_matter_of_setting_up(tmp_path: Path) -> None:
    result = command(tmp_path)
    assert (result.returncode, result.stdout) == (2, "")
    assert result.stderr.startswith(
        f"Error: The folder {tmp_path / 'materials'} does not exist.\nFix: "
    )


def test_a_second_writer_gets_the_name_of_the_first(tmp_path: Path) -> None:
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


def test_an_index_that_is_gone_is_made_anew(tmp_path: Path) -> None:
    text(tmp_path / "materials/notes.md", "A tuple is an ordered sequence.")
    assert "new" in command(tmp_path).stdout
    shutil.rmtree(tmp_path / "data/index")
    assert json.loads(command(tmp_path, "--json").stdout)["added"] == 1
    assert json.loads(command(tmp_path, "--json").stdout)["unchanged"] == 1


def other_model(tmp_path: Path) -> str:
    """The same model by another name."""
    folder = Path(shutil.copytree(ROOT / "data/models/all-MiniLM-L6-v2-int8", tmp_path / "other"))
    manifest = json.loads((folder / "manifest.json").read_text())
    (folder / "manifest.json").write_text(json.dumps(manifest | {"name": "other-model"}))
    return str(folder)


def served(tmp_path: Path) -> tuple[str, list[str]]:
    """The embedding model of the index in service, and the sources of its documents."""
    with closing(Catalog(f"sqlite:///{tmp_path / 'data' / 'mentor.sqlite'}")) as catalog:
        view = catalog.view()
        assert view
        return view.embedding.partition("@")[0], list(catalog.documents())


@pytest.mark.slow
def test_another_model_builds_beside_and_there_is_a_way_back(tmp_path: Path) -> None:
    a = text(tmp_path / "materials/a.md", "A tuple is an ordered sequence.")
    assert command(tmp_path).returncode == 0
    assert "no previous index" in command(tmp_path, "--rollback").stderr
    text(tmp_path / "materials/b.md", "A list is a sequence, too.")
    a.unlink()
    other = other_model(tmp_path)
    assert "add     b.md" in command(tmp_path, "--dry-run", embedding_model=other).stdout
    built = json.loads(command(tmp_path, "--json", embedding_model=other).stdout)
    assert (built["added"], built["removed"], built["embedded"]) == (1, 0, 1)
    assert served(tmp_path) == ("other-model", ["b.md"])
    back = command(tmp_path, "--rollback")
    assert "all-MiniLM-L6-v2-int8@" in back.stdout
    assert served(tmp_path) == ("all-MiniLM-L6-v2-int8", ["a.md"])
    again = json.loads(command(tmp_path, "--json").stdout)
    assert (again["added"], again["removed"]) == (1, 1)
    assert served(tmp_path) == ("all-MiniLM-L6-v2-int8", ["b.md"])


@pytest.mark.slow
def test_a_rebuild_reads_all_and_embeds_nothing(tmp_path: Path) -> None:
    text(tmp_path / "materials/a.md", "A tuple is an ordered sequence.")
    assert command(tmp_path).returncode == 0
    for _ in range(2):  # the second one drops the first edition
        rebuilt = json.loads(command(tmp_path, "--json", "--rebuild").stdout)
        assert (rebuilt["added"], rebuilt["embedded"]) == (1, 0)
    assert len(list((tmp_path / "data/index/editions").iterdir())) == 2


def test_watching_follows_the_folder(tmp_path: Path) -> None:
    materials = tmp_path / "materials"
    text(materials / "a.md", "A tuple is an ordered sequence.")
    with subprocess.Popen(
        [sys.executable, "-m", "ingestion", "--watch", "--json"],
        cwd=ROOT,
        env=environment(tmp_path / "data", materials_dir=str(materials)),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout
        assert process.stderr
        assert json.loads(process.stdout.readline())["added"] == 1
        text(materials / "new/b.md", "A list is a sequence, too.")
        text(materials / ".hidden", "Nothing.")
        assert json.loads(process.stdout.readline())["added"] == 1
        (materials / "a.md").rename(materials / "new/a.md")
        assert json.loads(process.stdout.readline())["renamed"] == [["a.md", "new/a.md"]]
        process.send_signal(signal.SIGINT)
        assert process.stderr.read().startswith("Stopped. ")
    assert process.returncode == 130


def test_a_dry_run_tells_and_does_nothing(tmp_path: Path) -> None:
    materials = tmp_path / "materials"
    for name in ("a", "b", "c"):
        text(materials / f"{name}.md", f"# {name}\n\nAll about {name}.")
    assert command(tmp_path).returncode == 0
    (materials / "a.md").rename(materials / "z.md")
    text(materials / "b.md", "Other words.")
    (materials / "c.md").unlink()
    text(materials / "new.md", "New words.")
    text(materials / "film.mp4", "film")
    for _ in range(2):
        plan = command(tmp_path, "--dry-run")
        assert (plan.returncode, plan.stderr) == (0, "")
        *lines, last = plan.stdout.splitlines()
        assert lines[0] == "rename  a.md -> z.md"
        assert lines[1:4] == ["add     new.md", "change  b.md", "remove  c.md"]
        assert lines[4].startswith("skip    film.mp4: .mp4 files are not ")
        assert last == "0 files are unchanged. Dry run: nothing was done."


def test_starting_imports_nothing_heavy() -> None:
    program = (
        "import sys, ingestion.__main__, ingestion.pipeline, agent.compose;"
        f"print([name for name in {HEAVY} if name in sys.modules])"
    )
    result = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert result.stdout.strip() == "[]"
