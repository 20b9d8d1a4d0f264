"""E-books (EPUB): the chapters in their order, each read as a web page."""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

from lxml import etree  # type: ignore[import-untyped]

from agent.errors import Unreadable
from ingestion.elements import Element, Parsed
from ingestion.parsers import web
from ingestion.parsers.encoding import decode
from ingestion.parsers.office.left_out import LeftOut
from ingestion.parsers.parser_options import Reading
from ingestion.parsers.unpack import opened, small

CONTAINER = "META-INF/container.xml"
ENCRYPTION = "META-INF/encryption.xml"
FONTS = ("obfuscation", "/embedding")  # in the names of what protects fonts only
PAGES = ("application/xhtml+xml", "text/html")


def parse(path: Path, reading: Reading) -> Parsed:
    """Read an e-book; its chapters' headings are its sections."""
    with opened(path, reading.room, "e-book") as archive:
        if _protected(archive):
            raise Unreadable(
                "The e-book is protected against copying (DRM); use a copy without protection."
            )
        try:
            package = _package(archive)
            left_out = LeftOut()
            chapters = list(_chapters(archive, *package, left_out))
        except (KeyError, etree.XMLSyntaxError) as error:
            raise Unreadable("The e-book is damaged; save or download it again.") from error
    elements = [element for chapter in chapters for element in chapter]
    return Parsed(_title(package[1]), elements, notes=left_out.notes())


def _protected(archive: zipfile.ZipFile) -> bool:
    if ENCRYPTION not in archive.namelist():
        return False
    methods = _xml(archive, ENCRYPTION).xpath("//*[local-name()='EncryptionMethod']/@Algorithm")
    return not all(any(font in method for font in FONTS) for method in methods)


def _package(archive: zipfile.ZipFile) -> tuple[str, etree._Element]:
    """The path of the book's table of contents in the archive, and that as a tree."""
    paths = _xml(archive, CONTAINER).xpath("//*[local-name()='rootfile']/@full-path")
    if not paths:
        raise KeyError(CONTAINER)
    return paths[0], _xml(archive, paths[0])


def _chapters(
    archive: zipfile.ZipFile, path: str, package: etree._Element, left_out: LeftOut
) -> Iterator[list[Element]]:
    items = {item.get("id"): item for item in package.xpath("//*[local-name()='item']")}
    order = [reference.get("idref") for reference in package.xpath("//*[local-name()='itemref']")]
    for item in map(items.__getitem__, dict.fromkeys(order)):  # each once
        if item.get("media-type") in PAGES and "nav" not in (item.get("properties") or "").split():
            name = posixpath.normpath(
                posixpath.join(posixpath.dirname(path), unquote(item.get("href")))
            )
            yield _chapter(decode(small(archive, name)), left_out)


def _chapter(text: str, left_out: LeftOut) -> list[Element]:
    """A chapter's elements, below a heading: that of the chapter before must not go on."""
    parsed = web.page(text, left_out)
    opens = parsed.elements[:1] and parsed.elements[0].kind == "heading"
    heading = [] if opens else [Element("heading", parsed.title, level=1)]
    return [*heading, *parsed.elements]


def _title(package: etree._Element) -> str:
    titles = package.xpath("//*[local-name()='metadata']/*[local-name()='title']")
    return " ".join(titles[0].xpath("string()").split()) if titles else ""


def _xml(archive: zipfile.ZipFile, name: str) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    return etree.fromstring(small(archive, name), parser)
