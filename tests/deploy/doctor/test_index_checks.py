"""make doctor lists text that looks as if it was read badly, and files of several courses."""

from __future__ import annotations

from pathlib import Path

from agent.settings import Settings
from deploy.doctor.index_checks import documents
from tests.ingestion.parsers.files import Show, lines, pdf, text
from tests.service import ingest, serving

PROSE = "The fen is drained in May, and its ditches are cleared by hand before the rain comes back."
NUMBERS = "\n".join(f"{n}.7 :: -0.{n} | 4e{n} / 88 9{n}.1 [{n}]" for n in range(10, 30))


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


def test_each_kind_of_warning_is_in_doctor_and_in_the_documents_view(tmp_path: Path) -> None:
    data, materials = tmp_path / "data", tmp_path / "materials"
    text(materials / "fens" / "gap.md", "# Rate\n\nThe rate law is , where V is the limit.\n")
    text(materials / "fens" / "noise.txt", NUMBERS)
    pages = [lines("\n".join([PROSE] * 5)) for _ in range(4)]
    pdf(materials / "fens" / "short.pdf", [*pages, [Show(72, 400, "ab")]])
    expected = {
        "fens/gap.md": "Sentences with gaps",
        "fens/noise.txt": "Sections that do not look like text",
        "fens/short.pdf": "Pages with little text: 5.",
    }
    assert ingest(data, materials_dir=str(materials)).returncode == 0
    settings = Settings(_env_file=None, data_dir=data)  # type: ignore[call-arg]
    found = {one.check: one.found for one in documents(settings)}
    assert all(kind in found[source] for source, kind in expected.items())
    with serving(data, materials_dir=str(materials)) as client:
        rows = client.get("/api/documents").json()["documents"]
    shown = {row["source"]: " ".join(row["warnings"]) for row in rows}
    assert all(kind in shown[source] for source, kind in expected.items())
