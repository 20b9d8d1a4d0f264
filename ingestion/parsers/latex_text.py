"""pylatexenc: TeX source as nodes, and nodes as the text a reader sees."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any

from pylatexenc.latex2text import LatexNodes2Text, MacroTextSpec
from pylatexenc.latex2text import get_default_latex_context_db as known_texts
from pylatexenc.latexwalker import LatexWalker
from pylatexenc.latexwalker import get_default_latex_context_db as known_macros
from pylatexenc.macrospec import EnvironmentSpec, MacroSpec

BEGIN = re.compile(r"\\begin\{(Verbatim|lstlisting|minted|semiverbatim|alltt|comment)\}")
NO_TEXT = (
    "label ref eqref cref Cref pageref cite citep citet nocite includegraphics input include "
    "bibliography bibliographystyle vspace hspace pagestyle thispagestyle setlength author date "
    "maketitle "
    "tableofcontents pause"
).split()
MACROS = {"frametitle": "[{", "textcolor": "{{", "href": "{{", "multicolumn": "{{{"}
MACROS |= {"multirow": "{{{", "textbf": "{", "texttt": "{", "lstinline": "{", "code": "{"}
ENVIRONMENTS = {"frame": "[", "block": "{", "alertblock": "{", "exampleblock": "{"}
ENVIRONMENTS |= {"multicols": "{", "columns": "[", "column": "{", "minipage": "[{", "figure": "["}
ENVIRONMENTS |= {"table": "[", "tabular": "[{", "tabularx": "{{", "tabular*": "{[{"}
ENVIRONMENTS |= {"longtable": "[{", "itemize": "[", "enumerate": "[", "tabulary": "{{"}
SHOWN = {"textcolor": "%(2)s", "href": "%(2)s", "multicolumn": "%(3)s", "multirow": "%(3)s"}


@lru_cache(maxsize=1)
def _macros() -> Any:
    known = known_macros()
    known.add_context_category(
        "ours",
        macros=[MacroSpec(name, given) for name, given in MACROS.items()],
        environments=[EnvironmentSpec(name, given) for name, given in ENVIRONMENTS.items()],
        prepend=True,
    )
    return known


@lru_cache(maxsize=1)
def _texts() -> Any:
    known = known_texts()
    known.add_context_category(
        "ours",
        macros=[
            MacroTextSpec("verb", lambda node, **_: f"`{node.nodeargd.verbatim_text}`"),
            *(MacroTextSpec(name, "") for name in NO_TEXT),
            *(MacroTextSpec(name, "`%(1)s`") for name in ("texttt", "lstinline", "code")),
            *(MacroTextSpec(name, shown) for name, shown in SHOWN.items()),
        ],
        prepend=True,
    )
    return known


def _verbatim(source: str) -> Iterator[str]:
    """The source with all programs in "verbatim", the only one that pylatexenc takes to the
    letter, and without comments."""
    place = 0
    for begin in BEGIN.finditer(source):
        end = source.find(f"\\end{{{begin[1]}}}", begin.end()) if begin.start() >= place else -1
        if end >= 0:
            yield source[place : begin.start()]
            if begin[1] != "comment":
                yield f"\\begin{{verbatim}}{source[begin.end() : end]}\\end{{verbatim}}"
            place = source.index("}", end) + 1
    yield source[place:]


def nodes(source: str) -> Sequence[Any]:
    """The nodes of a piece of TeX; what is wrong in it is passed over."""
    walker = LatexWalker("".join(_verbatim(source)), latex_context=_macros(), tolerant_parsing=True)
    found: Sequence[Any] = walker.get_latex_nodes()[0]
    return found


def plain(found: Sequence[Any]) -> str:
    """Nodes as text, formulas as they are written."""
    reader = LatexNodes2Text(latex_context=_texts(), math_mode="verbatim", keep_comments=False)
    return str(reader.nodelist_to_text(found))
