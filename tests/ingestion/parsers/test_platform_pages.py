"""Saved pages of course platforms and generators of sites, piece by piece: what is beside the text
is left out, and what is apart only for the eye stands together."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingestion.parsers import parse
from tests.ingestion.parsers.files import text

PAGES: dict[str, tuple[str, list[str]]] = {
    "Furo": (
        '<a class="muted-link" href="#c">Skip to content</a><div class="view-this-page">'
        '<a href="q.txt">View this page</a></div><article role="main" id="c"><p>It uses a ring'
        '<a class="footnote-reference" href="#i" role="doc-noteref">[1]</a>.</p>'
        '<aside class="footnote"><span class="label"><span>[</span><a href="#j">1</a><span>]</span>'
        "</span><p>An array whose end meets its start.</p></aside></article>",
        ["It uses a ring.", "[1] An array whose end meets its start."],
    ),
    "Sphinx, sources": (
        '<div class="citation"><span class="label">[Fenn30]</span><p>Orla Fenn, Fens, 2030.</p>'
        "</div>",
        ["[Fenn30] Orla Fenn, Fens, 2030."],
    ),
    "Docusaurus": (
        '<div role="region"><a class="skipToContent_fXgn" href="#x">Skip to main content</a></div>'
        '<main><div class="theme-doc-version-banner">This is unreleased documentation.</div>'
        '<span class="theme-doc-version-badge badge">Version: 2.0</span>'
        "<p>Merge sort is stable.</p></main>",
        ["Merge sort is stable."],
    ),
    "Jupyter Book": (
        '<main><div class="onlyprint"><h2> Contents </h2></div><p>See the plot.</p><details>'
        '<summary aria-label="Toggle hidden content"><span>Show code cell source</span>'
        "<span>Hide code cell source</span></summary><pre>plot(df)</pre></details></main>"
        '<footer class="bd-footer-content"><p>By Ada Fenn</p></footer>',
        ["See the plot.", "plot(df)"],
    ),
    "Jupyter Book, cells": (
        '<div class="cell tag_hide-input"><div class="cell_output"><div class="output text_html">'
        '<table class="dataframe"><thead><tr><th></th><th>len</th></tr></thead><tbody><tr>'
        "<th>0</th><td>5.1</td></tr></tbody></table></div></div></div>"
        '<aside class="margin sidebar"><p class="sidebar-title">Hint</p><p>Sort the bars.</p>'
        '</aside><figure><figcaption><p><span class="caption-number">Fig. 3 </span>'
        '<span class="caption-text">Petrels by month</span>'
        '<a class="headerlink" href="#f">#</a></p></figcaption></figure>',
        [
            "|  | len |\n| --- | --- |\n| 0 | 5.1 |",
            "Hint",
            "Sort the bars.",
            "Fig. 3 Petrels by month",
        ],
    ),
    "Quarto, boxes and tabs": (
        '<main class="content"><div class="callout callout-note callout-titled"><div '
        'class="callout-header"><div class="callout-icon-container"><i class="callout-icon"></i>'
        '</div><div class="callout-title-container"><span class="screen-reader-only">Note</span>'
        'Beware</div></div><div class="callout-body"><p>Currents reach 6 knots.</p></div></div>'
        '<div class="panel-tabset"><ul class="nav nav-tabs" role="tablist"><li><a role="tab" '
        'aria-controls="t1">R</a></li><li><a role="tab" aria-controls="t2">Python</a></li></ul>'
        '<div class="tab-content"><div id="t1" role="tabpanel"><p>Use tide.</p></div><div id="t2" '
        'role="tabpanel"><p>Use pytide.</p></div></div></div></main>',
        ["Beware", "Currents reach 6 knots.", "R:", "Use tide.", "Python:", "Use pytide."],
    ),
    "Quarto, cells and notes": (
        '<div id="quarto-margin-sidebar"><nav id="TOC"><h2>On this page</h2><ul><li><a href="#s">'
        'Spring</a></li></ul></nav></div><main><h2>2.1 Spring<a class="anchorjs-link" href="#s">'
        '</a></h2><p>Twice a month.<a href="#fn1" class="footnote-ref" role="doc-noteref"><sup>1'
        '</sup></a> <span class="math inline">\\(2x\\)</span></p><pre><code class="python"><span '
        'id="c1"><a href="#c1" aria-hidden="true"></a>print(42)</span></code><button '
        'class="code-copy-button"></button></pre><div class="cell-output"><pre><code>42</code>'
        '</pre></div><section class="footnotes" role="doc-endnotes"><ol><li id="f"><p>At new moon.'
        '<a href="#r" class="footnote-back">↩︎</a></p></li></ol></section></main>',
        ["2.1 Spring", "Twice a month. $2x$", "print(42)", "42", "1. At new moon."],
    ),
    "Moodle, forum": (
        '<div role="main"><div class="discussion-settings-container"><select><option selected>'
        "Display replies in nested form</select></div><article><p>The map is due on 12 May.</p>"
        '<div class="post-actions"><a href="p">Permalink</a><a href="r">Reply</a></div></article>'
        "</div>",
        ["The map is due on 12 May."],
    ),
    "Moodle, quiz": (
        '<div class="que"><div class="questionflag">Flag question</div><p>Which bird nests here?'
        '</p><div class="answer"><div class="r0"><input type="radio"><div><span>a. </span><div>'
        'Gull</div></div></div><div class="r1"><input type="radio" checked><div><span>b. </span>'
        "<div>Gannet</div></div></div></div></div>",
        ["Which bird nests here?", "a. Gull", "☒ b. Gannet"],
    ),
    "Canvas": (
        '<ul><li><span class="title">Due</span><span class="value">May 14, 2031</span></li><li>'
        '<span class="title">Points</span><span class="value">20</span></li></ul>',
        ["- Due: May 14, 2031", "- Points: 20"],
    ),
    "mdBook": (
        '<div id="mdbook-help-container"><h2>Keyboard shortcuts</h2><p>Press S to search.</p></div>'
        '<div id="menu-bar"><h1 class="menu-title">The fen book</h1></div><main><h1>Peat</h1>'
        '<p>Peat is old.</p></main><nav class="nav-wrapper"><a href="n">Next chapter</a></nav>',
        ["Peat", "Peat is old."],
    ),
    "MathJax 2 and 3": (
        '<p>Both <script type="math/tex">c^2</script><span class="MathJax">c2</span> and '
        '<mjx-container class="MathJax"><svg></svg><mjx-assistive-mml><math><msup><mi>x</mi>'
        "<mn>2</mn></msup></math></mjx-assistive-mml></mjx-container>.</p>",
        ["Both $c^2$ and $x^2$."],
    ),
    "Words that may be parted": (
        "<p>The tide&shy;mill of Pen\u2060hale\ufeff turns.</p>",
        ["The tidemill of Penhale turns."],
    ),
}


@pytest.mark.parametrize("name", PAGES)
def test_it_reads_as_its_reader_sees_it(tmp_path: Path, name: str) -> None:
    written, expected = PAGES[name]
    page = text(tmp_path / "a.html", f"<html><body>{written}</body></html>")
    assert [element.text for element in parse(page).elements] == expected
