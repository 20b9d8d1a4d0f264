"""Web pages: their content without what is around it.

lxml takes chrome, formulas and tables out and writes the rest in a few tags; unstructured makes
elements of those.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from lxml import etree, html  # type: ignore[import-untyped]

from agent.errors import Unreadable
from ingestion.elements import Element, Parsed
from ingestion.parsers.encoding import decode
from ingestion.parsers.office.left_out import LeftOut
from ingestion.parsers.partition import partition_html
from ingestion.parsers.reading import Reading
from ingestion.parsers.web.chrome import drop_chrome
from ingestion.parsers.web.formulas import write_formulas
from ingestion.parsers.web.nodes import Node, spoken
from ingestion.parsers.web.tables import BEGIN, END, take_tables
from ingestion.parsers.web.tidy import tidy_blocks, tidy_lines

if TYPE_CHECKING:
    from unstructured.documents.elements import Element as Item

CHARSET = re.compile(rb"<(?:meta|\?xml)[^>]+(?:charset|encoding)\s*=\s*[\"']?([\w:-]+)", re.I)
DECLARATION = re.compile(r"\A\s*<\?xml[^>]*>")
WRAPPER = re.compile(
    r"</?(?:div|span|section|article|main|font|center|b|i|em|strong|u|a)\b[^>]*>", re.I
)
TAG = re.compile(r"</?[a-z][^>]*>", re.I)
PLACE = re.compile(f"{BEGIN}(\\d+){END}")


def parse(path: Path, _: Reading) -> Parsed:
    """Read an HTML file; its title is its first <h1>, else its <title>."""
    raw = path.read_bytes()
    declared = CHARSET.search(raw[:4096])
    return page(decode(raw, declared[1].decode("ascii", "replace") if declared else ""))


def page(text: str) -> Parsed:
    """Read the text of a page; raises `Unreadable` where there is none."""
    try:
        root = _root(DECLARATION.sub("", text.replace(BEGIN, "").replace(END, "")))
    except (etree.ParserError, ValueError) as error:
        raise Unreadable("The file is no HTML page.") from error
    own, left_out = root.find(".//title"), LeftOut()
    name = spoken(own) if own is not None else ""
    write_formulas(root)
    drop_chrome(root, left_out)
    heading = root.find(".//h1")
    title = (spoken(heading) if heading is not None else "") or name
    tidy_lines(root, left_out)
    tables = take_tables(root)
    tidy_blocks(root)
    items = partition_html(html.tostring(root, encoding="unicode"))
    elements = [element for item in items for element in _element(item, tables)]
    return Parsed(title, elements, notes=left_out.notes())


def fragment(text: str) -> list[Element]:
    """The elements of a piece of HTML, as a form has it that writes text with marks."""
    if not text.strip():
        return []
    return list(page(text).elements)


def _root(text: str) -> Node:
    """The page as a tree. libxml2 drops what is nested 256 deep and all that follows: in such a
    page the tags that only wrap others are left out."""
    for source in (text, WRAPPER.sub("\n", text), TAG.sub("\n", text)):
        parser = html.HTMLParser()
        root = html.document_fromstring(source, parser=parser)
        if not any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log):
            break
    return root


def _element(item: Item, tables: list[list[Element]]) -> Iterator[Element]:
    text = item.text.strip("\n")
    depth = item.metadata.category_depth or 0
    if item.category != "CodeSnippet" and PLACE.search(text):
        yield from _with_tables(text, tables)
    elif item.category == "CodeSnippet":
        yield Element("code", text.rstrip())
    elif item.category == "Title" and item.metadata.category_depth is not None:
        yield Element("heading", text.strip(), level=depth + 1)
    elif item.category == "ListItem":
        yield Element("list_item", "  " * max(depth - 1, 0) + _bullet(text.strip()))
    elif text.strip():
        yield Element("paragraph", text.strip())


def _with_tables(text: str, tables: list[list[Element]]) -> Iterator[Element]:
    """A text with the numbers of tables: these tables, and what stands around them."""
    for place, part in enumerate(PLACE.split(text)):
        if place % 2:
            yield from tables[int(part)]
        elif part.strip():
            yield Element("paragraph", part.strip())


def _bullet(text: str) -> str:
    number, dot, _ = text.partition(". ")
    return text if dot and len(number) < 9 and number.isalnum() else f"- {text}"
