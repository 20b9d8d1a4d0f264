"""White text, comments and shapes of OpenDocument texts, RTF and reStructuredText."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingestion.elements import Parsed
from ingestion.parsers import parse
from tests.ingestion.packages import odt
from tests.ingestion.parsers.files import text

BASE = "urn:oasis:names:tc:opendocument:xmlns:"
FO, DRAWN = f'xmlns:fo="{BASE}xsl-fo-compatible:1.0"', f'xmlns:draw="{BASE}drawing:1.0"'
NOTE = ("Left out: 1 stretch of white text.",)


def said(parsed: Parsed) -> list[str]:
    return [element.text for element in parsed.elements]


def style(name: str, properties: str, parent: str = "") -> str:
    of = f'style:family="x" style:parent-style-name="{parent}"'
    return f'<style:style {FO} style:name="{name}" {of}>{properties}</style:style>'


WHITE = style("White", '<style:text-properties fo:color="#FFFFFF"/>')
STYLES = (
    WHITE
    + style("Noted", "<!-- a remark -->", "White")
    + style("Pale", "<style:paragraph-properties/>", "White")
    + style("Dark", '<style:table-cell-properties fo:background-color="#1f3864"/>')
)


def span(words: str, name: str = "White") -> str:
    return f'<text:span text:style-name="{name}">{words}</text:span>'


def test_white_text_of_an_opendocument_text(tmp_path: Path) -> None:
    body = f"{STYLES}<text:p>The answer is here. {span('It is delta.')}</text:p>"
    parsed = parse(odt(tmp_path / "a.odt", body))
    assert said(parsed) == ["The answer is here."]
    assert parsed.notes == NOTE


def test_a_remark_in_a_style(tmp_path: Path) -> None:
    body = f"{STYLES}<text:p>Shown. {span('It is delta.', 'Noted')}</text:p>"
    assert said(parse(odt(tmp_path / "a.odt", body))) == ["Shown."]


def test_a_white_paragraph_by_the_parent_of_its_style(tmp_path: Path) -> None:
    pale = '<text:p text:style-name="Pale">It is delta.</text:p>'
    parsed = parse(odt(tmp_path / "a.odt", f"{STYLES}<text:p>Shown.</text:p>{pale}"))
    assert said(parsed) == ["Shown."]
    assert parsed.notes == NOTE


GROUNDS = {
    "a dark cell": "<table:table><table:table-row><table:table-cell table:style-name='Dark'>"
    "<text:p>{}</text:p></table:table-cell><table:table-cell><text:p>x</text:p></table:table-cell>"
    "</table:table-row></table:table>",
    "a shape": f"<text:p><draw:custom-shape {DRAWN}><text:p>{{}}</text:p></draw:custom-shape>"
    "</text:p>",
    "a dark page": f'<style:page-layout-properties {FO} fo:background-color="#000000"/><text:p>{{}}'
    "</text:p>",
}


@pytest.mark.parametrize("ground", GROUNDS)
def test_white_text_on_something_darker_is_read(tmp_path: Path, ground: str) -> None:
    body = STYLES + GROUNDS[ground].format(span("Goggles on."))
    parsed = parse(odt(tmp_path / "a.odt", body))
    assert "Goggles on." in " ".join(said(parsed))
    assert parsed.notes == ()


RTF = r"{{\rtf1{{\colortbl;\red0\green0\blue0;\red255\green255\blue255;}}\pard {}\par}}"


def test_white_text_and_comments_of_rich_text(tmp_path: Path) -> None:
    white = RTF.format(r"The answer is here.{\cf2  It is delta.}{\*\annotation Check.}{\cf1  Yes.}")
    parsed = parse(text(tmp_path / "a.rtf", white))
    assert said(parsed) == ["The answer is here. Yes."]
    assert parsed.notes == ("Left out: 1 stretch of white text, 1 comment.",)


def test_white_text_of_rich_text_in_a_document_with_grounds_is_read(tmp_path: Path) -> None:
    dark = RTF.format(r"{\chcbpat1{\cf2 Goggles on.}}")
    assert said(parse(text(tmp_path / "a.rtf", dark))) == ["Goggles on."]


def test_a_raw_part_is_noted(tmp_path: Path) -> None:
    raw = "Shown.\n\n.. raw:: html\n\n   <b>Only in HTML</b>\n\nEnd.\n"
    parsed = parse(text(tmp_path / "a.rst", raw))
    assert said(parsed) == ["Shown.", "End."]
    assert parsed.notes == ("Not read: 1 raw part (html).",)
