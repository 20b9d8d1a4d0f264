"""The table of contents of a PDF is no text of it; what only looks like one is."""

from __future__ import annotations

from pathlib import Path

from ingestion.parsers import parse
from tests.ingestion.parsers.files import Show, pdf

ENTRIES = (("1 Tides", 2), ("1.1 High water", 2), ("1.2 Low water", 3), ("2 Seals", 4))
TEXT = "High water is at 05:50 on the first day of the course, and later on each day after it."


def page(*texts: str | tuple[str, str]) -> list[Show]:
    """Lines from the top; of two texts the second stands at the right edge."""
    shown = []
    for row, line in enumerate(texts):
        left, right = line if isinstance(line, tuple) else (line, "")
        shown.append(Show(72, 720 - 24 * row, left))
        if right:
            shown.append(Show(500, 720 - 24 * row, right))
    return shown


def told(path: Path, *pages: list[Show]) -> list[str]:
    return [element.text for element in parse(pdf(path, list(pages))).elements]


def dots(title: str, number: object) -> str:
    return f"{title} {'. ' * 20}{number}"


def test_entries_with_dots_are_left_out(tmp_path: Path) -> None:
    listed = page("Contents", *(dots(*entry) for entry in ENTRIES), "What it is about.")
    found = told(tmp_path / "a.pdf", listed, *[page(TEXT)] * 3)
    assert found == ["What it is about.", TEXT, TEXT, TEXT]


def test_entries_at_the_right_edge_are_left_out_below_the_heading(tmp_path: Path) -> None:
    rows = [(title, str(number)) for title, number in ENTRIES]
    listed = page("Table of contents", rows[0], "A part with a name", *rows[1:])
    assert told(tmp_path / "a.pdf", listed, page(TEXT)) == [TEXT]


def test_the_next_page_goes_on_with_them(tmp_path: Path) -> None:
    first = page("Inhaltsverzeichnis", *(dots(*entry) for entry in ENTRIES))
    second = page(*(dots(f"{n} Boats", n) for n in range(3, 7)), TEXT)
    assert told(tmp_path / "a.pdf", first, second, *[page(TEXT)] * 5)[:2] == [TEXT, TEXT]


def test_dots_that_lead_to_points_are_text(tmp_path: Path) -> None:
    points = [dots(part, number) for part, number in (("Exam", 40), ("Labs", 35), ("Essay", 25))]
    found = " ".join(told(tmp_path / "a.pdf", page("How the course is graded", *points, TEXT)))
    assert all(part in found for part in ("Exam", "40", "Labs", "35", "Essay", "25"))


def test_a_table_below_a_heading_of_its_own_is_text(tmp_path: Path) -> None:
    rows = [(title, str(number)) for title, number in ENTRIES]
    found = " ".join(told(tmp_path / "a.pdf", page("Rooms", *rows, TEXT)))
    assert all(title in found for title, _ in ENTRIES)
