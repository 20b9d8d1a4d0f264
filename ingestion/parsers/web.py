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
from ingestion.parsers.encoding import decode
from ingestion.parsers.partition import partition_html, table_rows
from ingestion.parsers.reading import Reading
from ingestion.parsers.tables import markdown_table

if TYPE_CHECKING:
    from unstructured.documents.elements import Element as Item

CONTROL = re.compile(r"[\0-\x08\x0b\x0c\x0e-\x1f]")  # read by lxml, but never written by it
CHARSET = re.compile(rb"<(?:meta|\?xml)[^>]+(?:charset|encoding)\s*=\s*[\"']?([\w:-]+)", re.I)
DECLARATION = re.compile(r"\A\s*<\?xml[^>]*>")
WRAPPER = re.compile(
    r"</?(?:div|span|section|article|main|font|center|b|i|em|strong|u|a)\b[^>]*>", re.I
)
TAG = re.compile(r"</?[a-z][^>]*>", re.I)
UNREAD = ("script", "style", "noscript", "template", "nav", "svg", "iframe", "button", "form")


def parse(path: Path, _: Reading) -> Parsed:
    """Read an HTML file; its title is its first <h1>, else its <title>."""
    raw = path.read_bytes()
    declared = CHARSET.search(raw[:4096])
    return page(decode(raw, declared[1].decode("ascii", "replace") if declared else ""))


def page(text: str) -> Parsed:
    """Read the text of a page; raises `Unreadable` where there is none."""
    try:
        root = _root(DECLARATION.sub("", text))
    except (etree.ParserError, ValueError) as error:
        raise Unreadable("The file is no HTML page.") from error
    title = _text(root.find(".//h1")) or _text(root.find(".//title"))
    _tidy(root)
    items = partition_html(html.tostring(root, encoding="unicode"))
    return Parsed(title, [element for item in items for element in _element(item)])


def _root(text: str) -> html.HtmlElement:
    """The page as a tree. libxml2 drops what is nested 256 deep and all that follows: in such a
    page the tags that only wrap others are left out."""
    for source in (text, WRAPPER.sub("\n", text), TAG.sub("\n", text)):
        parser = html.HTMLParser()
        root = html.document_fromstring(source, parser=parser)
        if not any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log):
            break
    return root


def _tidy(page: html.HtmlElement) -> None:
    """Leave out what no reader sees, and write list numbers and code marks into the text."""
    etree.strip_elements(page, etree.Comment, *UNREAD, with_tail=False)
    for code in page.iter("code", "kbd", "samp"):
        if not any(True for _ in code.iterancestors("pre")) and (text := code.text_content()):
            for child in list(code):
                code.remove(child)
            code.text = f"`{CONTROL.sub('', text)}`"
    for formula in page.iter("math"):
        if source := formula.xpath("string(.//annotation[@encoding='application/x-tex'])"):
            _replace(formula, f"${source.strip()}$")
    for ordered in page.iter("ol"):
        for number, item in enumerate(ordered.findall("li"), start=_start(ordered)):
            item.text = f"{number}. {CONTROL.sub('', item.text or '').lstrip()}"


def _replace(node: html.HtmlElement, text: str) -> None:
    for child in list(node):
        node.remove(child)
    node.tag, node.text = "span", CONTROL.sub("", text)


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
