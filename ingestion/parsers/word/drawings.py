"""The content of a drawing in a Word document: text boxes, charts, SmartArt, pictures, objects."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ingestion.elements import Element
from ingestion.parsers.office.charts import chart
from ingestion.parsers.office.left_out import LeftOut
from ingestion.parsers.office.markup import CX, DGM, A, C, Node, R, W, drawn_text, target
from ingestion.parsers.office.pictures import is_large, picture
from ingestion.parsers.office.smart_art import smart_art
from ingestion.parsers.word.inline import V

OFFICE = "{urn:schemas-microsoft-com:office:office}"
PICTURE = "{http://schemas.openxmlformats.org/drawingml/2006/picture}pic"
WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
EQUATION = ("Equation.", "MathType")


def boxes(drawing: Node) -> Iterator[Node]:
    """The outermost text boxes of a drawing; those within them are read with them."""
    for box in drawing.iter(f"{W}txbxContent"):
        if not any(above.tag == f"{W}txbxContent" for above in _between(box, drawing)):
            yield box


def _between(node: Node, top: Node) -> Iterator[Node]:
    for above in node.iterancestors():
        if above is top:
            return
        yield above


def drawn(drawing: Node, part: Any, left_out: LeftOut) -> Iterator[Element]:
    """The content of a drawing besides its text boxes; unreadable parts are counted."""
    for art in drawing.iter(f"{V}textpath"):
        if text := art.get("string", "").strip():
            yield Element("paragraph", text)
    for node in drawing.iter(f"{C}chart", f"{CX}chart"):
        if node.get(f"{R}id") is not None:
            yield from _chart(target(part, node.get(f"{R}id")), left_out)
    for node in drawing.iter(f"{DGM}relIds"):
        found = _diagram(target(part, node.get(f"{R}dm")))
        if not found:
            left_out.unread("diagram")
        yield from found
    yield from _pictures(drawing, left_out)
    for thing in drawing.iter(f"{OFFICE}OLEObject"):
        kind = thing.get("ProgID", "unknown")
        equation = kind.startswith(EQUATION)
        left_out.unread("equation of an old kind" if equation else f"object of {kind}")
    if text := drawn_text_alone(drawing):
        yield Element("paragraph", text)


def _chart(xml: bytes, left_out: LeftOut) -> list[Element]:
    found = chart(xml) if xml else []
    if not found:
        left_out.unread("chart of unknown values")
    return found


def _diagram(xml: bytes) -> list[Element]:
    return smart_art(xml) if xml else []


def _pictures(drawing: Node, left_out: LeftOut) -> Iterator[Element]:
    if drawing.tag == f"{W}object":
        return
    for shown in drawing.iter(PICTURE):
        frame = next((a for a in shown.iterancestors() if a.tag.startswith(WP)), None)
        about = None if frame is None else frame.find(f"{WP}docPr")
        size = None if frame is None else frame.find(f"{WP}extent")
        if is_large(size):
            yield from picture(about, left_out)
    for shown in drawing.iter(f"{V}imagedata"):
        if shown.getparent().get("alt") or drawing.tag == f"{W}pict":
            left_out.unread("picture")


def drawn_text_alone(drawing: Node) -> str:
    """Text of shapes that have DrawingML instead of a text box."""
    return drawn_text(drawing) if next(drawing.iter(f"{A}t"), None) is not None else ""
