"""Equations of Word and PowerPoint (Office MathML, ECMA-376 part 1, 22.1) as TeX."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

from lxml import etree  # type: ignore[import-untyped]

from ingestion.parsers.formulas import tex

M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
SKIPPED = {f"{W}del", f"{W}moveFrom", f"{W}rPr", f"{M}rPr", f"{M}ctrlPr"}

Node: TypeAlias = Any  # an element of lxml


def to_tex(node: Node) -> str:
    """The formula of an `m:oMath` or `m:oMathPara`, without dollar signs; "" when it is empty."""
    if node.tag == f"{M}oMathPara":
        formulas = [to_tex(formula) for formula in node.iterchildren(f"{M}oMath")]
        return r" \\ ".join(filter(None, formulas))
    return " ".join(_inside(node).split())


def _inside(node: Node | None) -> str:
    """The TeX of what an element holds."""
    if node is None:
        return ""
    return tex.joined([_one(child) for child in node.iterchildren(etree.Element)])


def _one(node: Node) -> str:
    if node.tag in SKIPPED or node.tag.endswith("Pr"):
        return ""
    reader = READERS.get(node.tag.removeprefix(M)) if node.tag.startswith(M) else None
    return reader(node) if reader else _inside(node)


def _part(node: Node, name: str) -> str:
    return _inside(node.find(f"{M}{name}"))


def _setting(node: Node, name: str, otherwise: str = "") -> str:
    """The value of a property, `otherwise` if it is not set."""
    of = node.find(f"{M}{node.tag.removeprefix(M)}Pr/{M}{name}")
    return otherwise if of is None else str(of.get(f"{M}val", ""))


def _on(node: Node, name: str) -> bool:
    of = node.find(f"{M}{node.tag.removeprefix(M)}Pr/{M}{name}")
    return of is not None and of.get(f"{M}val", "1") in ("1", "on", "true")


def _run(node: Node) -> str:
    text = "".join(part.text or "" for part in node.iter(f"{M}t", f"{W}t"))
    if node.find(f"{M}rPr/{M}nor") is not None:
        return rf"\text{{{text}}}" if text.strip() else text
    script = node.find(f"{M}rPr/{M}scr")
    if script is not None and script.get(f"{M}val") == "double-struck" and text.strip():
        return rf"\mathbb{{{text.strip()}}}"
    return tex.signs(text)


def _fraction(node: Node) -> str:
    above, below = _part(node, "num"), _part(node, "den")
    kind = _setting(node, "type")
    if kind == "lin":
        return f"{tex.base(above)}/{tex.base(below)}"
    if kind == "noBar":
        return rf"{{{above.strip()} \atop {below.strip()}}}"
    return tex.fraction(above, below)


def _scripts(node: Node) -> str:
    lower, upper = tex.script("_", _part(node, "sub")), tex.script("^", _part(node, "sup"))
    if node.tag == f"{M}sPre":
        return f"{{}}{lower}{upper}{_part(node, 'e')}"
    return f"{tex.base(_part(node, 'e'))}{lower}{upper}"


def _radical(node: Node) -> str:
    return tex.root(_part(node, "e"), "" if _on(node, "degHide") else _part(node, "deg"))


def _nary(node: Node) -> str:
    sign = tex.signs(_setting(node, "chr", "∫")).strip()
    lower = "" if _on(node, "subHide") else tex.script("_", _part(node, "sub"))
    upper = "" if _on(node, "supHide") else tex.script("^", _part(node, "sup"))
    return f"{sign}{lower}{upper} {_part(node, 'e')}"


def _delimiters(node: Node) -> str:
    between = tex.signs(_setting(node, "sepChr", "|"))
    content = between.join(_inside(part).strip() for part in node.iterchildren(f"{M}e"))
    return tex.fenced(content, _setting(node, "begChr", "("), _setting(node, "endChr", ")"))


def _function(node: Node) -> str:
    name = _part(node, "fName")
    return f"{tex.function(name)}{_part(node, 'e')}"


def _limit(node: Node) -> str:
    sign, command = ("_", "underset") if node.tag == f"{M}limLow" else ("^", "overset")
    name, limit = tex.function(_part(node, "e")).strip(), _part(node, "lim")
    if name.startswith("\\"):
        return f"{name}{tex.script(sign, limit)} "
    return rf"\{command}{tex.group(limit)}{tex.group(name)}"


def _accent(node: Node) -> str:
    return tex.accent(_setting(node, "chr", "\u0302"), _part(node, "e"))


def _bar(node: Node) -> str:
    below = _setting(node, "pos", "bot") == "bot"
    return rf"\{'underline' if below else 'overline'}{tex.group(_part(node, 'e'))}"


def _group_sign(node: Node) -> str:
    return tex.accent(_setting(node, "chr", "⏟"), _part(node, "e"))


def _array(node: Node) -> str:
    lines = [_inside(line).replace(r"\&", "&") for line in node.iterchildren(f"{M}e")]
    return tex.rows("aligned", [[line] for line in lines])  # & is where they are aligned


def _phantom(node: Node) -> str:
    """What takes up room, and is often not shown."""
    shown = _setting(node, "show", "1") in ("1", "on", "true")
    return _part(node, "e") if shown else ""


def _matrix(node: Node) -> str:
    lines = node.iterchildren(f"{M}mr")
    return tex.rows("matrix", [[_inside(e) for e in line.iterchildren(f"{M}e")] for line in lines])


def _boxed(node: Node) -> str:
    return rf"\boxed{tex.group(_part(node, 'e'))}"


READERS: dict[str, Callable[[Node], str]] = {
    "r": _run,
    "f": _fraction,
    "sSub": _scripts,
    "sSup": _scripts,
    "sSubSup": _scripts,
    "sPre": _scripts,
    "rad": _radical,
    "nary": _nary,
    "d": _delimiters,
    "func": _function,
    "limLow": _limit,
    "limUpp": _limit,
    "acc": _accent,
    "bar": _bar,
    "groupChr": _group_sign,
    "eqArr": _array,
    "m": _matrix,
    "borderBox": _boxed,
    "phant": _phantom,
}
