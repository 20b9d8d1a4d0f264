"""Without a compiler the words and lines of a PDF are the same, to the last digit."""

from __future__ import annotations

import subprocess
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypdfium2 import PdfDocument, PdfPage, PdfTextPage, raw

from ingestion.parsers.pdf import inventory, native_library, places
from ingestion.parsers.pdf.lines import Line
from ingestion.parsers.pdf.path_points import points_in_python, points_of
from ingestion.parsers.pdf.words import ReadLine, lines, lines_by_library, lines_in_python
from tests.ingestion.parsers.files import FONTS, Show, pdf
from tests.ingestion.parsers.makers.pdf_pages import Placed, one_page, shown

ESCAPES = str.maketrans({"(": r"\(", ")": r"\)"})
ROOT = Path(__file__).parents[3]
SAMPLES = sorted((ROOT / "course_materials").rglob("*.pdf"))
FACTS = "text x0 x1 y size head gap mono bold parted turn words gaps cells".split()
SIZE = 612.0, 792.0
LIBRARY = native_library.load()


def facts(found: list[ReadLine]) -> list[list[Any]]:
    """All that the readers of a page ask of its lines."""
    return [[getattr(line, name) for name in FACTS] for line in found]


def assert_alike(page: PdfTextPage) -> None:
    """Both ways give the same lines."""
    if LIBRARY is None:
        pytest.skip("there is no C compiler here")
    assert facts(lines_in_python(page, SIZE)) == facts(lines_by_library(page, SIZE, LIBRARY))


@pytest.mark.parametrize("file", SAMPLES, ids=lambda file: file.name)
def test_the_sample_courses_are_read_alike(file: Path) -> None:
    for page in PdfDocument(file):
        assert_alike(page.get_textpage())


@pytest.mark.parametrize("file", SAMPLES, ids=lambda file: file.name)
def test_lines_are_measured_as_their_words_are(file: Path) -> None:
    names = [name for name in FACTS if name != "turn"]
    for page in PdfDocument(file):
        for line in lines(page.get_textpage(), SIZE):
            whole = Line(line.words)
            for name in names:
                assert getattr(line, name) == getattr(whole, name)
            assert [line.begins(at) for at in range(len(line.words))] == [w.x0 for w in whole.words]


WORDS = st.text("abcxyzn128.,;()=- \xa0é", min_size=1, max_size=12)
SHOWN = st.builds(
    Show,
    st.sampled_from([72.0, 90.0, 130.5, 300.0]),
    st.sampled_from([700.0, 700.4, 704.0, 686.0, 660.0]),
    WORDS,
    st.sampled_from([7.0, 9.96, 10.05, 11.0, 24.0]),
    st.sampled_from(sorted(FONTS)),
)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(page=st.lists(SHOWN, min_size=1, max_size=12))
def test_any_page_is_read_alike(tmp_path_factory: pytest.TempPathFactory, page: list[Show]) -> None:
    made = pdf(tmp_path_factory.mktemp("made") / "a.pdf", [page])
    assert_alike(PdfDocument(made)[0].get_textpage())


PLACED = st.tuples(st.sampled_from([100.0, 118.0, 300.0]), st.sampled_from([72.0, 300.5]), WORDS)


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(texts=st.lists(st.tuples(PLACED, st.integers(0, 3)), min_size=1, max_size=8))
def test_turned_text_is_read_alike(
    tmp_path_factory: pytest.TempPathFactory, texts: list[tuple[Placed, int]]
) -> None:
    drawn = "\n".join(
        shown([(x, y, said.translate(ESCAPES))], turn) for (x, y, said), turn in texts
    )
    made = one_page(tmp_path_factory.mktemp("made") / "a.pdf", drawn)
    assert_alike(PdfDocument(made)[0].get_textpage())


