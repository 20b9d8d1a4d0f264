"""The pages of a PDF as pdfium opens them, and the objects on them."""

from __future__ import annotations

from pathlib import Path

import pytest
from pypdfium2 import PdfDocument, PdfiumError, raw

from ingestion.parsers.pdf.open_pages import OpenPages
from ingestion.parsers.pdf.places import DEPTH, nested
from tests.ingestion.parsers.files import Show, pdf
from tests.ingestion.parsers.makers.pdf_pages import one_page, stream

BOXES = "0 0 30 40 re f 100 50 60 20 re f"


def test_a_page_is_good_until_the_next_one_is_opened(tmp_path: Path) -> None:
    file = pdf(tmp_path / "a.pdf", [[Show(72, 700, "One")], [Show(72, 700, "Two")] * 2])
    pages = OpenPages(PdfDocument(file))
    assert raw.FPDFPage_CountObjects(pages.page(0)) == 1
    last = pages.page(1)
    with pytest.raises(PdfiumError):
        pages.page(2)
    assert raw.FPDFPage_CountObjects(last) == 2
    pages.close()
    pages.close()  # nothing is open any more


def test_objects_are_found_in_groups_within_groups(tmp_path: Path) -> None:
    group = "<< /Type /XObject /Subtype /Form /BBox [0 0 612 792] /Resources << /XObject "
    inner = [f"{group} << /In {7 + n} 0 R >> >> {stream(BOXES + ' /In Do')[2:]}" for n in range(4)]
    last = f"{group} << >> >> {stream(BOXES)[2:]}"
    path = one_page(tmp_path / "a.pdf", f"{BOXES} /In Do", objects=[*inner, last])
    path.write_bytes(
        path.read_bytes().replace(b"/Resources << ", b"/Resources << /XObject << /In 6 0 R >> ", 1)
    )
    page = PdfDocument(path)[0]
    for kind, count in ((raw.FPDF_PAGEOBJ_PATH, 2 * DEPTH), (raw.FPDF_PAGEOBJ_FORM, DEPTH)):
        found = list(nested(page, kind))
        by_pypdfium2 = [of.get_bounds() for of in page.get_objects([kind], max_depth=DEPTH)]
        assert sorted(found) == sorted(by_pypdfium2)
        assert len(found) == count
