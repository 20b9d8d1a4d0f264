"""The shapes of a slide in reading order, and what each paragraph of them is there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from ingestion.elements import Element
from ingestion.parsers.fonts import is_monospace
from ingestion.parsers.office.left_out import LeftOut
from ingestion.parsers.office.markup import one_branch
from ingestion.parsers.slides.frames import framed
from ingestion.parsers.slides.paragraphs import Numbers, paragraph_text

if TYPE_CHECKING:
    from pptx.slide import Slide

FOOT = 0.85  # of a slide's height

Role = Literal["title", "bullet", "text", "code", "block", "furniture"]


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph of a slide, or what a frame holds: its shape, its role, how deep it is."""

    text: str
    shape: int
    role: Role
    level: int = 0
    low: bool = False  # at the foot of the slide
    number: str = ""  # "2." in a numbered list
    block: tuple[Element, ...] = ()  # of a table, chart, diagram or picture


def lines(slide: Slide, size: tuple[int, int], left_out: LeftOut, place: str) -> Iterator[Line]:
    """All paragraphs and frames of a slide of this width and height; what cannot be read is counted
    for its `place`."""
    one_branch(slide.element)
    title = slide.shapes.title
    inside = [box for box in slide.shapes if not _is_beside(box, size) or _is(box, title)]
    for box in slide.shapes:
        if box not in inside and "".join(box._element.itertext()).strip():
            left_out.hidden("shape beside the slide", place)
    for number, box in enumerate(_flat(inside), start=1):
        if box._element.xpath("./*/p:cNvPr[@hidden='1' or @hidden='true']"):
            left_out.hidden("hidden shape", place)
        elif box.has_text_frame:
            foot = FOOT * size[1]
            yield from _text(box, number, foot, "title" if _is(box, title) else None)
        elif block := tuple(framed(box, slide.part, left_out, place)):
            yield Line("\n".join(e.text for e in block), number, "block", block=block)
    for _ in slide.element.iter("{*}contentPart"):
        left_out.unread("drawing by hand", place)


def _is(box: Any, title: Any) -> bool:
    return title is not None and box.shape_id == title.shape_id


def _is_beside(box: Any, size: tuple[int, int]) -> bool:
    """Whether a shape is parked where the audience does not see it."""
    ends = ((box.left, box.width, size[0]), (box.top, box.height, size[1]))
    return any(
        start is not None and length is not None and (start + length <= 0 or start >= whole > 0)
        for start, length, whole in ends
    )


def _flat(shapes: Any) -> Iterator[Any]:
    """From top to bottom and left to right; what is grouped stays together."""
    for box in sorted(shapes, key=lambda shape: (shape.top or 0, shape.left or 0)):
        if hasattr(box, "shapes"):
            yield from _flat(box.shapes)
        else:
            yield box


def _text(box: Any, shape: int, foot: float, given: Role | None) -> Iterator[Line]:
    paragraphs = [(p, paragraph_text(p._p)) for p in box.text_frame.paragraphs]
    alone = sum(bool(text.strip()) for _, text in paragraphs) == 1
    low = not box.is_placeholder and (box.top or 0) > foot
    numbers = Numbers()
    for paragraph, text in paragraphs:
        number = numbers.next(paragraph._p, paragraph.level) if text.strip() else ""
        role = given or _role(box, paragraph, alone)
        if number and role == "text":
            role = "bullet"
        if text.strip() and role != "furniture":
            yield Line(text.rstrip(), shape, role, paragraph.level, low, number)


def _role(box: Any, paragraph: Any, alone: bool) -> Role:
    from pptx.enum.shapes import PP_PLACEHOLDER as KIND

    fonts = [run.font.name for run in paragraph.runs if run.text.strip()]
    if fonts and all(is_monospace(font) for font in fonts):
        return "code"
    kind = box.placeholder_format.type if box.is_placeholder else None
    if kind in (KIND.FOOTER, KIND.DATE, KIND.SLIDE_NUMBER, KIND.HEADER):
        return "furniture"
    bulleted = kind in (KIND.BODY, KIND.OBJECT) or paragraph._p.xpath("./a:pPr/a:buChar")
    return "bullet" if bulleted and not alone and not _without_bullet(paragraph) else "text"


def _without_bullet(paragraph: Any) -> bool:
    return bool(paragraph._p.xpath("./a:pPr/a:buNone"))
