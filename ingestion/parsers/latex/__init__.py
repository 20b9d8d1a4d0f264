"""TeX sources: sections and frames, lists, tables and programs; formulas as they are written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from ingestion.elements import Element, Parsed
from ingestion.parsers.latex import included_files
from ingestion.parsers.latex.braces import argument, bracket
from ingestion.parsers.latex.exams import plain_exam
from ingestion.parsers.latex.plain_source import plain_source
from ingestion.parsers.latex.tex_nodes import nodes
from ingestion.parsers.latex.walk import Walk
from ingestion.parsers.office.left_out import LeftOut, shortened
from ingestion.parsers.parser_options import Reading
from ingestion.parsers.plain_text import read

STATED = re.compile(r"\\(title|subtitle|author|institute|date)(?![A-Za-z@])")
BIBLIOGRAPHY = re.compile(r"\\(?:bibliography|addbibresource)\s*\{([^{}]+)\}")
LISTED = re.compile(
    r"\\(?:lstinputlisting|inputminted|verbatiminput|VerbatimInput)\s*(?:\[[^\]]*\])?"
    r"(?:\{\w+\}(?=\{))?\{([^{}]+)\}"
)
PAGES = re.compile(r"\\includepdf\s*(?:\[[^\]]*\])?\{([^{}]+)\}")
TITLED = re.compile(r"\\(?:maketitle|titlepage)\b")


def parse(path: Path, _: Reading) -> Parsed:
    r"""Read a TeX file; of what stands before \begin{document} only the title and its lines count.

    Files that it includes are separate documents.
    """
    source, unprinted = plain_exam(read(path), lambda: included_files.documents(path))
    macros = included_files.macros(path, source)
    plain = plain_source(source, macros)
    head, begun, body = plain.partition(included_files.BEGUN)
    body = body.partition(r"\end{document}")[0] if begun else plain
    left_out = LeftOut()
    for _number in range(unprinted):
        left_out.hidden("solution")
    for name in LISTED.findall(plain):
        left_out.unread("program in another file", name)
    for name in PAGES.findall(plain):
        left_out.unread("file of pages", name)
    for name in BIBLIOGRAPHY.findall(plain):
        left_out.unread("bibliography", name)
    walk = Walk(macros.theorems, macros.labels, left_out)
    stated = dict(_stated(head if begun else "", walk))
    title = stated.pop("title", "")
    shown = TITLED.search(body) and "\n".join(filter(None, stated.values()))
    facts = [Element("paragraph", shown)] if shown else []
    elements = [*facts, *walk.blocks(nodes(body))]
    return Parsed(title, elements, notes=(*left_out.notes(), *_missing(path, source)))


def _stated(head: str, walk: Walk) -> Iterator[tuple[str, str]]:
    """The fields of the title page, by command."""
    for found in STATED.finditer(head):
        short = bracket(head, found.end())
        given = argument(head, short[1] if short else found.end())
        if given:
            text = re.sub(r"\\and\b|\\\\(?:\[[^\]]*\])?", ", ", given[0])
            yield found[1], walk.line(nodes(text)).replace(" ,", ",")


def _missing(path: Path, source: str) -> tuple[str, ...]:
    """A sentence on parts that are in no file here."""
    names = [name for name in included_files.named(source) if not included_files.found(path, name)]
    return (f"Not found: {shortened(names)}; add these parts.",) if names else ()
