"""Small files that are zip archives inside, made for one test each."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from pathlib import Path

CONTAINER = (
    '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
    '<rootfile full-path="OPS/book.opf"/></rootfiles></container>'
)
OPF = """<package xmlns="http://www.idpf.org/2007/opf"><metadata
xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{title}</dc:title></metadata>
<manifest>{items}</manifest><spine>{spine}</spine></package>"""
ODT = """<office:document-content
 xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0">
<office:body><office:text>{body}</office:text></office:body></office:document-content>"""


def archive(path: Path, members: Mapping[str, str | bytes]) -> Path:
    """A zip archive of the given files."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in members.items():
            packed.writestr(name, content)
    return path


def book(path: Path, title: str, chapters: list[str], **more: str) -> Path:
    """An e-book of the given pages."""
    numbers = range(len(chapters))
    items = (f'<item id="c{n}" href="c{n}.xhtml" media-type="{XHTML}"/>' for n in numbers)
    spine = (f'<itemref idref="c{n}"/>' for n in numbers)
    members = {
        "mimetype": "application/epub+zip",
        "META-INF/container.xml": CONTAINER,
        "OPS/book.opf": OPF.format(title=title, items="".join(items), spine="".join(spine)),
    }
    pages = {f"OPS/c{n}.xhtml": page for n, page in enumerate(chapters)}
    return archive(path, members | pages | more)


def odt(path: Path, body: str, manifest: str = "<manifest/>") -> Path:
    """An OpenDocument text."""
    return archive(
        path,
        {
            "mimetype": "application/vnd.oasis.opendocument.text",
            "content.xml": ODT.format(body=body),
            "META-INF/manifest.xml": manifest,
        },
    )


XHTML = "application/xhtml+xml"
