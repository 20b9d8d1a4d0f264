"""Where each paragraph of a slide stands, and what it is there: python-pptx tells by its shapes."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from ingestion.parsers.fonts import is_monospace

if TYPE_CHECKING:
    from pptx.slide import Slide

Role = Literal["title", "bullet", "text", "code", "table", "furniture"]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a paragraph stands: its shape on the slide, what it is there, how deep it is."""

    shape: int
    role: Role
    level: int
    low: bool = False  # at the foot of the slide


def places(slide: Slide, foot: float) -> dict[str, deque[Place]]:
    """The places of all paragraphs of a slide, by their text, in the order of `partition_pptx`."""
    found: dict[str, deque[Place]] = defaultdict(deque)
    title = slide.shapes.title
    ordered = sorted(_flat(slide.shapes), key=lambda shape: (shape.top or 0, shape.left or 0))
    for number, box in enumerate(ordered, start=1):
        if not box.has_text_frame:
            continue
        is_title = title is not None and box.shape_id == title.shape_id
        alone = sum(bool(paragraph.text.strip()) for paragraph in box.text_frame.paragraphs) == 1
        for paragraph in box.text_frame.paragraphs:
            role: Role = "title" if is_title else _role(box, paragraph, alone)
            low = not box.is_placeholder and (box.top or 0) > foot
            found[paragraph.text].append(Place(number, role, paragraph.level, low))
    return found


def _flat(shapes: Any) -> Iterator[Any]:
    for box in shapes:
        if hasattr(box, "shapes"):
            yield from _flat(box.shapes)
        else:
            yield box


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
