"""The blocks of a Markdown text from top to bottom, as elements and the boxes around them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import suppress

from markdown_it.tree import SyntaxTreeNode as Node

from agent.errors import Unreadable
from ingestion.elements import Element
from ingestion.parsers import program_options
from ingestion.parsers.formulas import tex
from ingestion.parsers.markdown import directives
from ingestion.parsers.markdown.divs import Closed, Opened, opened
from ingestion.parsers.markdown.grammar import tokens
from ingestion.parsers.markdown.listed import listed
from ingestion.parsers.markdown.spans import IMG, Spans, navigates
from ingestion.parsers.markdown_tables import markdown_table
from ingestion.parsers.office.left_out import LeftOut
from ingestion.parsers.web import fragment

COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
TAG = re.compile(r"</?[A-Za-z][^<>]*>")
BROKEN = re.compile(r"<br\s*/?>|</(?:p|div|h[1-6]|summary|figcaption)>", re.IGNORECASE)
LANGUAGES = {"ipython3": "python", "ipython": "python"}
PAGE = re.compile(r"<(?:table|pre|ul|ol|dl|h[1-6])\b", re.IGNORECASE)
ALERT = re.compile(r"\[!(\w[\w-]*)\][+-]?[ \t]*")  # "> [!note] Title" of Obsidian and GitHub
CONTENTS = ("toc", "[toc]", "[[toc]]", "[[_toc_]]")  # a table of contents goes here
BLOCK_NAME = re.compile(r"\s+\^[\w-]+\Z")
DEEPEST = 10  # texts within fences within fences

Found = Iterator[Element | Opened | Closed]


def walked(text: str, left_out: LeftOut, depth: int = 0) -> Found:
    """The elements of a text in order, with marks for where boxes begin and end."""
    walk = _Walk(left_out, depth)
    root = Node(tokens(text))
    walk.footnotes = {
        node.meta["label"]: node for node in root.children if node.type == "footnote_reference"
    }
    walk.cited = {node.meta["label"] for node in root.walk() if node.type == "footnote_ref"}
    children = root.children
    for place, node in enumerate(children):
        titled = place + 1 < len(children) and children[place + 1].type == "heading"
        yield from walk.div(node, titled) if node.type == "div" else walk.block(node, "")


class _Walk:
    def __init__(self, left_out: LeftOut, depth: int) -> None:
        self._left_out = left_out
        self._depth = depth
        self._spans = Spans(left_out)
        self.footnotes: dict[str, Node] = {}
        self.cited: set[str] = set()
        self._numbers: dict[str, int] = {}

    def block(self, node: Node, indent: str) -> Found:
        """The elements of a block, then the footnotes that it cites."""
        reader = BLOCKS.get(node.type, _Walk._children)
        yield from reader(self, node, indent)
        if node.type in CITING:
            for inner in node.walk():
                if inner.type == "footnote_ref":
                    yield from self._footnote(inner.meta["label"])

    def div(self, node: Node, titled: bool) -> Found:
        """A box begins; one that opens with a heading needs no other name."""
        box = opened(node.info, node.content)
        if box.hidden:
            self._left_out.hidden("hidden box")
        yield Opened() if titled and not box.hidden else box

    def _div(self, node: Node, _: str) -> Found:
        yield from self.div(node, titled=False)

    def _end(self, _: Node, __: str) -> Found:
        yield Closed()

    def _children(self, node: Node, indent: str) -> Found:
        for child in node.children:
            yield from self.block(child, indent)

    def _heading(self, node: Node, _: str) -> Found:
        if text := " ".join(self._spans.text(node).split()):
            yield Element("heading", text, level=int(node.tag[1]))

    def _paragraph(self, node: Node, indent: str) -> Found:
        text = BLOCK_NAME.sub("", self._spans.text(node))
        if text and not navigates(node) and text.strip().lower() not in CONTENTS:
            yield Element("paragraph", indent + text)

    def _list(self, node: Node, indent: str) -> Found:
        if len(node.children) == 1 and self._spans.text(node).strip().lower() in CONTENTS:
            return
        for number, item in enumerate(node.children, start=int(node.attrs.get("start", 1))):
            marker = f"{number}{item.markup} " if node.type == "ordered_list" else "- "
            yield from self._item(item, indent, marker)

    def _item(self, item: Node, indent: str, marker: str) -> Found:
        deeper = indent + " " * len(marker)
        for position, child in enumerate(item.children):
            if position == 0 and child.type == "paragraph":
                if text := self._spans.text(child):
                    yield Element("list_item", indent + marker + text)
                for inner in child.walk():
                    if inner.type == "footnote_ref":
                        yield from self._footnote(inner.meta["label"])
            else:
                yield from self.block(child, deeper)

    def _terms(self, node: Node, indent: str) -> Found:
        """Terms with their definitions: on one line if that is one paragraph."""
        term = ""
        for child in node.children:
            if child.type == "dt":
                term = ", ".join(filter(None, (term, self._spans.text(child).rstrip(": "))))
                continue
            for position, inner in enumerate(child.children):
                if position == 0 and term:
                    definition = self._spans.text(inner) if inner.type == "paragraph" else ""
                    yield Element("paragraph", f"{indent}{term}: {definition}".rstrip())
                    if definition:
                        continue
                yield from self.block(inner, indent)
            term = ""

    def _quote(self, node: Node, indent: str) -> Found:
        """A quotation; one that is an alert begins with its title."""
        found = list(self._children(node, indent))
        first = found[0] if found else None
        alert = ALERT.match(first.text) if isinstance(first, Element) else None
        if isinstance(first, Element) and alert:
            yield from self._alert(alert, first, node)
            found = found[1:]
        yield from found

    def _alert(self, alert: re.Match[str], first: Element, node: Node) -> Found:
        written = node.children[0].children[0].content.split("\n", 1)[0]
        title = ALERT.sub("", written, count=1).strip() or alert[1].capitalize()
        rest = first.text[alert.end() :].removeprefix(title).strip()
        yield Element("paragraph", f"{title.rstrip(':')}: {rest}".strip())

    def _code(self, node: Node, indent: str) -> Found:
        found = directives.directive(node.info, node.content)
        if found and found.name not in directives.PROGRAMS:
            yield from self._directive(found, indent)
        elif node.info.strip() == "math":
            yield from self._formula(node, indent)
        elif node.content.strip():
            named = re.match(r"\{?\.?([\w+#-]*)", found.argument if found else node.info)
            content = (found.content if found else node.content).strip("\n").rstrip()
            captions, program = program_options.parted(content)
            yield from (Element("paragraph", indent + caption) for caption in captions)
            language = named[1] if named else ""
            if program.strip():
                yield Element("code", program, language=LANGUAGES.get(language, language))

    def _directive(self, found: directives.Directive, indent: str) -> Found:
        if found.name == "math":
            yield Element("paragraph", indent + tex.display(found.content))
        elif found.name in directives.LISTED:
            yield from listed(found, self._spans.text)
        elif found.name in directives.TEXT:
            picture = found.name in directives.PICTURES
            yield opened(found.name.removeprefix("prf:"), "" if picture else found.argument)
            if picture and found.described:
                yield Element("paragraph", f"{indent}Picture: {found.described}")
            elif picture and not found.content.strip():
                self._left_out.unread("picture")
            if self._depth < DEEPEST:
                yield from walked(found.content, self._left_out, self._depth + 1)
            elif found.content.strip():
                yield Element("paragraph", found.content.strip())
            yield Closed()

    def _formula(self, node: Node, indent: str) -> Found:
        if text := tex.display(node.content.strip("\n")):
            yield Element("paragraph", indent + text)

    def _environment(self, node: Node, indent: str) -> Found:
        yield Element("paragraph", indent + node.content.strip())

    def _table(self, node: Node, _: str) -> Found:
        rows = [
            [self._spans.text(cell) for cell in row.children]
            for row in node.walk()
            if row.type == "tr"
        ]
        filled = [any(column) for column in zip(*rows, strict=False)]
        kept = [[c for c, used in zip(row, filled, strict=False) if used] for row in rows]
        if table := markdown_table(kept):
            yield Element("table", table)

    def _html(self, node: Node, _: str) -> Found:
        text = COMMENT.sub("", node.content)
        if PAGE.search(text) and self._depth < DEEPEST:
            with suppress(Unreadable):  # then its tags are left out, as others are
                yield from fragment(text, self._left_out)
                return
        text = BROKEN.sub("\n", text)
        plain = TAG.sub("", IMG.sub(lambda tag: self._spans.tag(tag[0]), text))
        if plain.strip() and self._depth < DEEPEST:
            inner = "\n".join(line.strip() for line in plain.splitlines())
            yield from walked(inner, self._left_out, self._depth + 1)

    def _footnote(self, label: str) -> Found:
        node = self.footnotes.pop(label, None)
        if node is None:
            return
        number = self._numbers.setdefault(label, len(self._numbers) + 1)
        opening = f"Footnote {number}: "
        for element in self._children(node, ""):
            if isinstance(element, Element):
                prose = element.kind == "paragraph"
                yield Element(element.kind, opening + element.text if prose else element.text)
                opening = "" if prose else opening

    def _definition(self, node: Node, indent: str) -> Found:
        """A footnote at its own place, if nothing cites it."""
        if node.meta["label"] not in self.cited:
            yield from self._children(node, indent)


CITING = frozenset(("paragraph", "heading", "table", "dl"))
BLOCKS: dict[str, Callable[[_Walk, Node, str], Found]] = {
    "heading": _Walk._heading,
    "paragraph": _Walk._paragraph,
    "bullet_list": _Walk._list,
    "ordered_list": _Walk._list,
    "dl": _Walk._terms,
    "blockquote": _Walk._quote,
    "fence": _Walk._code,
    "code_block": _Walk._code,
    "math_block": _Walk._formula,
    "math_block_label": _Walk._formula,
    "amsmath": _Walk._environment,
    "table": _Walk._table,
    "html_block": _Walk._html,
    "div": _Walk._div,
    "div_end": _Walk._end,
    "footnote_reference": _Walk._definition,
}
