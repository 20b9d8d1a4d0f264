"""TeX source made plain before it is read: without comments, with its macros written out."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ingestion.parsers.latex import algorithms
from ingestion.parsers.latex.conditionals import chosen
from ingestion.parsers.latex.macros import COMMENT, Macros

PROGRAM = re.compile(
    r"\\begin\{(?P<name>verbatim\*?|Verbatim|lstlisting|minted|semiverbatim|alltt|comment)\}"
    r"|\\(?:verb\*?|lstinline(?:\[[^\]]*\])?|mintinline(?:\[[^\]]*\])?\{\w+\})(?P<sign>[|!+/@\"'=#~])"
)
TABBING = re.compile(r"\\begin\{tabbing\}.{0,20000}?\\end\{tabbing\}", re.DOTALL)
STOP = re.compile(r"(?<!\\)\\[=>+<'`-]|\\kill(?![A-Za-z])")  # of a tabulator
SKIP = re.compile(
    r"\\(?:[vh]skip|m?kern)\s*-?[\d.]+\s*[a-z]{2}(?![A-Za-z])(?:\s*(?:plus|minus)\s*-?[\d.]+\s*[a-z]{2,5})*"
)
PARAGRAPH = re.compile(r"\\par(?![A-Za-z@])")
MODE = r"(?:presentation|beamer|handout|trans|article|second|all)"
OVERLAY = re.compile(
    r"(\\(?:begin\{\w+\*?\}(?:\{[^{}\n]*\})?|[A-Za-z]+\*?))[ \t]*"
    rf"<(?:{MODE}(?:[:|][^<>]*)?|(?:[a-z]+[:@])?[\d+.][\d+.,|:a-z@()\s-]*)>(?P<goes_on>(?=[A-Za-z]))?"
)


def plain_source(source: str, macros: Macros) -> str:
    """The source as pylatexenc can read it; programs stay to the letter."""
    above = dict(macros.switches)  # as the document sets them that includes it
    macros.learn(source)
    macros.switches = above
    overlaid = "{beamer}" in source or "\\begin{frame}" in source
    return "".join(_plain(source, macros, overlaid))


def _plain(source: str, macros: Macros, overlaid: bool) -> Iterator[str]:
    parts = list(parted(source))
    marked = "".join(
        text if not program else f"\x1a{n}\x1b" for n, (text, program) in enumerate(parts)
    )
    text = macros.written_out(chosen(marked, macros.switches))
    text = TABBING.sub(lambda found: STOP.sub("\t", found[0]), algorithms.written_out(text))
    text = SKIP.sub(" ", PARAGRAPH.sub("\n\n", text))
    text = OVERLAY.sub(_without_overlay, text) if overlaid else text
    for piece in re.split(r"(\x1a\d+\x1b)", text):
        if piece[:1] == "\x1a":
            yield parts[int(piece[1:-1])][0]
        else:
            yield piece


def _without_overlay(found: re.Match[str]) -> str:
    return found[1] + (" " if found["goes_on"] is not None else "")  # no part of its name


def parted(source: str) -> Iterator[tuple[str, bool]]:
    """The source in parts, and whether each is a program; comments are left out.

    All programs are in "verbatim", the only one that pylatexenc takes to the letter.
    """
    place = 0
    source = source.replace("\x1a", "").replace("\x1b", "")
    for begin in PROGRAM.finditer(source):
        if begin.start() < place or _commented(source[place : begin.start()]):
            continue
        close = f"\\end{{{begin['name']}}}" if begin["name"] else begin["sign"]
        end = source.find(close, begin.end())
        if end < 0 or (begin["sign"] and "\n" in source[begin.end() : end]):
            continue
        yield COMMENT.sub(r"\1", source[place : begin.start()]), False
        if begin["sign"]:
            yield f"\\verb{begin['sign']}{source[begin.end() : end]}{begin['sign']}", True
        elif begin["name"] != "comment":
            yield f"\\begin{{verbatim}}{source[begin.end() : end]}\\end{{verbatim}}", True
        place = end + len(close)
    yield COMMENT.sub(r"\1", source[place:]), False


def _commented(before: str) -> bool:
    """Whether what follows is part of a comment."""
    return bool(re.search(r"(?<!\\)(?:\\\\)*%", before.rpartition("\n")[2]))
