"""Content controls and fields of Word are read as what they show."""

from __future__ import annotations

from pathlib import Path

from ingestion.parsers import parse
from tests.ingestion.parsers.makers.word import cell, docx, field, p, run, table


def seen(folder: Path, body: str) -> list[str]:
    """The texts of a document's elements."""
    return [element.text for element in parse(docx(folder / "a.docx", body)).elements]


def test_content_controls(tmp_path: Path) -> None:
    control = "<w:sdt><w:sdtContent>{}</w:sdtContent></w:sdt>"
    prompt = (
        f"<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{run('Click here.')}"
        "</w:sdtContent></w:sdt>"
    )
    rows = table(("Part", "Details"), ("Lab", "two hours")).replace(
        "<w:tr><w:tc><w:tcPr></w:tcPr><w:p><w:pPr></w:pPr><w:r><w:rPr></w:rPr>"
        '<w:t xml:space="preserve">Lab',
        "<w:sdt><w:sdtContent><w:tr><w:tc><w:tcPr></w:tcPr><w:p><w:pPr></w:pPr><w:r><w:rPr></w:rPr>"
        '<w:t xml:space="preserve">Lab',
    )
    rows = rows.replace("</w:tr></w:tbl>", "</w:tr></w:sdtContent></w:sdt></w:tbl>")
    body = (
        control.format(p("The module code is ZQ-5512."))
        + p("Lecturer: ", control.format(run("Dr Imre Halloran")), prompt)
        + rows
    )
    assert seen(tmp_path, body) == [
        "The module code is ZQ-5512.",
        "Lecturer: Dr Imre Halloran",
        "| Part | Details |\n| --- | --- |\n| Lab | two hours |",
    ]


def test_controls_of_other_kinds(tmp_path: Path) -> None:
    def control(kind: str, inside: str) -> str:
        return f"<w:sdt><w:sdtPr>{kind}</w:sdtPr><w:sdtContent>{inside}</w:sdtContent></w:sdt>"

    choice = '<w:dropDownList><w:listItem w:displayText="Basic" w:value="1"/></w:dropDownList>'
    row = table(("Yarn", "Ply")).replace("</w:tbl>", "") + "<w:tr>"
    body = (
        p("Level: ", control(choice, run("Advanced")), ", ", control("<w:date/>", run("4 May")))
        + control("<w:repeatingSection/>", control("", p("Reed of 12.")) + control("", p("Of 15.")))
        + row
        + control("", cell("Linen"))
        + cell(control("", p("two-ply")))
        + "</w:tr></w:tbl>"
    )
    assert seen(tmp_path, body) == [
        "Level: Advanced, 4 May",
        "Reed of 12.",
        "Of 15.",
        "| Yarn | Ply |\n| --- | --- |\n| Linen | two-ply |",
    ]


def test_a_field_within_a_field(tmp_path: Path) -> None:
    mark = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
    code = "<w:r><w:instrText>{}</w:instrText></w:r>"
    inner = field("MERGEFIELD group", "B")
    whole = mark.format("begin") + code.format("IF ") + inner + code.format(' = "B" "late"')
    whole += mark.format("separate") + run("Group B comes late.") + mark.format("end")
    assert seen(tmp_path, p("See: ", whole)) == ["See: Group B comes late."]
