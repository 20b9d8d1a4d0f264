"""make doctor lists text that looks as if it was read badly, and files of several courses."""

from __future__ import annotations

from pathlib import Path

from agent.settings import Settings
from deploy.doctor.index_checks import documents
from tests.ingestion.parsers.files import text
from tests.service import ingest


def test_gaps_and_files_of_several_courses_are_listed(tmp_path: Path) -> None:
    data, materials = tmp_path / "data", tmp_path / "materials"
    text(materials / "cs1" / "late.md", "# Late work\n\nLate homework loses.\n")
    for course in ("cs1", "cs2"):
        text(materials / course / "rules.md", "# Rules\n\nA lab is missed only once.\n")
    assert ingest(data, materials_dir=str(materials)).returncode == 0
    settings = Settings(_env_file=None, data_dir=data)  # type: ignore[call-arg]
    gap, twice = documents(settings)
    assert (gap.check, gap.state) == ("cs1/late.md", "note")
    assert "homework loses." in gap.found
    assert (twice.found, twice.state) == ("cs1/rules.md = cs2/rules.md", "note")
