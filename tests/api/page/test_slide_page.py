"""Small pictures of slides."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from pptx import Presentation
from pptx.util import Inches, Pt

from agent.errors import NotFound, Unreadable
from api.page.pdf_pages import PdfPages
from api.page.slide_page import draw

DARK = 120


def inked(picture: Image.Image, box: tuple[int, int, int, int]) -> bool:
    """Whether something dark is drawn there."""
    return picture.convert("L").crop(box).getextrema()[0] < DARK  # type: ignore[operator]


def test_boxes_and_pictures_stand_in_their_places(tmp_path: Path) -> None:
    deck = Presentation()
    deck.slide_width, deck.slide_height = Inches(10), Inches(5)
    slide = deck.slides.add_slide(deck.slide_layouts[6])
    frame = slide.shapes.add_textbox(0, 0, Inches(4), Inches(1)).text_frame
    frame.text = "Lists"
    frame.paragraphs[0].runs[0].font.size = Pt(40)
    black = BytesIO()
    Image.new("RGB", (8, 8)).save(black, "PNG")
    slide.shapes.add_picture(black, Inches(8), Inches(3), Inches(1), Inches(1))
    slide.shapes.add_table(2, 2, Inches(1), Inches(3), Inches(3), Inches(1)).table.cell(
        0, 0
    ).text = "Sorted"
    deck.save(str(tmp_path / "deck.pptx"))
    picture = Image.open(BytesIO(draw(tmp_path / "deck.pptx", 1, 400)))
    assert picture.size == (400, 200)
    assert inked(picture, (0, 0, 120, 40))
    assert inked(picture, (325, 125, 355, 155))
    assert inked(picture, (40, 120, 100, 140))
    assert not inked(picture, (200, 20, 310, 190))


async def test_what_cannot_be_drawn_is_named(tmp_path: Path) -> None:
    pages = PdfPages()
    Presentation().save(str(tmp_path / "empty.pptx"))
    (tmp_path / "broken.pptx").write_bytes(b"PK\x03\x04 nothing more")
    try:
        with pytest.raises(NotFound):
            await pages.draw(tmp_path / "empty.pptx", 1, 200)
        with pytest.raises(Unreadable):
            await pages.draw(tmp_path / "broken.pptx", 1, 200)
    finally:
        pages.close()
