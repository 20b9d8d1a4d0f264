"""Markdown, through markdown-it.

Not through unstructured, which turns Markdown into HTML and back: numbers of lists, languages of
fences, marks of inline code and the front matter get lost on the way, at a hundred times the time.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode as Node

from ingestion.elements import Element, Parsed
from ingestion.parsers.reading import Reading
from ingestion.parsers.tables import markdown_table
from ingestion.parsers.text import read

FRONT_MATTER = re.compile(r"\A---[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
TITLE_FIELD = re.compile(r"^title:[ \t]*(['\"]?)(.+?)\1[ \t]*$", re.MULTILINE)
# "::: callout" of Pandoc and "{: .callout}" of kramdown only style what is between them
STYLING = re.compile(r"[ \t]*(?::{3,}.*|\{:.*\})[ \t]*")
DEEPEST = 100  # blocks within blocks; markdown-it leaves out what is deeper
COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
TAG = re.compile(r"</?[A-Za-z][^<>]*>")


def parse(path: Path, _: Reading) -> Parsed:
    """Read a Markdown file; its title is that of its front matter or its first level-1 heading."""
    text = read(path)
    front = FRONT_MATTER.match(text)
    named = TITLE_FIELD.search(front[1]) if front else None
    elements = list(blocks(text[front.end() :] if front else text))
    return Parsed(named[2] if named else first_title(elements), elements)


def first_title(elements: list[Element]) -> str:
    """The text of the first level-1 heading, or ""."""
    headings = (e.text for e in elements if e.kind == "heading" and e.level == 1)
    return next(headings, "")


def blocks(text: str) -> Iterator[Element]:
    """The elements of a piece of Markdown."""
    tree = Node(MarkdownIt("commonmark", {"maxNesting": DEEPEST}).enable("table").parse(text))
    for node in tree.children:
        yield from _block(node, "")


def _block(node: Node, indent: str) -> Iterator[Element]:
    reader = BLOCKS.get(node.type, _children)
    yield from reader(node, indent)


def _children(node: Node, indent: str) -> Iterator[Element]:
    for child in node.children:
        yield from _block(child, indent)


def _heading(node: Node, _: str) -> Iterator[Element]:
    if text := " ".join(_inline(node).split()):
        yield Element("heading", text, level=int(node.tag[1]))


def _paragraph(node: Node, indent: str) -> Iterator[Element]:
    text = _inline(node)
    if text and not _navigation(node):
        yield Element("paragraph", indent + text)


def _list(node: Node, indent: str) -> Iterator[Element]:
    for number, item in enumerate(node.children, start=int(node.attrs.get("start", 1))):
        marker = f"{number}{item.markup} " if node.type == "ordered_list" else "- "
        yield from _item(item, indent, marker)


def _item(item: Node, indent: str, marker: str) -> Iterator[Element]:
    deeper = indent + " " * len(marker)
    for position, child in enumerate(item.children):
        if position == 0 and child.type == "paragraph":
            if text := _inline(child):
                yield Element("list_item", indent + marker + text)
        else:
            yield from _block(child, deeper)


def _code(node: Node, _: str) -> Iterator[Element]:
    if node.content.strip():
        language = re.match(r"\{?\.?([\w+#-]*)", node.info)
        yield Element("code", node.content.rstrip(), language=language[1] if language else "")


def _table(node: Node, _: str) -> Iterator[Element]:
    rows = [[_inline(cell) for cell in row.children] for row in node.walk() if row.type == "tr"]
    if table := markdown_table(rows):
        yield Element("table", table)


def _html(node: Node, _: str) -> Iterator[Element]:
    text = TAG.sub("", COMMENT.sub("", node.content))
    yield from blocks("\n".join(line.strip() for line in text.splitlines()))


def _inline(node: Node) -> str:
    text = "".join(_span(span) for inline in node.children for span in inline.children)
    lines = (line.strip() for line in text.split("\n") if not STYLING.fullmatch(line))
    return SOFT.sub(" ", "\n".join(lines)).replace(HARD, "\n").strip()


def _navigation(node: Node) -> bool:
    """Whether a paragraph is nothing but links and what separates them."""
    spans = node.children[0].children
    links = sum(span.type == "link" for span in spans)
    between = "".join(_span(span) for span in spans if span.type != "link")
    return links > 1 and not any(char.isalnum() for char in between)


SOFT = re.compile(r"(?<!\x1e)\n")
HARD = "\x1e\n"


def _span(span: Node) -> str:
    if span.type in ("softbreak", "hardbreak"):
        return "\n" if span.type == "softbreak" else HARD
    if span.type == "html_inline":
        return HARD if re.fullmatch(r"<br\s*/?>", span.content) else ""
    if span.type == "code_inline":
        fence = "``" if "`" in span.content else "`"
        return f"{fence}{span.content}{fence}"
    if span.type == "text":
        return span.content
    return "".join(_span(child) for child in span.children)


BLOCKS: dict[str, Callable[[Node, str], Iterator[Element]]] = {
    "heading": _heading,
    "paragraph": _paragraph,
    "bullet_list": _list,
    "ordered_list": _list,
    "fence": _code,
    "code_block": _code,
    "table": _table,
    "html_block": _html,
}
