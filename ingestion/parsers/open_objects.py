"""Frames of OpenDocument texts (formulas, pictures), pronunciations, and what is hidden there."""

from __future__ import annotations

import zipfile

from lxml import etree  # type: ignore[import-untyped]

from agent.errors import Unreadable
from ingestion.parsers.formulas import mathml, tex
from ingestion.parsers.office.left_out import LeftOut
from ingestion.parsers.safe_xml import Node, tree
from ingestion.parsers.unpack import small

TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}%s"
DRAWN = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}%s"
LINK = "{http://www.w3.org/1999/xlink}href"
CONTENT = "/content.xml"
MOST = 1_000  # formulas
DESCRIPTIONS = "./*[local-name()='desc']|./*[local-name()='title']"


def formulas(archive: zipfile.ZipFile) -> dict[str, str]:
    """The formulas of the embedded objects as TeX, by the objects' names."""
    names = [name for name in archive.namelist() if name.endswith(CONTENT)][:MOST]
    found = {}
    for name in names:
        try:
            root = tree(small(archive, name))
        except (SyntaxError, Unreadable):
            continue
        if etree.QName(root).localname == "math":
            found[name.removesuffix(CONTENT)] = mathml.to_tex(root)
    return found


def drop_hidden(root: Node, left_out: LeftOut) -> None:
    """Take out hidden sections and hidden text; they are counted."""
    for section in list(root.iter(TEXT % "section")):
        if section.get(TEXT % "display") == "none" and section.getparent() is not None:
            left_out.hidden("hidden section")
            section.getparent().remove(section)
    for name in ("hidden-text", "hidden-paragraph"):
        for node in root.iter(TEXT % name):
            if node.get(TEXT % "is-hidden") == "true":
                left_out.hidden("stretch of hidden text")
                node.text = ""


def write_objects(root: Node, known: dict[str, str], left_out: LeftOut) -> None:
    """Write formulas and descriptions of frames into the text; other frames are counted."""
    for frame in list(root.iter(DRAWN % "frame")):
        formula = next((known.get(_name(inner), "") for inner in frame.iter(DRAWN % "object")), "")
        described = " ".join(" ".join(node.itertext()) for node in frame.xpath(DESCRIPTIONS)[:1])
        if formula or described.strip():
            text = tex.inline(formula) or f"Picture: {' '.join(described.split())}"
            span = etree.Element(TEXT % "span")
            span.text, span.tail = text, frame.tail
            frame.tail = None
            frame.addnext(span)
            continue
        for kind, what in (("image", "picture"), ("object", "embedded object")):
            if frame.find(DRAWN % kind) is not None:
                left_out.unread(what)
                break
    for ruby in root.iter(TEXT % "ruby-text"):
        if ruby.text:
            ruby.text = f"({ruby.text})"


def _name(node: Node) -> str:
    return str(node.get(LINK, "")).removeprefix("./").rstrip("/")
