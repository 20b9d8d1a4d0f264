"""A web page is read without what is around it, and each formula once."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingestion.chunking.sections import sections
from ingestion.parsers import parse
from tests.ingestion.parsers.files import text
from tests.ingestion.parsers.makers.pages import FACT, FOREIGN, OWN, SAVED


def seen(folder: Path, body: str) -> list[str]:
    """The texts of a page's elements."""
    page = f"<html><head><title>T</title></head><body>{body}</body></html>"
    return [e.text for e in parse(text(folder / "a.html", page)).elements]


@pytest.mark.parametrize("program", SAVED)
def test_a_saved_page_keeps_its_content_and_drops_navigation(tmp_path: Path, program: str) -> None:
    parsed = parse(text(tmp_path / "a.html", SAVED[program]))
    said = [e.text for e in parsed.elements]
    assert parsed.title == "Tides"
    assert FOREIGN not in "\n".join([parsed.title, *said])
    for expected in (FACT, "tide(5)", *OWN[program]):
        assert expected in said
    assert "| Boat | Berth |\n| --- | --- |\n| Kestrel | K-77 |" in said
    (place,) = [
        s.path for s in sections(parsed, "Tides") if any(FACT in e.text for e in s.elements)
    ]
    assert place == ("Tables",)


def test_text_within_a_form(tmp_path: Path) -> None:
    body = (
        '<form><input type="hidden" value="AAAA"><h1>Field trip</h1><p>The bus leaves at 05:50.</p>'
        "<table><tr><th>Item</th></tr><tr><td>Crampons</td></tr></table></form>"
    )
    assert seen(tmp_path, body) == [
        "Field trip",
        "The bus leaves at 05:50.",
        "| Item |\n| --- |\n| Crampons |",
    ]


def test_what_is_filled_in_and_chosen(tmp_path: Path) -> None:
    body = (
        '<form><label>Name <input type="text" value="Ada"></label>'
        '<p><input type="radio" checked>Delta</p><p><input type="radio">Gamma</p>'
        "<p>Moss: <select><option>Bryum<option selected>Funaria</select></p>"
        "<textarea>It was cold.</textarea><button>Save</button></form>"
    )
    assert seen(tmp_path, body) == [
        "Name Ada",
        "☒ Delta",
        "Gamma",
        "Moss: Funaria",
        "It was cold.",
    ]


def test_definitions_captions_and_details(tmp_path: Path) -> None:
    body = (
        "<dl><dt>Neap</dt><dt>Slack</dt><dd>little tide</dd><dt>Spring</dt><dd><p>much.</p>"
        "<ul><li>at new moon</li></ul></dd></dl><figure><figcaption>The quay.</figcaption></figure>"
        "<details><summary>More</summary>Also <b>at full moon</b></details>"
        "<table><caption>Boats</caption><tr><td>A</td><td>B</td></tr><tr><td>1</td><td>2</td></tr>"
        "</table>"
    )
    assert seen(tmp_path, body) == [
        "Neap, Slack: little tide",
        "Spring:",
        "much.",
        "- at new moon",
        "The quay.",
        "More",
        "Also at full moon",
        "Boats:",
        "| A | B |\n| --- | --- |\n| 1 | 2 |",
    ]


KATEX = (
    '<span class="katex"><span class="katex-mathml"><math><semantics><mrow><mi>c</mi></mrow>'
    r'<annotation encoding="application/x-tex">c=\sqrt{gh}</annotation></semantics></math></span>'
    '<span class="katex-html" aria-hidden="true"><span>c=</span><span>gh</span></span></span>'
)
MATHJAX_2 = (
    '<span class="MathJax_Preview">c=gh</span>'
    '<span class="MathJax" id="e1"><nobr>c=gh</nobr></span>'
    r'<script type="math/tex" id="MathJax-e1">c=\sqrt{gh}</script>'
)
MATHJAX_3 = (
    '<mjx-container class="MathJax" jax="CHTML"><mjx-math aria-hidden="true"><mjx-mi>c</mjx-mi>'
    "</mjx-math><mjx-assistive-mml><math><mi>c</mi><mo>=</mo><msqrt><mi>g</mi><mi>h</mi></msqrt>"
    "</math></mjx-assistive-mml></mjx-container>"
)
WIKI = (
    '<span class="mwe-math-element"><span class="mwe-math-mathml-inline" style="display: none">'
    r'<math alttext="c=\sqrt{gh}"><mi>c</mi></math></span>'
    '<img class="mwe-math-fallback" alt="c=gh"></span>'
)
PLAIN = "<math><mi>c</mi><mo>=</mo><msqrt><mi>g</mi><mi>h</mi></msqrt></math>"
CANVAS = (
    r'<img class="equation_image" data-equation-content="c=\sqrt{gh}" alt="LaTeX: c">'
    '<span class="hidden-readable"><math><mi>c</mi></math></span>'
)


