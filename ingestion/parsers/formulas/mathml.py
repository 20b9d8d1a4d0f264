"""Formulas of web pages (MathML) as TeX: the author's own if the page has it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

from lxml import etree  # type: ignore[import-untyped]

from ingestion.parsers.formulas import tex

TEX = ("application/x-tex", "application/x-latex", "latex", "tex", "text/x-tex")
Node: TypeAlias = Any  # an element of lxml


def to_tex(math: Node) -> str:
    """The formula of a <math> element, without dollar signs; "" when it is empty."""
    for note in math.iter("{*}annotation"):
        if (note.get("encoding") or "").lower() in TEX and (own := (note.text or "").strip()):
            return own
    if own := (math.get("alttext") or "").strip():
        return own
    return " ".join(_all(math).split())


def _all(node: Node) -> str:
    return tex.joined([_one(child) for child in node.iterchildren(etree.Element)])


def _one(node: Node) -> str:
    return READERS.get(_name(node), _all)(node)


def _name(node: Node) -> str:
    return str(node.tag).rpartition("}")[2].rpartition(":")[2]


def _parts(node: Node, count: int) -> list[str]:
    """The TeX of its children, exactly as many as its kind has."""
    parts = [_one(child) for child in node.iterchildren(etree.Element)]
    return [*parts, *[""] * count][:count]


def _text(node: Node) -> str:
    return " ".join("".join(node.itertext()).split())


def _identifier(node: Node) -> str:
    text = _text(node)
    return tex.function(text) if len(text) > 1 and text.isascii() else tex.signs(text)


def _words(node: Node) -> str:
    text = "".join(node.itertext()).replace("\u00a0", " ")
    return rf"\text{{{text}}}" if text.strip() else " "


def _scripts(node: Node) -> str:
    first, *others = _parts(node, 3 if _name(node) == "msubsup" else 2)
    signs = {"msub": "_", "msup": "^", "msubsup": "_^"}[_name(node)]
    pairs = zip(signs, others, strict=True)
    return tex.base(first) + "".join(tex.script(sign, part) for sign, part in pairs)


def _around(node: Node) -> str:
    """Above and below: limits of an operator, or an accent."""
    kind = _name(node)
    first, *others = _parts(node, 3 if kind == "munderover" else 2)
    if first.strip().startswith("\\") and "{" not in first:
        signs = {"munder": "_", "mover": "^", "munderover": "_^"}[kind]
        pairs = zip(signs, others, strict=True)
        return first.strip() + "".join(tex.script(sign, part) for sign, part in pairs) + " "
    if kind == "mover":
        sign = _text(list(node.iterchildren(etree.Element))[1]) if others[0] else ""
        return tex.accent(sign, first)
    below = rf"\underset{tex.group(others[0])}{tex.group(first)}"
    return below if kind == "munder" else rf"\overset{tex.group(others[1])}{tex.group(below)}"


def _fenced(node: Node) -> str:
    separator = (node.get("separators", ",").strip() or ",")[0]
    content = separator.join(_one(child).strip() for child in node.iterchildren(etree.Element))
    return tex.fenced(content, node.get("open", "("), node.get("close", ")"))


def _table(node: Node) -> str:
    lines = [
        [_all(cell) for cell in row.iterchildren(etree.Element)]
        for row in node.iterchildren(etree.Element)
    ]
    return tex.rows("matrix", lines)


def _semantics(node: Node) -> str:
    return _parts(node, 1)[0]


def _nothing(_: Node) -> str:
    return ""


READERS: dict[str, Callable[[Node], str]] = {
    "mi": _identifier,
    "mn": lambda node: tex.signs(_text(node)),
    "mo": lambda node: tex.signs(_text(node)),
    "ms": _words,
    "mtext": _words,
    "mspace": lambda _: " ",
    "mfrac": lambda node: tex.fraction(*_parts(node, 2)),
    "msqrt": lambda node: tex.root(_all(node)),
    "mroot": lambda node: tex.root(*_parts(node, 2)),
    "msub": _scripts,
    "msup": _scripts,
    "msubsup": _scripts,
    "munder": _around,
    "mover": _around,
    "munderover": _around,
    "mfenced": _fenced,
    "mtable": _table,
    "semantics": _semantics,
    "annotation": _nothing,
    "annotation-xml": _nothing,
    "mphantom": _nothing,
}
