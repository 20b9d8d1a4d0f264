"""Equations of Word as TeX, and the numbers that it writes before headings and list items."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingestion.elements import Element
from ingestion.parsers import parse
from tests.ingestion.parsers.makers.word import (
    HEADINGS,
    docx,
    level,
    math,
    numbers,
    p,
    part,
    sign,
    table,
)


def seen(folder: Path, body: str, numbering: str = "", **parts: str) -> list[str]:
    """The texts of a document's elements."""
    return [element.text for element in read(folder, body, numbering, **parts)]


def read(folder: Path, body: str, numbering: str = "", **parts: str) -> list[Element]:
    return list(parse(docx(folder / "a.docx", body, numbering, **parts)).elements)


def test_equations_are_tex_within_their_sentence(tmp_path: Path) -> None:
    rate = math("v=", part("f", num="V[S]", den="K+[S]"))
    alone = f"<m:oMathPara>{math('1/v=1/V+K/(V[S])')}</m:oMathPara>"
    assert seen(tmp_path, p("The rate law is ", rate, " here.") + p(alone)) == [
        r"The rate law is $v=\frac{V[S]}{K+[S]}$ here.",
        "$$\n1/v=1/V+K/(V[S])\n$$",
    ]


SUM = (
    '<m:nary><m:naryPr><m:chr m:val="∑"/></m:naryPr><m:sub><m:r><m:t>i=1</m:t></m:r></m:sub>'
    "<m:sup><m:r><m:t>n</m:t></m:r></m:sup><m:e>"
    f"{part('sSup', e='x', sup='2')}</m:e></m:nary>"
)
MATRIX = (
    '<m:d><m:dPr><m:begChr m:val="["/><m:endChr m:val="]"/></m:dPr><m:e><m:m><m:mr><m:e>'
    "<m:r><m:t>1</m:t></m:r></m:e><m:e><m:r><m:t>0</m:t></m:r></m:e></m:mr></m:m></m:e></m:d>"
)
CASES = (
    '<m:d><m:dPr><m:begChr m:val="{"/><m:endChr m:val=""/></m:dPr><m:e><m:eqArr><m:e><m:r>'
    "<m:t>x,&amp;x≥0</m:t></m:r></m:e><m:e><m:r><m:t>0,&amp;else</m:t></m:r></m:e></m:eqArr></m:e>"
    "</m:d>"
)
ROOM = (
    '<m:phant><m:phantPr><m:show m:val="0"/></m:phantPr><m:e><m:r><m:t>z</m:t></m:r></m:e>'
    "</m:phant>"
)


@pytest.mark.parametrize(
    ("omml", "tex"),
    [
        (CASES, r"\left\{ \begin{aligned} x,&x\geq 0 \\ 0,&else \end{aligned} \right."),
        (f"{sign('a')}{ROOM}{sign('b')}", "ab"),
        (SUM, r"\sum_{i=1}^n x^2"),
        (MATRIX, r"\left[ \begin{matrix} 1 & 0 \end{matrix} \right]"),
        (part("rad", deg="3", e="x"), r"\sqrt[3]{x}"),
        (part("sSubSup", e="a", sub="ij", sup="2"), "a_{ij}^2"),
        (part("func", fName="sin", e="θ"), r"\sin \theta"),
        (part("d", e="α≤5%"), r"(\alpha \leq 5\%)"),
        (part("acc", e="x"), r"\hat{x}"),
    ],
)
def test_the_parts_of_equations(tmp_path: Path, omml: str, tex: str) -> None:
    (row,) = seen(tmp_path, table(("Formula", "Use"), (p(math(omml)), "today")))
    assert row.endswith(f"| ${tex}$ | today |")


def test_the_numbers_of_headings_are_part_of_them(tmp_path: Path) -> None:
    body = (
        p("Aims", style="heading1")
        + p("Grading", style="heading1")
        + p("Essay", style="heading2")
        + p("The essay has 1800 words.")
        + p("Oral exam", style="heading2")
        + p("Excursion", style="heading1")
    )
    found = read(tmp_path, body, HEADINGS)
    headings = [(e.level, e.text) for e in found if e.kind == "heading"]
    assert headings == [
        (1, "1 Aims"),
        (1, "2 Grading"),
        (2, "2.1 Essay"),
        (2, "2.2 Oral exam"),
        (1, "3 Excursion"),
    ]


def listed(text: str, number: int, depth: int = 0) -> str:
    return p(text, more=f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{number}"/></w:numPr>')


def test_list_items_have_the_numbers_that_are_shown(tmp_path: Path) -> None:
    lists = numbers(
        1, level(0, "decimal", "Exercise %1:"), level(1, "lowerLetter", "(%2)")
    ) + numbers(2, level(0, "bullet", "•"))
    body = "".join(
        listed(text, number, depth)
        for text, number, depth in (
            ("Sort.", 1, 0),
            ("by hand", 1, 1),
            ("by name", 1, 1),
            ("Merge.", 1, 0),
            ("in place", 1, 1),
            ("Bring paper.", 2, 0),
        )
    )
    assert seen(tmp_path, body, lists) == [
        "Exercise 1: Sort.",
        "  (a) by hand",
        "  (b) by name",
        "Exercise 2: Merge.",
        "  (a) in place",
        "- Bring paper.",
    ]


def test_a_list_that_begins_anew_and_one_in_roman_numbers(tmp_path: Path) -> None:
    again = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>'
    lists = (
        f'<w:abstractNum w:abstractNumId="1">{level(0, "upperRoman", "%1.")}</w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num>'
        f'<w:num w:numId="2"><w:abstractNumId w:val="1"/>{again}</w:num>'
    )
    body = listed("a", 1) + listed("b", 1) + listed("c", 2) + listed("d", 2)
    assert seen(tmp_path, body, lists) == ["I. a", "II. b", "I. c", "II. d"]
