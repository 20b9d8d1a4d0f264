"""python-pptx: a slide as a small picture, drawn from its boxes, pictures and tables.

It is meant to be recognised, not read: boxes and pictures stand in their places, large text is
lettered, and small text is a bar for each line.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from PIL import Image, ImageDraw, ImageFont, UnidentifiedImageError
from pptx import Presentation
from pptx.enum.shapes import MSO_SHAPE_TYPE, PP_PLACEHOLDER
from pptx.exc import PythonPptxError

MOST_WIDE = 640  # pixels; there is nothing more to see in a larger one
LETTERED = 6.5  # pixels; text below this height is a bar
WIDTH_OF_A_LETTER = 0.5  # of its height
TITLE, BODY, ELSEWHERE = 40.0, 24.0, 18.0  # points, unless the deck has sizes
POINT = 12_700  # EMU
PAPER, INK, BAR, EDGE = (255, 255, 255), (40, 40, 40), (168, 168, 168), (208, 208, 208)
TITLES = (PP_PLACEHOLDER.TITLE, PP_PLACEHOLDER.CENTER_TITLE)
BROKEN = (
    PythonPptxError, zipfile.BadZipFile, zlib.error, OSError, SyntaxError, KeyError, AttributeError,
    TypeError,
)  # fmt: skip
"""The errors of reading a damaged deck."""


class Box(NamedTuple):
    """A place on the picture, in pixels."""

    left: float
    top: float
    right: float
    bottom: float


def draw(path: Path, page: int, width: int) -> bytes:
    """A slide as WebP. Raises `ValueError`, `IndexError`."""
    try:
        return _drawn(Presentation(str(path)), page, width)
    except BROKEN as error:
        raise ValueError(f"{path.name}: {type(error).__name__}") from None


def _drawn(deck: Any, page: int, width: int) -> bytes:
    if not 1 <= page <= len(deck.slides):
        raise IndexError(page)
    across, along = deck.slide_width or 1, deck.slide_height or 1
    width = min(width, MOST_WIDE)
    scale = width / across
    picture = Image.new("RGB", (width, max(1, round(along * scale))), PAPER)
    drawing = ImageDraw.Draw(picture)
    for shape in _flat(deck.slides[page - 1].shapes):
        _shape(picture, drawing, shape, scale)
    drawing.rectangle((0, 0, picture.width - 1, picture.height - 1), outline=EDGE)
    output = io.BytesIO()
    picture.save(output, "WEBP", quality=80, method=2)
    return output.getvalue()


def _flat(shapes: Any) -> Iterator[Any]:
    for shape in shapes:
        if shape.shape_type == MSO_SHAPE_TYPE.GROUP:
            yield from _flat(shape.shapes)
        elif None not in (shape.left, shape.top, shape.width, shape.height):
            yield shape


def _shape(picture: Image.Image, drawing: ImageDraw.ImageDraw, shape: Any, scale: float) -> None:
    left, top = shape.left * scale, shape.top * scale
    box = Box(left, top, left + shape.width * scale, top + shape.height * scale)
    if shape.shape_type == MSO_SHAPE_TYPE.PICTURE:
        _paste(picture, shape, box)
    elif getattr(shape, "has_table", False) and shape.has_table:
        _table(drawing, shape.table, box)
    elif getattr(shape, "has_chart", False) and shape.has_chart:
        drawing.rectangle(_sorted(box), fill=EDGE)
    elif shape.has_text_frame:
        _text(drawing, shape, box, scale)


def _paste(picture: Image.Image, shape: Any, box: Box) -> None:
    size = max(1, round(box.right - box.left)), max(1, round(box.bottom - box.top))
    try:
        with Image.open(io.BytesIO(shape.image.blob)) as image:
            image.thumbnail((MOST_WIDE, MOST_WIDE))
            shown = image.convert("RGB").resize(size)
    except (UnidentifiedImageError, OSError, ValueError):  # a linked or a vector picture
        shown = Image.new("RGB", size, EDGE)
    picture.paste(shown, (round(box.left), round(box.top)))


def _table(drawing: ImageDraw.ImageDraw, table: Any, box: Box) -> None:
    rows, columns = len(table.rows), len(table.columns)
    high, wide = (box.bottom - box.top) / rows, (box.right - box.left) / columns
    for row in range(rows):
        for column in range(columns):
            x, y = box.left + column * wide, box.top + row * high
            drawing.rectangle(_sorted(Box(x, y, x + wide, y + high)), outline=EDGE)
            length = min(len(table.cell(row, column).text) / 24, 1) * wide * 0.8
            bar = Box(x + wide * 0.1, y + high * 0.35, x + wide * 0.1 + length, y + high * 0.65)
            drawing.rectangle(_sorted(bar), fill=INK if row == 0 else BAR)


def _text(drawing: ImageDraw.ImageDraw, shape: Any, box: Box, scale: float) -> None:
    usual = _usual(shape)
    y = box.top
    for paragraph in shape.text_frame.paragraphs:
        sizes = [run.font.size.pt for run in paragraph.runs if run.font.size]
        height = max(sizes, default=usual) * POINT * scale
        indent = box.left + paragraph.level * 2 * height
        fitting = max(1, int((box.right - indent) / (height * WIDTH_OF_A_LETTER)))
        for line in _wrapped(paragraph.text, fitting):
            if y > box.bottom:
                return
            _line(drawing, line, indent, y, height)
            y += height * 1.25


def _usual(shape: Any) -> float:
    if not shape.is_placeholder:
        return ELSEWHERE
    return TITLE if shape.placeholder_format.type in TITLES else BODY


def _wrapped(text: str, fitting: int) -> Iterator[str]:
    line = ""
    for word in text.split():
        if line and len(line) + len(word) >= fitting:
            yield line
            line = word
        else:
            line = f"{line} {word}".strip()
    yield line


def _line(drawing: ImageDraw.ImageDraw, text: str, x: float, y: float, height: float) -> None:
    if height >= LETTERED and text.isascii():
        drawing.text((x, y), text, fill=INK, font=ImageFont.load_default(height))
    elif text:
        end = x + len(text) * height * WIDTH_OF_A_LETTER
        drawing.rectangle((x, y + height * 0.3, end, y + height * 0.8), fill=BAR)


def _sorted(box: Box) -> tuple[float, float, float, float]:
    (x0, x1), (y0, y1) = sorted((box.left, box.right)), sorted((box.top, box.bottom))
    return x0, y0, x1, y1
