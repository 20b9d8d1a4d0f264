"""XML of strangers: parsed without entities, networks and other files."""

from __future__ import annotations

from typing import Any, TypeAlias

from lxml import etree  # type: ignore[import-untyped]

Node: TypeAlias = Any  # an element of lxml


def tree(xml: bytes) -> Node:
    """The root of a document; raises `SyntaxError` for what is no XML."""
    return etree.fromstring(xml, etree.XMLParser(resolve_entities=False, no_network=True))


def local(node: Node) -> str:
    """An element's name without its namespace; "" for comments."""
    return str(node.tag).rpartition("}")[2] if isinstance(node.tag, str) else ""


def first(node: Node, *path: str) -> Node | None:
    """The first element at a path of names, whatever their namespaces."""
    for name in path:
        node = next((child for child in node if local(child) == name), None)
        if node is None:
            return None
    return node


def text(node: Node | None, *path: str) -> str:
    """The text of an element at a path of names; "" without it."""
    found = first(node, *path) if node is not None else None
    return "" if found is None else "".join(found.itertext()).strip()


def every(node: Node, name: str) -> list[Node]:
    """All elements of a name below a node, whatever their namespace."""
    return [found for found in node.iter() if local(found) == name]
