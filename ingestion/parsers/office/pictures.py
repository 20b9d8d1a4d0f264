"""Pictures in Office files: not read, but their author may have described them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ingestion.elements import Element
from ingestion.parsers.office.left_out import LeftOut
from ingestion.parsers.office.markup import Node

LARGE = 914_400  # an inch; what is smaller is a logo or an ornament
GUESSED = re.compile(r"description automatically generated|ai-generated", re.IGNORECASE)
FILE_NAME = re.compile(r"\S+\.\w{2,4}|(picture|image|grafik|bild|shape)[ _]?\d*", re.IGNORECASE)


def is_large(extent: Node | None) -> bool:
    """Whether a picture of these measures shows something to be read."""
    if extent is None:
        return True
    sides = [extent.get(side, "") for side in ("cx", "cy")]
    return all(not side.isdecimal() or int(side) >= LARGE for side in sides)


def picture(about: Node | None, left_out: LeftOut, place: str = "") -> Iterator[Element]:
    """The description of a picture; without one it is counted as unread."""
    text = " ".join((about.get("descr", "") if about is not None else "").split())
    if text and not GUESSED.search(text) and not FILE_NAME.fullmatch(text):
        yield Element("paragraph", f"Picture: {text}")
    else:
        left_out.unread("picture", place)
