"""pylatexenc: TeX source as nodes, and nodes as the text a reader sees."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from pylatexenc.latex2text import LatexNodes2Text, MacroTextSpec
from pylatexenc.latex2text import get_default_latex_context_db as known_texts
from pylatexenc.latexwalker import LatexWalker
from pylatexenc.latexwalker import get_default_latex_context_db as known_macros
from pylatexenc.macrospec import EnvironmentSpec, MacroSpec

from ingestion.parsers.office.numbers import raised

NO_TEXT = (
    "label nocite includegraphics input include subfile import bibliography bibliographystyle "
    "printbibliography vspace hspace pagestyle thispagestyle setlength addtolength setcounter "
    "maketitle titlepage tableofcontents listoffigures listoftables pause centering "
    "frontmatter mainmatter backmatter clearpage newpage column usetheme setbeamertemplate "
    "addtocounter setlist newlist hypersetup graphicspath addbibresource usetikzlibrary lstset "
    "rowcolor cellcolor columncolor arraystretch markboth markright protect noindent phantom "
    "hfill vfill today footnotemark lstinputlisting inputminted verbatiminput VerbatimInput "
    "pagebreak nopagebreak linebreak nolinebreak inst againframe rule beamerbutton "
    "beamergotobutton beamerskipbutton beamerreturnbutton index glsadd includepdf includesvg "
    "cleardoublepage theoremstyle numberwithin addcontentsline pdfbookmark setbeamercolor "
    "usebeamertemplate usebeamerfont hyphenation pagenumbering"
).split()
REFERENCES = ("ref", "eqref", "cref", "Cref", "pageref", "autoref", "vref")
MACROS = {"frametitle": "[{", "framesubtitle": "{", "textcolor": "{{", "href": "{{"}
MACROS |= {"multicolumn": "{{{", "multirow": "[{[{[{", "textbf": "{", "texttt": "{", "code": "{"}
MACROS |= {"lstinline": "{", "resizebox": "*{{{", "scalebox": "{[{", "parbox": "[[[{{"}
MACROS |= {"colorbox": "{{", "fcolorbox": "{{{", "hyperref": "[{", "texorpdfstring": "{{"}
MACROS |= {"SI": "[{[{", "qty": "[{{", "num": "[{", "si": "[{", "unit": "[{", "ang": "[{"}
MACROS |= {"footnote": "[{", "footnotetext": "[{", "footcite": "[[{", "thanks": "{", "note": "[{"}
MACROS |= {"bibitem": "[{", "cite": "[[{", "citep": "*[[{", "citet": "*[[{", "parencite": "[[{"}
MACROS |= {"textcite": "[[{", "autocite": "[[{", "citeauthor": "*{", "citeyear": "*{"}
MACROS |= {"column": "{", "import": "{{", "subfile": "{", "caption": "*[{", "subcaption": "*[{"}
MACROS |= {"usetheme": "[{", "setbeamertemplate": "{[{", "hypersetup": "{", "graphicspath": "{"}
MACROS |= {
    "rowcolor": "[{",
    "cellcolor": "[{",
    "setcounter": "{{",
    "newlist": "{{{",
    "lstset": "{",
    "raisebox": "{{",
}
MACROS |= {
    "addtolength": "{{",
    "addtocounter": "{{",
    "setlist": "[{",
    "makecell": "[{",
    "alt": "{{",
    "markboth": "{{",
    "markright": "{",
}
MACROS |= {"textsuperscript": "{", "captionof": "{{", "makebox": "[[{", "framebox": "[[{"}
MACROS |= {"rotatebox": "[{{", "footnotemark": "[", "subfloat": "[{", "lstinputlisting": "[{"}
MACROS |= {"inputminted": "[{{", "verbatiminput": "{", "VerbatimInput": "[{"}
MACROS |= dict.fromkeys(("pagebreak", "nopagebreak", "linebreak", "nolinebreak"), "[")
MACROS |= dict.fromkeys(("ref", "eqref", "cref", "Cref", "pageref", "autoref", "vref"), "{")
MACROS |= dict.fromkeys(("sout", "st", "xout"), "{")
MACROS |= dict.fromkeys(("gls", "Gls", "glspl", "ac", "acs", "acl", "acrshort"), "[{")
MACROS |= {"tableofcontents": "[", "inst": "{", "againframe": "[{", "rule": "[{{"}
MACROS |= {"hyperlink": "{{", "hypertarget": "{{"} | dict.fromkeys(
    (f"beamer{kind}button" for kind in ("", "goto", "skip", "return")), "{"
)
MACROS |= dict.fromkeys(
    (
        "index", "nocite", "glsadd", "bibliographystyle", "addbibresource", "usetikzlibrary",
        "pagestyle", "thispagestyle", "theoremstyle", "hyphenation", "pagenumbering",
    ),
    "{",
)  # fmt: skip
MACROS |= {"columncolor": "[{", "includepdf": "[{", "includesvg": "[{", "pdfbookmark": "[{{"}
MACROS |= {"numberwithin": "{{", "setbeamercolor": "{{", "usebeamertemplate": "{"}
MACROS |= {"addcontentsline": "{{{", "printbibliography": "[", "onslide": ""}
MACROS |= {"numrange": "[{{", "SIrange": "[{{{", "qtyrange": "[{{{", "epigraph": "{{", "mbox": "{"}
MACROS |= dict.fromkeys(("marginpar", "marginnote", "todo"), "[{") | {"sidenote": "[[{"}
MACROS |= dict.fromkeys(("citealp", "citealt"), "*[[{") | {"phantom": "{", "usebeamerfont": "{"}
ENVIRONMENTS = {"frame": "[", "block": "{", "alertblock": "{", "exampleblock": "{"}
ENVIRONMENTS |= {"multicols": "{", "columns": "[", "column": "[{", "minipage": "[[[{"}
ENVIRONMENTS |= {"table": "[", "tabular": "[{", "tabularx": "{[{", "tabular*": "{[{", "figure": "["}
ENVIRONMENTS |= {"longtable": "[{", "itemize": "[", "enumerate": "[", "tabulary": "{{"}
ENVIRONMENTS |= {"mdframed": "["}
ENVIRONMENTS |= {"enumerate*": "[", "itemize*": "[", "description*": "["}
ENVIRONMENTS |= {"table*": "[", "figure*": "[", "thebibliography": "{", "wrapfigure": "[{[{"}
ENVIRONMENTS |= {
    "subfigure": "[{",
    "tabu": "{",
    "array": "[{",
    "tcolorbox": "[",
    "description": "[",
}
SHOWN = {"textcolor": "%(2)s", "href": "%(2)s", "multicolumn": "%(3)s", "multirow": "%(6)s"}
SHOWN |= {"resizebox": "%(4)s", "scalebox": "%(3)s", "parbox": "%(5)s", "colorbox": "%(2)s"}
SHOWN |= {"fcolorbox": "%(3)s", "hyperref": "%(2)s", "texorpdfstring": "%(1)s", "num": "%(2)s"}
SHOWN |= {
    "SI": "%(2)s %(4)s",
    "qty": "%(2)s %(3)s",
    "si": "%(2)s",
    "unit": "%(2)s",
    "ang": "%(2)s°",
}
SHOWN |= {"footnote": "\x1e%(2)s\x1f", "footnotetext": "\x1e%(2)s\x1f", "thanks": " (%(1)s)"}
SHOWN |= {"caption": "%(3)s", "subcaption": "%(3)s", "raisebox": "%(2)s", "makecell": "%(2)s"}
SHOWN |= {"captionof": "%(2)s", "makebox": "%(3)s", "framebox": "%(3)s", "rotatebox": "%(3)s"}
SHOWN |= {"subfloat": "%(1)s %(2)s"}
SHOWN |= {"alt": "%(1)s %(2)s", "framesubtitle": "%(1)s", "footcite": "[%(3)s]", "note": ""}
SHOWN |= dict.fromkeys(("cite", "parencite", "autocite", "textcite"), "[%(3)s]")
SHOWN |= dict.fromkeys(("sout", "st", "xout"), "~~%(1)s~~")
SHOWN |= {"citep": "[%(4)s]", "citet": "[%(4)s]", "citeauthor": "[%(2)s]", "citeyear": "[%(2)s]"}
SHOWN |= dict.fromkeys(("ref", "eqref", "cref", "Cref", "pageref", "autoref", "vref"), "[%(1)s]")
SHOWN |= dict.fromkeys(("gls", "Gls", "glspl", "ac", "acs", "acl", "acrshort"), "%(2)s")
SHOWN |= {"numrange": "%(2)s to %(3)s", "epigraph": "%(1)s %(2)s", "mbox": "%(1)s"}
SHOWN |= dict.fromkeys(("SIrange", "qtyrange"), "%(2)s to %(3)s %(4)s")
SHOWN |= dict.fromkeys(("marginpar", "marginnote", "todo"), " (%(2)s)") | {"sidenote": " (%(3)s)"}
SHOWN |= dict.fromkeys(("citealp", "citealt"), "[%(4)s]")
SHOWN |= {"hyperlink": "%(2)s", "hypertarget": "%(2)s", "LaTeX": "LaTeX", "TeX": "TeX"}
SHOWN |= {"LaTeXe": "LaTeX 2ε", "BibTeX": "BibTeX", "S": "§", "P": "¶", "checkmark": "✓"}
UNITS = {
    "metre": "m", "meter": "m", "second": "s", "kilogram": "kg", "gram": "g", "kelvin": "K",
    "celsius": "°C", "degreeCelsius": "°C", "newton": "N", "joule": "J", "watt": "W",
    "pascal": "Pa", "hertz": "Hz", "volt": "V", "ampere": "A", "ohm": "Ω", "mole": "mol",
    "litre": "l", "liter": "l", "percent": "%", "degree": "°", "minute": "min", "hour": "h",
    "day": "d", "per": "/", "squared": "²", "cubed": "³", "square": "²", "cubic": "³",
    "kilo": "k", "mega": "M", "giga": "G", "milli": "m", "micro": "µ", "nano": "n",
    "centi": "c", "bit": "bit", "byte": "B", "bar": "bar", "electronvolt": "eV", "coulomb": "C",
    "farad": "F", "tesla": "T", "henry": "H", "tonne": "t", "hectare": "ha", "lumen": "lm",
    "lux": "lx", "candela": "cd", "becquerel": "Bq", "radian": "rad",
}  # fmt: skip
BRACE = re.compile(r"\\.|[{}]", re.DOTALL)
FEW_OPEN = 4  # braces
WITH_UNITS = re.compile(r"\\(?:SI|si|qty|unit|SIrange|qtyrange)\b")


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


def _verbatim(node: Any, **_: Any) -> str:
    """A program within a line; nothing if it never ends."""
    return f"`{node.nodeargd.verbatim_text}`" if node.nodeargd else ""


def _raised(node: Any, l2tobj: Any) -> str:
    """Raised digits as such."""
    given = [one for one in node.nodeargd.argnlist if one] if node.nodeargd else []
    return raised(str(l2tobj.nodelist_to_text(given)))


def _filling(shown: str) -> Any:
    """What writes the arguments of a command into a text; those that are missing are empty."""

    def text(node: Any, l2tobj: Any) -> str:
        given = node.nodeargd.argnlist if node.nodeargd and node.nodeargd.argnlist else []
        texts = {str(n): _argument(one, l2tobj) for n, one in enumerate(given, start=1)}
        return shown % defaultdict(str, texts)

    return text if "%(" in shown else shown


def _argument(node: Any, l2tobj: Any) -> str:
    return str(l2tobj.nodelist_to_text([node])) if node else ""


@lru_cache(maxsize=2)
def _texts(units: bool) -> Any:
    known = known_texts()
    known.add_context_category(
        "ours",
        macros=[
            MacroTextSpec("verb", _verbatim),
            MacroTextSpec("textsuperscript", _raised),
            *(MacroTextSpec(name, "") for name in NO_TEXT),
            *(MacroTextSpec(name, "`%(1)s`") for name in ("texttt", "lstinline", "code")),
            *(MacroTextSpec(name, _filling(shown)) for name, shown in SHOWN.items()),
            *(MacroTextSpec(name, sign) for name, sign in UNITS.items() if units),
        ],
        prepend=True,
    )
    return known


def nodes(source: str) -> Sequence[Any]:
    """The nodes of a piece of TeX; what is wrong in it is passed over."""
    source = _closed(source)
    try:
        return _parsed(source)
    except RecursionError:  # nested deeper than anybody writes: without its groups
        return _parsed(re.sub(r"[{}]", " ", source))


def _closed(source: str) -> str:
    """The source with the braces closed that never end: pylatexenc reads what is in each of them
    again and again, which doubles with every one."""
    missing = 0
    for brace in BRACE.findall(source):
        missing = missing + 1 if brace == "{" else max(missing - 1, 0) if brace == "}" else missing
    return source + "}" * missing if missing > FEW_OPEN else source


def _parsed(source: str) -> Sequence[Any]:
    walker = LatexWalker(source, latex_context=_macros(), tolerant_parsing=True)
    found: Sequence[Any] = walker.get_latex_nodes()[0]
    return found


def plain(found: Sequence[Any]) -> str:
    r"""Nodes as text, formulas as they are written; footnotes stand between \x1e and \x1f."""
    units = any(WITH_UNITS.search(node.latex_verbatim()) for node in found)
    reader = LatexNodes2Text(latex_context=_texts(units), math_mode="verbatim", keep_comments=False)
    return str(reader.nodelist_to_text(found))
