"""The place that an answer cites, shown with its words marked."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import httpx
import psutil
import pytest
from PIL import Image

from agent.errors import Unreadable
from api.page.highlight import Letters
from api.page.pdf_pages import PdfPages
from api.page.source_view import marked
from tests.service import ROOT, ask

FOUND = {
    "whole, broken otherwise": (
        "a hy-\nphenated  WORD.",
        "hyphenated word",
        ["hy-\nphenated  WORD"],
    ),
    "ligatures": ("the ﬁrst ﬂow", "first flow", ["ﬁrst ﬂow"]),
    "in pieces": (
        "what a mode means | zz\nzzz\nr | reads a whole file",
        "| r | reads a whole file |\n| what a mode means | yy |",
        ["what a mode means", "reads a whole file"],
    ),
    "not there": ("something else", "a quite different sentence", []),
    "no letters": ("something", "--- !", []),
}


@pytest.mark.parametrize("case", FOUND)
def test_quotes_are_found_however_they_are_set(case: str) -> None:
    text, quote, expected = FOUND[case]
    assert [text[span.start : span.end] for span in Letters(text).find(quote)] == expected


def test_marks_go_around_the_words_and_not_around_elements() -> None:
    html = "<p>A <b>tuple</b> is &lt;ordered&gt;</p><ul><li>and immutable</li></ul>"
    assert marked(html, "tuple is <ordered>\n- and") == (
        "<p>A <b><mark>tuple</mark></b><mark> is &lt;ordered&gt;</mark></p>"
        "<ul><li><mark>and</mark> immutable</li></ul>"
    )


def test_a_pdf_is_shown_at_its_page_with_boxes_over_the_quote(service: httpx.Client) -> None:
    (cited, *_) = ask(service, "How do I open a file?", course="intro-python")["citations"]
    path = f"/api/documents/{cited['document_id']}"
    query = {"passage": cited["passage_id"].split(":")[-1], "quote": cited["quote"]}
    view = service.get(f"{path}/source", params=query).json()
    page = view["page"]
    assert (view["kind"], view["found"], page["page"]) == ("page", True, cited["page"])
    assert len(page["boxes"]) == 4
    assert all(0 < box["x"] < box["x"] + box["width"] < 1 for box in page["boxes"])
    assert "<mark>" in view["section"][0]["html"]
    wrong = service.get(f"{path}/source", params=query | {"page": cited["page"] - 1}).json()
    assert wrong["page"]["page"] == cited["page"]  # found on the page behind it
    picture = service.get(page["image"], params={"width": 600})
    assert picture.headers["content-type"] == "image/webp"
    assert Image.open(BytesIO(picture.content)).width in (599, 600)
    assert service.get(f"{path}/pages/999").status_code == 404


async def test_a_file_that_ends_the_drawing_process_does_not_end_the_service(
    tmp_path: Path,
) -> None:
    pages, others = PdfPages(), set(psutil.Process().children(recursive=True))
    sound = ROOT / "course_materials" / "data-structures" / "lecture-notes.pdf"
    broken = tmp_path / "broken.pdf"
    broken.write_bytes(b"%PDF-1.4 nothing more")
    try:
        with pytest.raises(Unreadable):
            await pages.mark(broken, 1, "x")
        assert (await pages.mark(sound, 1, "")).page == 1
        (drawing,) = [
            process
            for process in set(psutil.Process().children(recursive=True)) - others
            if "spawn_main" in " ".join(process.cmdline())
        ]
        drawing.kill()
        with pytest.raises(Unreadable):
            await pages.mark(sound, 1, "")
        assert (await pages.mark(sound, 1, "")).pages == 11
    finally:
        pages.close()


def test_a_changed_document_still_shows_where_it_was(service: httpx.Client) -> None:
    (cited, *_) = ask(service, "What is a tuple?", course="intro-python")["citations"]
    path = f"/api/documents/{cited['document_id']}/source"
    by_words = service.get(path, params={"passage": 0, "quote": cited["quote"]}).json()
    assert (by_words["kind"], by_words["unit"], by_words["found"]) == ("section", "slide", True)
    assert any(place["id"] == cited["passage_id"] for place in by_words["section"])
    gone = service.get(path, params={"quote": "words that were never there at all"}).json()
    assert (gone["found"], len(gone["section"]) > 0) == (False, True)
    assert service.get(f"{path.removesuffix('/source')}/pages/999").status_code == 404
    assert service.get("/api/documents/nope/source").status_code == 404
