"""Web pages: lxml tidies the page first, because unstructured drops the numbers of lists, the
marks of inline code and the page's own title; then unstructured tells content from navigation."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from lxml import etree, html  # type: ignore[import-untyped]

from agent.errors import Unreadable
from ingestion.elements import Element, Parsed
from ingestion.parsers.partition import partition_html, table_rows
from ingestion.parsers.tables import markdown_table

if TYPE_CHECKING:
    from unstructured.documents.elements import Element as Item

CONTROL = re.compile(r"[\0-\x08\x0b\x0c\x0e-\x1f]")  # read by lxml, but never written by it
UNREAD = ("script", "style", "noscript", "template", "nav", "svg", "iframe", "button", "form")


def parse(path: Path) -> Parsed:
    """Read an HTML file; its title is its first <h1>, else its <title>."""
    try:
        page = html.fromstring(path.read_bytes())
    except (etree.ParserError, ValueError) as error:
        raise Unreadable("The file is no HTML page.") from error
    title = _text(page.find(".//h1")) or _text(page.find(".//title"))
    _tidy(page)
    items = partition_html(html.tostring(page, encoding="unicode"))
    return Parsed(title, [element for item in items for element in _element(item)])


def _tidy(page: html.HtmlElement) -> None:
    """Leave out what no reader sees, and write list numbers and code marks into the text."""
    etree.strip_elements(page, etree.Comment, *UNREAD, with_tail=False)
    for code in page.iter("code", "kbd", "samp"):
        if not any(True for _ in code.iterancestors("pre")) and (text := code.text_content()):
            for child in list(code):
                code.remove(child)
            code.text = f"`{CONTROL.sub('', text)}`"
    for ordered in page.iter("ol"):
        for number, item in enumerate(ordered.findall("li"), start=_start(ordered)):
            item.text = f"{number}. {CONTROL.sub('', item.text or '').lstrip()}"


def _start(ordered: html.HtmlElement) -> int:
    first = ordered.get("start", "1")
    return int(first) if first.isdecimal() else 1


def _element(item: Item) -> Iterator[Element]:
    text = item.text.strip("\n")
    depth = item.metadata.category_depth or 0
    if item.category == "Table":
        yield Element("table", markdown_table(table_rows(item)))
    elif item.category == "CodeSnippet":
        yield Element("code", text.rstrip())
    elif item.category == "Title" and item.metadata.category_depth is not None:
        yield Element("heading", text.strip(), level=depth + 1)
    elif item.category == "ListItem":
        yield Element("list_item", "  " * max(depth - 1, 0) + _bullet(text.strip()))
    elif text.strip():
        yield Element("paragraph", text.strip())


def _bullet(text: str) -> str:
    number, dot, _ = text.partition(". ")
    return text if dot and number.isdecimal() else f"- {text}"


def _text(node: html.HtmlElement | None) -> str:
    return " ".join(node.text_content().split()) if node is not None else ""
