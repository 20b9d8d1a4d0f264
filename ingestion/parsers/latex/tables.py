"""Tables of TeX sources, with their merged cells."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from ingestion.elements import Element
from ingestion.parsers import grids
from ingestion.parsers.grids import Cell
from ingestion.parsers.latex.braces import argument
from ingestion.parsers.latex.tex_nodes import nodes

RULE = re.compile(
    r"\\(?:hline|toprule|bottomrule|heavyrule|endfirsthead|endhead|endfoot|endlastfoot"
    r"|c(?:midrule|line)(?:\[[^\]]*\])?(?:\([^)]*\))?\{[^}]*\}|specialrule(?:\{[^}]*\}){3}"
    r"|addlinespace(?:\[[^\]]*\])?)"
)
HEAD = re.compile(r"\\midrule(?:\[[^\]]*\])?")
SPAN = re.compile(r"\s*\\multicolumn\s*\{(\d{1,3})\}")
DOWN = re.compile(r"\s*\\multirow\s*(?:\[[^\]]*\])?\{(\d{1,3})\}")
CAPTION = re.compile(r"\s*\\caption\*?\s*(?:\[[^\]]*\])?")
END = re.compile(r"\s*(?:\\label\s*\{[^{}]*\}\s*)?\\\\(?:\s*\[[^\]]*\])?")  # of the caption's row
MOST = 2_000  # rows that are read


def table(node: Any, line: Callable[[Sequence[Any]], str]) -> Iterator[Element]:
    """A table; `line` reads the nodes of a cell."""
    source = "".join(child.latex_verbatim() for child in node.nodelist)
    if node.environmentname == "longtable":
        caption, source = _over_pages(source)
        if text := line(nodes(caption)):
            yield Element("paragraph", text)
    source = RULE.sub("", source)
    above, ruled = HEAD.split(source, maxsplit=1)[0], HEAD.search(source)
    rows = list(_rows(nodes(HEAD.sub("", source))))[:MOST]
    heads = sum(1 for row in _rows(nodes(above)) if _has_text(row)) if ruled else 0
    filled = [row for row in rows if _has_text(row)]
    yield from grids.table(list(_cells(filled, line)), heads)


def _over_pages(source: str) -> tuple[str, str]:
    r"""The caption of a table of several pages, and its rows without those that each of them
    repeats: its head stands before \endfirsthead or \endhead, its foot before \endfoot."""
    caption = CAPTION.match(source)
    given = argument(source, caption.end()) if caption else None
    source = END.sub("", source[given[1] :], count=1) if given else source
    first, *again = re.split(r"\\endfirsthead(?![A-Za-z])", source, maxsplit=1)
    parts = re.split(r"\\(end(?:head|foot|lastfoot))(?![A-Za-z])", again[0] if again else source)
    head = first if again else parts[0] if "endhead" in parts[1::2] else ""
    return (given[0] if given else ""), head + parts[-1]


def _rows(found: Sequence[Any]) -> Iterator[list[list[Any]]]:
    """The nodes of each cell, row by row."""
    row: list[list[Any]] = [[]]
    for node in found:
        if getattr(node, "macroname", "") in ("\\", "tabularnewline", "cr"):
            yield row
            row = [[]]
        elif getattr(node, "specials_chars", "") == "&":
            row.append([])
        else:
            row[-1].append(node)
    yield row


def _has_text(row: list[list[Any]]) -> bool:
    return any("".join(node.latex_verbatim() for node in cell).strip() for cell in row)


def _cells(rows: Sequence[list[list[Any]]], line: Callable[[Sequence[Any]], str]) -> Iterator[Cell]:
    taken: set[tuple[int, int]] = set()
    for number, row in enumerate(rows):
        column = 0
        for cell in row:
            source = "".join(node.latex_verbatim() for node in cell)
            across, down = SPAN.match(source), DOWN.match(source)
            wide = max(int(across[1]), 1) if across else 1
            high = min(max(int(down[1]), 1), len(rows) - number) if down else 1
            if source.strip() or (number, column) not in taken:
                yield Cell(line(cell), number, column, high, wide)
            taken |= {(below, column) for below in range(number + 1, number + high)}
            column += wide
