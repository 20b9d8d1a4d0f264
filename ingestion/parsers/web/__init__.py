"""Web pages: their content without what is around it."""

from __future__ import annotations

import re
from pathlib import Path

from lxml import etree, html  # type: ignore[import-untyped]

from agent.errors import Unreadable
from ingestion.elements import Element, Parsed
from ingestion.parsers.encoding import decode
from ingestion.parsers.office.left_out import LeftOut
from ingestion.parsers.parser_options import Reading
from ingestion.parsers.web.chrome import drop_chrome
from ingestion.parsers.web.formulas import write_formulas
from ingestion.parsers.web.looks import write_looks
from ingestion.parsers.web.nodes import Node, classes, settle, text_of
from ingestion.parsers.web.tables import settle_tables
from ingestion.parsers.web.tabs import name_tabs
from ingestion.parsers.web.tidy import tidy_definitions, tidy_lines
from ingestion.parsers.web.walk import Walk
from ingestion.parsers.web.word_formulas import write_formulas_of_word

CHARSET = re.compile(rb"<(?:meta|\?xml)[^>]+(?:charset|encoding)\s*=\s*[\"']?([\w:-]+)", re.I)
DECLARATION = re.compile(r"\A\s*<\?xml[^>]*>")
WRAPPER = re.compile(
    r"</?(?:div|span|section|article|main|font|center|b|i|em|strong|u|a)\b[^<>]*>", re.I
)
TAG = re.compile(r"</?[a-z][^<>]*>", re.I)


def parse(path: Path, _: Reading) -> Parsed:
    """Read an HTML file; its title is its first <h1>, else its <title>."""
    raw = path.read_bytes()
    declared = CHARSET.search(raw[:4096])
    return page(decode(raw, declared[1].decode("ascii", "replace") if declared else ""))


def page(text: str, left_out: LeftOut | None = None) -> Parsed:
    """Read the text of a page; raises `Unreadable` if there is none. Unreadable parts are counted
    in `left_out`, if given."""
    try:
        root = _root(write_formulas_of_word(DECLARATION.sub("", text)))
    except (etree.ParserError, ValueError) as error:
        raise Unreadable("The file is not an HTML page.") from error
    own, left_out = root.find(".//title"), left_out or LeftOut()
    name = text_of(own) if own is not None else ""
    write_looks(root, left_out)
    settle(root)
    write_formulas(root)
    settle(root)
    name_tabs(root)
    settle(root)
    drop_chrome(root, left_out)
    settle(root)
    title = _title(root) or name
    tidy_lines(root, left_out)
    settle(root)
    settle_tables(root)
    tidy_definitions(root)
    settle(root)
    return Parsed(title, list(Walk().elements(root)), notes=left_out.notes())


def _title(root: Node) -> str:
    """The first heading, or what Google Docs marks as the title."""
    marked = (node for node in root.iter("p") if "title" in classes(node))
    heading = next(marked, None)
    heading = root.find(".//h1") if heading is None else heading
    return "" if heading is None else text_of(heading)


def fragment(text: str, left_out: LeftOut | None = None) -> list[Element]:
    """The elements of a piece of HTML, as a form has it that writes text with marks."""
    if not text.strip():
        return []
    return list(page(text, left_out).elements)


def _root(text: str) -> Node:
    """The page as a tree. libxml2 drops what is nested 256 deep and all that follows: in such a
    page the tags that only wrap others are left out."""
    for source in (text, WRAPPER.sub("\n", text), TAG.sub("\n", text)):
        parser = html.HTMLParser()
        root = html.document_fromstring(source, parser=parser)
        if not any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log):
            break
    return root