def test_a_library_of_another_version_is_not_used(tmp_path: Path) -> None:
    if LIBRARY is None:
        pytest.skip("there is no C compiler here")
    source = (ROOT / "ingestion/parsers/pdf/words.c").read_text()
    older = tmp_path / "words.c"
    older.write_text(source.replace("words_version = 7", "words_version = 6"))
    built = ["cc", "-shared", "-fPIC", "-o", str(tmp_path / "older.so"), str(older), "-lm"]
    subprocess.run(built, check=True)
    assert native_library.load(tmp_path / "older.so") is None


def test_it_is_read_where_nothing_was_compiled(tmp_path: Path) -> None:
    assert native_library.load(tmp_path / "libwords.so") is None
    (tmp_path / "libwords.so").write_bytes(b"for another machine")
    assert native_library.load(tmp_path / "libwords.so") is None
    document = PdfDocument(pdf(tmp_path / "a.pdf", [[Show(72, 700, "A tuple is fixed.")]]))
    page = document[0].get_textpage()
    assert [line.text for line in lines_in_python(page, SIZE)] == ["A tuple is fixed."]
    assert facts(lines(page, SIZE)) == facts(lines_in_python(page, SIZE))


@pytest.mark.skipif(LIBRARY is None, reason="the compiled part is not built")
@pytest.mark.parametrize("file", SAMPLES, ids=lambda file: file.stem)
def test_paths_are_where_compiled_code_finds_them(file: Path) -> None:
    for page in PdfDocument(file):
        plain = places.among(
            page.raw, raw.FPDFPage_CountObjects, raw.FPDFPage_GetObject, raw.FPDF_PAGEOBJ_PATH
        )
        found = places.placed(page, raw.FPDF_PAGEOBJ_PATH, 0.0)
        assert [bounds for _, bounds in found] == [bounds for _, bounds in plain]
        assert len(found) == len(inventory.inventory(page).paths)
        for path, _ in found:
            assert list(points_of(path)) == list(points_in_python(path))


def assert_has_the_same(page: PdfPage) -> None:
    """Both ways find the same objects, and take the same paths for drawings."""
    if LIBRARY is None:
        pytest.skip("there is no C compiler here")
    assert inventory.by_library(page, LIBRARY) == inventory.in_python(page)


@pytest.mark.parametrize("file", SAMPLES, ids=lambda file: file.stem)
def test_drawings_are_what_compiled_code_takes_for_them(file: Path) -> None:
    for page in PdfDocument(file):
        assert_has_the_same(page)


@pytest.mark.parametrize("count", [inventory.MOST - 1, inventory.MOST + 1])
def test_of_too_many_paths_the_same_are_found(tmp_path: Path, count: int) -> None:
    lines = "\n".join(f"100 {300 + n % 9} m 200 {300 + n % 9} l S" for n in range(count))
    boxes = "\n".join(f"100 300 {40 + n % 7} 30 re f" for n in range(places.LOOKED_AT + 1))
    page = PdfDocument(one_page(tmp_path / "a.pdf", f"0.2 w\n{lines}\n{boxes}"))[0]
    assert_has_the_same(page)
    found = inventory.inventory(page).paths
    kinds = Counter(kind for *_, kind in found[inventory.MOST :])
    assert kinds == {places.BOX: places.LOOKED_AT - (count < inventory.MOST)}


MOVES = st.tuples(
    st.sampled_from("ml"),
    st.sampled_from([100, 102, 150, 198, 200]),
    st.sampled_from([300, 350, 400]),
)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(moves=st.lists(MOVES, min_size=1, max_size=9))
def test_any_path_is_a_drawing_for_both(
    tmp_path_factory: pytest.TempPathFactory, moves: list[tuple[str, int, int]]
) -> None:
    drawn = " ".join(f"{x} {y} {sign}" for sign, x, y in [("m", 100, 300), *moves])
    page = PdfDocument(one_page(tmp_path_factory.mktemp("made") / "a.pdf", f"{drawn} S"))[0]
    assert_has_the_same(page)
