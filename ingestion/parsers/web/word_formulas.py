"""Equations in pages that Word has saved: they stand in comments that only Word reads, beside a
picture for browsers."""

from __future__ import annotations

import re
from html import escape

from lxml import etree  # type: ignore[import-untyped]

from ingestion.parsers.formulas import omml, tex

FORMULA = re.compile(r"<!--\[if gte msEquation 12\]>(.{0,20000}?)<!\[endif\]-->", re.S | re.I)
PICTURE = re.compile(r"<!\[if !msEquation\]>.{0,20000}?<!\[endif\]>", re.S | re.I)
SPACES = f'xmlns:m="{omml.M[1:-1]}" xmlns:w="{omml.W[1:-1]}" xmlns:o="office" xmlns:v="vml"'
RUN, TEXT, EQUATION = (f"{omml.M}{name}" for name in ("r", "t", "oMath"))


def write_formulas_of_word(page: str) -> str:
    """The source of a page with its equations as TeX instead of their pictures."""
    if "msEquation" not in page:
        return page
    return PICTURE.sub("", FORMULA.sub(lambda found: escape(_formula(found[1])), page))


def _formula(source: str) -> str:
    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True)
    root = etree.fromstring(f"<x {SPACES}>{source}</x>", parser)
    for run in list(root.iter(RUN)) if root is not None else ():
        text = " ".join("".join(run.itertext()).split())
        tail = run.tail
        run.clear()
        run.tail = tail
        etree.SubElement(run, TEXT).text = text
    formulas = root.iter(EQUATION) if root is not None else ()
    return " ".join(filter(None, (tex.inline(omml.to_tex(formula)) for formula in formulas)))
