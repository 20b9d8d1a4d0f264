"""Pages as other programs write them than those of test_pdf_pages.py."""

from __future__ import annotations

from pathlib import Path

from ingestion.elements import Parsed
from ingestion.parsers import parse
from tests.ingestion.parsers.makers.pdf_pages import ligatures, one_page, shown

PEATS = {
    "Fen peat": ("Rich in sedge", "Acidity above six"),
    "Bog peat": ("Rich in moss", "Acidity below five"),
    "Carr peat": ("Rich in wood", "Roots of alder"),
}


def said(parsed: Parsed) -> list[str]:
    return [element.text for element in parsed.elements]


def test_three_boxes_of_a_slide_with_dots_for_bullets(tmp_path: Path) -> None:
    names, items = [], []
    for column, (name, lines) in enumerate(PEATS.items()):
        x = 40 + 230 * column
        names.append((x, 400, name))
        items.append([(x, 360 - 30 * n, rf"\267 {line}") for n, line in enumerate(lines)])
    title = shown([(40, 480, "Three peats")], size=30, font="F2")
    bodies = "\n".join(shown(some, size=14) for some in reversed(items))
    content = "\n".join((title, bodies, shown(names, size=18, font="F2")))
    assert said(parse(one_page(tmp_path / "a.pdf", content, size=(720, 540)))) == [
        "Three peats",
        *("Fen peat", "- Rich in sedge", "- Acidity above six"),
        *("Bog peat", "- Rich in moss", "- Acidity below five"),
        *("Carr peat", "- Rich in wood", "- Roots of alder"),
    ]


def test_ligatures_by_the_names_of_their_letters(tmp_path: Path) -> None:
    parsed = parse(ligatures(tmp_path / "a.pdf", names="/f_i /f_l /f_f /f_f_i"))
    text = " ".join(said(parsed))
    assert "The spam filter uses a classification threshold of 0.73." in text
    assert "The workflow helps the efficiency of the staff." in text
    assert parsed.notes == ()


def test_a_choice_before_its_words_and_a_file_pinned_to_the_page(tmp_path: Path) -> None:
    dot = "/Subtype /Widget /F 4 /Parent 6 0 R /Rect [72 {} 84 {}] /AS /{} /AP << /N << /{} 9 0 R"
    objects = [
        "<< /FT /Btn /Ff 49152 /T (r) /V /South /Kids [7 0 R 8 0 R] >>",
        f"<< /Type /Annot {dot.format(600, 612, 'Off', 'North')} /Off 9 0 R >> >> >>",
        f"<< /Type /Annot {dot.format(580, 592, 'South', 'South')} /Off 9 0 R >> >> >>",
        "<< /Type /XObject /Subtype /Form /BBox [0 0 14 14] /Length 0 >>\nstream\n\nendstream",
        "<< /Type /Annot /Subtype /FileAttachment /Rect [300 300 320 320] /FS << /Type /Filespec "
        "/F (map.kml) /EF << /F 11 0 R >> >> >>",
        "<< /Type /EmbeddedFile /Length 1 >>\nstream\nx\nendstream",
    ]
    labels = shown([(90, 602, "North bank"), (90, 582, "South bank"), (72, 500, "See the map.")])
    catalog = "/AcroForm << /Fields [6 0 R] >>"
    annots = "/Annots [7 0 R 8 0 R 10 0 R]"
    parsed = parse(one_page(tmp_path / "a.pdf", labels, annots, catalog, objects))
    assert said(parsed) == ["☐ North bank\n☒ South bank", "See the map."]
    assert parsed.notes == ("Not read: 1 attachment (map.kml).",)