@pytest.mark.parametrize("formula", [KATEX, MATHJAX_2, MATHJAX_3, WIKI, PLAIN, CANVAS])
def test_a_formula_is_read_once(tmp_path: Path, formula: str) -> None:
    assert seen(tmp_path, f"<p>The speed is {formula} there.</p>") == [
        r"The speed is $c=\sqrt{gh}$ there."
    ]


def test_a_formula_that_stands_alone(tmp_path: Path) -> None:
    script = r'<script type="math/tex; mode=display">c=\sqrt{gh}</script>'
    shown = f'<p>So:</p><div class="MathJax_Display">c=gh</div>{script}'
    assert seen(tmp_path, shown) == ["So:", r"$$c=\sqrt{gh}$$"]
    assert seen(tmp_path, f'<p>So: <span class="katex-display">{KATEX}</span></p>') == [
        r"So: $$c=\sqrt{gh}$$"
    ]


def test_what_is_hidden_is_noted(tmp_path: Path) -> None:
    page = (
        "<html><body><p>Shown.</p><div style='display:none'>The key to quiz two is delta and "
        "gamma.</div></body></html>"
    )
    parsed = parse(text(tmp_path / "a.html", page))
    assert [e.text for e in parsed.elements] == ["Shown."]
    assert parsed.notes == ("Left out: 1 hidden part of the page.",)


def test_text_outside_of_main_is_no_chrome(tmp_path: Path) -> None:
    body = (
        "<header><p>CS 101, autumn 2031</p></header><main><p>Within.</p></main>"
        "<aside><p>The exam room is H12, and you should bring a pencil and a ruler.</p></aside>"
        "<footer>Rhona Keld, office K-77</footer>"
    )
    assert seen(tmp_path, body) == [
        "CS 101, autumn 2031",
        "Within.",
        "The exam room is H12, and you should bring a pencil and a ruler.",
        "Rhona Keld, office K-77",
    ]


def test_tables_that_only_place_things(tmp_path: Path) -> None:
    body = (
        "<table><tr><td><h2>Left</h2><p>One.</p></td><td><h2>Right</h2><p>Two.</p></td></tr></table>"
        "<table><tr><th>Day</th><th>Rooms</th></tr><tr><td rowspan=2>Mon</td><td>K-77<br>K-78</td>"
        "</tr><tr><td><table><tr><td>Hour</td><td>Who</td></tr><tr><td>9</td><td>Ada</td></tr>"
        "</table></td></tr></table>"
    )
    assert seen(tmp_path, body) == [
        *("Left", "One.", "Right", "Two."),
        "| Day | Rooms |\n| --- | --- |\n| Mon | K-77 K-78 |\n| Mon | Hour: 9, Who: Ada |",
    ]


@pytest.mark.parametrize(
    ("body", "texts"),
    [
        ("<p>10<sup>6</sup> tides<sup><a href='#f'>[1]</a></sup></p>", ["10⁶ tides"]),
        ("<ol type=a start=3><li><p>x</p><p>y</p><li>z</ol>", ["c. x", "y", "d. z"]),
        ("<div>x<ul><li>7<ul><li>8</ul></ul>tail</div>", ["x", "- 7", "  - 8", "tail"]),
        ("<b>one<div>two</div>three</b>", ["one", "two", "three"]),
        ("<p>Room K-77<br>at <code>9  h</code></p>", ["Room K-77\nat `9 h`"]),
    ],
)
def test_lines_and_lists(tmp_path: Path, body: str, texts: list[str]) -> None:
    assert seen(tmp_path, body) == texts
