"""TeX sources: sections and frames, lists, tables and programs; formulas as they are written."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from ingestion.elements import Element, Parsed
from ingestion.parsers.latex_text import nodes, plain
from ingestion.parsers.reading import Reading
from ingestion.parsers.tables import markdown_table
from ingestion.parsers.text import read

HEADINGS = ("part", "chapter", "section", "subsection", "subsubsection", "paragraph")
FRAME = HEADINGS.index("subsection") + 1  # level of a slide's title
FORMULA = re.compile(r"(equation|align|gather|multline|eqnarray|displaymath|flalign)\*?")
NAMED = re.compile(
    r"theorem|lemma|definition|corollary|proposition|example|exercise|remark|proof|question"
    r"|solution|problem",
    re.IGNORECASE,
)
TITLE = re.compile(r"\\title(?:\[[^\]]*\])?\{((?:[^{}]|\{[^{}]*\})*)\}")
OPTIONS = re.compile(r"[ \t]*(?:\[[^\]]*\])?(?:\{\w+\})?[ \t]*\n?")
LANGUAGE = re.compile(r"language\s*=\s*\{?(\w+)|\A[ \t]*(?:\[[^\]]*\])?\{(\w+)\}")
RULE = re.compile(r"\\(?:hline|\w+rule|c(?:mid)?line(?:\([^)]*\))?\{[^}]*\}|end(?:first)?head)")


def parse(path: Path, _: Reading) -> Parsed:
    """Read a TeX file; of what stands before \\begin{document} only the title counts."""
    source = read(path)
    title = TITLE.search(source)
    begun, body = source.partition(r"\begin{document}")[1:]
    body = body.partition(r"\end{document}")[0] if begun else source
    elements = list(_blocks(nodes(body)))
    return Parsed(_line(nodes(title[1])) if title else "", elements)


def _blocks(found: Sequence[Any]) -> Iterator[Element]:
    """Elements in order; what is no block of its own is running text."""
    running: list[Any] = []
    for node in found:
        if reader := _reader(node):
            yield from _paragraphs(running)
            running = []
            yield from reader(node)
        else:
            running.append(node)
    yield from _paragraphs(running)


def _reader(node: Any) -> Callable[[Any], Iterator[Element]] | None:
    name = getattr(node, "environmentname", None)
    if name is not None:
        return None if FORMULA.fullmatch(name) else ENVIRONMENTS.get(name, _environment)
    macro = getattr(node, "macroname", "")
    return _heading if macro in (*HEADINGS, "frametitle") else None


def _paragraphs(running: Sequence[Any]) -> Iterator[Element]:
    for block in re.split(r"\n[ \t]*\n", plain(running)):
        if text := _tidied(block):
            yield Element("paragraph", text)


def _heading(node: Any) -> Iterator[Element]:
    name = node.macroname
    level = FRAME if name == "frametitle" else HEADINGS.index(name) + 1
    if text := _line(_arguments(node)[-1:]):
        yield Element("heading", text, level=level)


def _environment(node: Any) -> Iterator[Element]:
    """Any other environment: what is in it, below its name where that says something."""
    if NAMED.search(node.environmentname):
        yield Element("paragraph", f"{node.environmentname.rstrip('*').capitalize()}:")
    yield from _blocks(node.nodelist)


def _frame(node: Any) -> Iterator[Element]:
    """A slide of beamer, whose title may stand in braces at its beginning."""
    inner = [child for child in node.nodelist if child.latex_verbatim().strip()]
    titled = bool(inner) and inner[0].latex_verbatim().startswith("{")
    headed = any(getattr(child, "macroname", "") == "frametitle" for child in inner)
    if titled or not headed:
        heading = _line(inner[:1]) if titled else ""
        yield Element("heading", heading, level=FRAME)
    skipped = node.nodelist.index(inner[0]) + 1 if titled else 0
    yield from _blocks(node.nodelist[skipped:])


def _program(node: Any) -> Iterator[Element]:
    text = node.nodeargd.verbatim_text
    language = LANGUAGE.search(text.partition("\n")[0])
    named = (language[1] or language[2]).lower() if language else ""
    if code := OPTIONS.sub("", text, count=1).strip("\n").rstrip():
        yield Element("code", code, language=named)


def _list(node: Any) -> Iterator[Element]:
    numbered = node.environmentname == "enumerate"
    for number, (label, inner) in enumerate(_items(node.nodelist), start=1):
        marker = f"{number}. " if numbered else "- "
        opening = f"{label}: " if label else ""
        for position, element in enumerate(_blocks(inner)):
            if position == 0 and element.kind == "paragraph":
                yield Element("list_item", f"{marker}{opening}{element.text}")
            elif element.kind in ("paragraph", "list_item"):
                yield Element(element.kind, f"{' ' * len(marker)}{element.text}")
            else:
                yield element


def _items(found: Sequence[Any]) -> Iterator[tuple[str, list[Any]]]:
    """The label, where there is one, and the content of each item."""
    label, inner, begun = "", list[Any](), False
    for node in found:
        if getattr(node, "macroname", "") == "item":
            if begun:
                yield label, inner
            label, inner, begun = _line(_arguments(node)), [], True
        else:
            inner.append(node)
    if begun:
        yield label, inner


def _table(node: Any) -> Iterator[Element]:
    source = RULE.sub("", "".join(child.latex_verbatim() for child in node.nodelist))
    rows = [
        [_line(nodes(cell)) for cell in re.split(r"(?<!\\)&", row)]
        for row in re.split(r"\\\\(?:\[[^\]]*\])?", source)
    ]
    if table := markdown_table(rows):
        yield Element("table", table)


def _nothing(_: Any) -> Iterator[Element]:
    yield from ()


def _arguments(node: Any) -> list[Any]:
    return [given for given in node.nodeargd.argnlist if given] if node.nodeargd else []


def _line(found: Sequence[Any]) -> str:
    return " ".join(plain(found).split())


def _tidied(block: str) -> str:
    return "\n".join(line.strip() for line in block.split("\n") if line.strip())


ENVIRONMENTS: dict[str, Callable[[Any], Iterator[Element]]] = {
    "frame": _frame,
    "verbatim": _program,
    **dict.fromkeys(("itemize", "enumerate", "description"), _list),
    **dict.fromkeys(("tabular", "tabular*", "tabularx", "tabulary", "longtable"), _table),
    **dict.fromkeys(("tikzpicture", "thebibliography", "filecontents"), _nothing),
}
