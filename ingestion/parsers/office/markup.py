"""The XML inside Office files: parsed without entities, and one branch of each alternative."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ingestion.parsers.safe_xml import Node, tree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
CX = "{http://schemas.microsoft.com/office/drawing/2014/chartex}"
DGM = "{http://schemas.openxmlformats.org/drawingml/2006/diagram}"
M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
__all__ = [
    "CX", "DGM", "MC", "A", "C", "M", "Node", "R", "W", "drawn_text", "one_branch", "related",
    "target", "tree",
]  # fmt: skip


def one_branch(root: Node) -> Node:
    """The same tree with each alternative replaced by what a new program shows of it."""
    for choice in list(root.iter(f"{MC}AlternateContent")):
        parent = choice.getparent()
        if parent is None:
            continue
        branches = [*choice.iterchildren(f"{MC}Choice"), *choice.iterchildren(f"{MC}Fallback")]
        shown = next((list(branch) for branch in branches if len(branch)), [])
        place = parent.index(choice)
        parent[place : place + 1] = shown
    return root


def related(part: Any, kind: str) -> Iterator[Any]:
    """The parts that a part refers to as this kind: "footnotes", "header"."""
    for relation in part.rels.values():
        if relation.reltype.endswith(f"/{kind}") and not relation.is_external:
            yield relation.target_part


def target(part: Any, relation: str | None) -> bytes:
    """The content of the part that a relation names; b"" if there is none."""
    found = part.rels.get(relation) if relation else None
    return b"" if found is None or found.is_external else bytes(found.target_part.blob)


def drawn_text(node: Node) -> str:
    """The text of DrawingML below an element, a line for each paragraph."""
    lines = ("".join(t.text or "" for t in p.iter(f"{A}t")) for p in node.iter(f"{A}p"))
    return "\n".join(line for line in lines if line.strip())
