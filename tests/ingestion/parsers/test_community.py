"""Files that MENTOR_LOADERS names a document loader of LangChain for."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest

from agent.errors import InvalidSettings, NeedsProgram, Unreadable, Unsupported
from agent.settings import Settings
from ingestion.elements import Parsed
from ingestion.parsers import module_for, parse
from ingestion.parsers.community import check
from ingestion.parsers.parser_options import Reading
from tests.service import ingest

OURS = "tests.ingestion.parsers.loaders"
XML = "<course><unit><p>A quark is a particle that forms hadrons.</p></unit></course>"


def read(path: Path, loader: str) -> Parsed:
    return parse(path, Reading(loaders={path.suffix: loader}))


def written(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def test_a_loader_of_langchain_community_reads_its_suffix(tmp_path: Path) -> None:
    file = written(tmp_path / "quarks.xml", XML)
    with pytest.raises(Unsupported):
        parse(file)
    parsed = read(file, "UnstructuredXMLLoader")
    assert [element.text for element in parsed.elements] == [
        "A quark is a particle that forms hadrons."
    ]


def test_pages_and_sections_are_kept(tmp_path: Path) -> None:
    parsed = read(written(tmp_path / "a.pages", "One.\nTwo.\nThree.\n"), f"{OURS}.Pages")
    assert [(e.kind, e.text, e.page) for e in parsed.elements] == [
        ("heading", "Part 0", 1),
        ("paragraph", "One.", 1),
        ("paragraph", "Two.", 2),
        ("heading", "Part 1", 3),
        ("paragraph", "Three.", 3),
    ]
    assert parsed.pages == 3


def test_a_file_in_an_archive_is_read_by_its_loader_too(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "week.zip", "w") as archive:
        archive.writestr("quarks.xml", XML)
    reading = Reading(loaders={".xml": "UnstructuredXMLLoader"})
    assert "hadrons" in parse(tmp_path / "week.zip", reading).elements[-1].text


def test_a_package_that_is_missing_is_named(tmp_path: Path) -> None:
    with pytest.raises(NeedsProgram, match=r"a_package_that_nobody_has.*uv pip install"):
        read(written(tmp_path / "a.x", "One."), f"{OURS}.WithoutItsPackage")


def test_no_loader_reaches_the_network(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match=r"tried to reach the network \(192\.0\.2\.1\)"):
        read(written(tmp_path / "a.x", "A private exam."), f"{OURS}.Curious")


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("UnstructuredXLMLoader", "has no attribute UnstructuredXLMLoader"),
        ("no.module.Loader", "No module named 'no'"),
        ("pathlib.Path", "it is no subclass of BaseLoader"),
        (f"{OURS}.TwoThings", "missing a required argument: 'schema'"),
    ],
)
def test_a_name_that_cannot_work_is_refused_at_the_start(name: str, why: str) -> None:
    with pytest.raises(InvalidSettings, match=rf"MENTOR_LOADERS: \.x: .*{why}"):
        check({".x": name})


def test_the_setting_names_a_loader_for_each_suffix() -> None:
    settings = Settings(loaders=".XML=UnstructuredXMLLoader, .x=a.b.Loader")  # type: ignore[arg-type]
    assert settings.loaders == {".xml": "UnstructuredXMLLoader", ".x": "a.b.Loader"}
    assert module_for(Path("quarks.x"), settings.loaders).endswith(".community")
    for wrong in ("xml=A", ".xml", ".xml=", ".xml=A B"):
        with pytest.raises(ValueError, match="must be a suffix and a class"):
            Settings(loaders=wrong)  # type: ignore[arg-type]


@pytest.mark.slow
def test_an_ingest_reads_by_loaders(tmp_path: Path) -> None:
    written(tmp_path / "materials" / "physics" / "quarks.xml", XML)
    loaders = {"loaders": ".xml=UnstructuredXMLLoader"}
    done = ingest(tmp_path / "data", "--dir", str(tmp_path / "materials"), "--json", **loaders)
    assert (done.returncode, json.loads(done.stdout)["documents"]) == (0, 1), done.stderr
    assert "sunset" not in (tmp_path / "data" / "ingest.log").read_text()
    wrong = ingest(tmp_path / "data", "--formats", loaders=".xml=Nobody")
    assert (wrong.returncode, "no document loader Nobody" in wrong.stderr) == (2, True)
