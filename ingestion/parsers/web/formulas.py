"""Formulas of web pages, each once, as TeX between dollar signs.

KaTeX, MathJax and Canvas show a formula and keep its source beside it, for programs and for
screen readers; of these the source is taken.
"""

from __future__ import annotations

import re

from lxml import etree, html  # type: ignore[import-untyped]

from ingestion.parsers.formulas import mathml, tex
from ingestion.parsers.web.nodes import Node, classes, drop, set_text

SHOWN_BY_MATHJAX = {
    "MathJax_Preview", "MathJax", "MathJax_Display", "MathJax_SVG", "MathJax_SVG_Display",
    "MathJax_CHTML", "MJXc-display", "MathJax_MathML", "MathJax_Error",
}  # fmt: skip
AROUND = {
    "katex", "katex-mathml", "katex-display", "mwe-math-element", "mwe-math-mathml-inline",
    "mwe-math-mathml-display", "mwe-math-mathml-a11y", "MathJax", "MathJax_Display",
    "MJX_Assistive_MathML", "MathJax_SVG", "MathJax_CHTML", "MJXc-display",
}  # fmt: skip
DISPLAYED = {"katex-display", "MathJax_Display", "MJXc-display", "mwe-math-mathml-display"}
PICTURES = {"equation_image", "texrender", "latex", "tex", "mathtex"}
DELIMITED = re.compile(r"\s*(?:\\\((?P<inline>.*)\\\)|\\\[(?P<display>.*)\\\])\s*", re.DOTALL)


def write_formulas(page: Node) -> None:
    """Replace what shows a formula by its TeX."""
    _scripts(page)
    for math in list(page.iter("math", "{*}math")):
        if math.getparent() is not None:
            _math(math)
    for picture in list(page.iter("img")):
        _picture(picture)
    for span in page.iter("span", "div"):
        if not classes(span) & {"math", "arithmatex"}:
            continue
        number = next((_text(inner) for inner in span.iter("span") if "eqno" in classes(inner)), "")
        if found := DELIMITED.fullmatch(_text(span).replace(number, "", 1)):
            shown = tex.inline(found["inline"] or "") or _displayed(found["display"] or "")
            set_text(span, f"{shown} {number.strip(' #¶')}".strip())


def _scripts(page: Node) -> None:
    """The sources that MathJax 2 leaves in scripts, instead of what it makes of them."""
    scripts = [s for s in page.iter("script") if s.get("type", "").startswith("math/")]
    if scripts:
        for shown in [node for node in page.iter() if classes(node) & SHOWN_BY_MATHJAX]:
            if not str(shown.tag).startswith("mjx-"):  # those of MathJax 3 have their own source
                drop(shown)
    for script in scripts:
        kind, source = script.get("type", ""), script.text or ""
        if kind.startswith("math/mml"):
            source = _from_markup(source)
        set_text(script, _displayed(source) if "display" in kind else tex.inline(source))


def _from_markup(source: str) -> str:
    try:
        return mathml.to_tex(html.fragment_fromstring(source, create_parent="span"))
    except (etree.ParserError, ValueError):
        return ""


def _math(math: Node) -> None:
    """A formula in MathML, and the copies of it around it."""
    written = mathml.to_tex(math)
    display = math.get("display") == "block" or math.get("mode") == "display"
    node = math
    while (above := node.getparent()) is not None and (
        classes(above) & AROUND or str(above.tag).startswith("mjx-")
    ):
        node = above
        display = display or bool(classes(node) & DISPLAYED) or node.get("display") == "true"
    set_text(node, _displayed(written) if display else tex.inline(written))


def _picture(picture: Node) -> None:
    """A formula drawn as a picture, with its source as description (Canvas, Moodle)."""
    source = picture.get("data-equation-content") or ""
    if not source and classes(picture) & PICTURES:
        source = (picture.get("alt") or "").removeprefix("LaTeX:")
    if not source.strip():
        return
    beside = picture.getnext()
    if beside is not None and "hidden-readable" in classes(beside):
        drop(beside)
    plain = DELIMITED.fullmatch(source)
    source = (plain["inline"] or plain["display"]) if plain else source.strip().strip("$")
    set_text(picture, tex.inline(source))


def _displayed(source: str) -> str:
    return f"$${source.strip()}$$" if source.strip() else ""


def _text(node: Node) -> str:
    return str(node.text_content())
