"""Tables and glossaries that MyST writes as lists."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from markdown_it.tree import SyntaxTreeNode as Node

from ingestion.elements import Element
from ingestion.parsers.markdown.directives import Directive
from ingestion.parsers.markdown.grammar import tokens
from ingestion.parsers.markdown_tables import markdown_table


def listed(found: Directive, text_of: Callable[[Node], str]) -> Iterator[Element]:
    """The elements of a directive "list-table" or "glossary", below its title."""
    if found.argument:
        yield Element("paragraph", f"{found.argument.rstrip(':')}:")
    if found.name == "glossary":
        for term, definition in _terms(found.content):
            yield Element("paragraph", f"{term}: {definition}".rstrip(": "))
        return
    rows = [
        [_cell(cell, text_of) for inner in row.children for cell in inner.children]
        for outer in Node(tokens(found.content)).children
        if outer.type == "bullet_list"
        for row in outer.children
    ]
    if table := markdown_table([row for row in rows if row]):
        yield Element("table", table)


def _cell(cell: Node, text_of: Callable[[Node], str]) -> str:
    return " ".join(text_of(part) for part in cell.children if part.type == "paragraph")


def _terms(content: str) -> list[tuple[str, str]]:
    """The terms of a glossary; those that share a definition are on one line."""
    found: list[tuple[list[str], list[str]]] = []
    for line in filter(str.strip, content.split("\n")):
        if line[:1] in " \t" and found:
            found[-1][1].append(line.strip())
        elif found and not found[-1][1]:
            found[-1][0].append(line.strip())
        else:
            found.append(([line.strip()], []))
    return [(", ".join(names), " ".join(lines)) for names, lines in found]
