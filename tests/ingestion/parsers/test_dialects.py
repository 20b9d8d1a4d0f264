"""What other programs and dialects write is read as its reader sees it, or noted."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest

from ingestion.parsers import parse
from tests.ingestion.packages import archive, odt
from tests.ingestion.parsers.files import text

TEXTS: dict[str, tuple[str, tuple[str, ...], tuple[str, ...]]] = {
    "tabs.mdx": (
        "import Tabs from '@theme/Tabs';\n\n<Tabs>\n<TabItem value=\"a\" label=\"macOS\">\n\n"
        "Run `brew`.\n\n</TabItem>\n</Tabs>\n\nGreen. {/* never */}\n",
        ("macOS", "Run `brew`.", "Green."),
        (),
    ),
    "roles.md": (
        "(top)=\n# Tides\n\n```{tip}\nSee {term}`ebb`, {ref}`locks <l>`, {eq}`e`, {cite:p}`n87`.\n"
        "```\n\n% never\n\nOn {doc}`it <x>`, 3{sup}`2`.\n",
        ("Tides", "Tip:", "See ebb, locks, [e], [n87].", "On it, 3²."),
        (),
    ),
    "lists.md": (
        "```{list-table} Boats\n:header-rows: 1\n* - Name\n  - Length\n* - Gull\n  - 7 m\n```\n\n"
        "```{glossary}\nEbb\nLow\n  Water falls.\n```\n\n```{code-cell} ipython3\nx = 1\n```\n",
        ("Boats:", "| Name | Length |\n| --- | --- |\n| Gull | 7 m |", "Ebb, Low: Water falls.",
         "x = 1"),
        (),
    ),
    "liquid.md": (
        "---\ntitle: Rules\n---\n# {{ page.title }}\n\n{% if a %}\n{% highlight python %}\nx = 1\n"
        "{% endhighlight %}\n\n*[HW]: High water\n",
        ("Rules", "x = 1", "HW: High water"),
        (),
    ),
    "short.qmd": (
        "Press {{< kbd Ctrl-C >}}, ~~9~~ 12.\n\n. . .\n\nIn {{< var year >}}.\n",
        ("Press Ctrl-C, ~~9~~ 12.", "In ."),
        ("Not read: 1 value from elsewhere (year).",),
    ),
    "slide.md": (
        "---\nmarp: true\n---\n# Tides\n\n![bg right](a.png)\n\n"
        "<div><b>Old</b> port<br>new</div>\n",
        ("Tides", "Old port new"),
        ("Not read: 1 picture.",),
    ),
    "kept.md": (
        "```\nimport a from 'b'\n% x\n+++\n{% if %}\n```\n\n```{r}\n% y\n```\n",
        ("import a from 'b'\n% x\n+++\n{% if %}", "% y"),
        (),
    ),
    "tagged.rst": (
        "Seen.\n\n.. only:: instructor\n\n   The key is 7.\n\n.. only:: html\n\n   On the page.\n\n"
        ".. todo:: Fix.\n\nEnd.\n",
        ("Seen.", "On the page.", "End."),
        ("Left out: 1 part for a tag.",),
    ),
    "broken.srt": (
        "1\n00:00:01,000 --> 00:00:02,000\n{\\an8}Built\\Nin 1907.\n",
        ("0:00:01", "Built in 1907."),
        (),
    ),
    "writer.rtf": (
        r"{\rtf1\ansi{\fonttbl{\f0 Serif;}{\f1\fnil\fcharset2 Symbol;}}{\stylesheet{\s0 Normal;}"
        r"{\s1\sbasedon15\ilvl0\outlinelevel0 Heading 1;}}\pard\s1 Safety\par\pard\s0 "
        r"Angle {\f1 a} {\f1 \'b3} 3, a \u-10179 ?\u-8704 ?.\par See {\field{\*\fldinst HYPERLINK "
        r'"http://x.example"}{\fldrslt the plan}}.\par}',
        ("Safety", "Angle α ≥ 3, a 😀.", "See the plan."),
        (),
    ),
    "tabs.html": (
        "<div class='panel-tabset'><ul class='nav nav-tabs' role='tablist'><li><a role='tab' "
        "aria-controls='t1'>Mac</a></li><li><a role='tab' aria-controls='t2'>PC</a></li></ul><div "
        "class='tab-content'><div id='t1' role='tabpanel'><p>brew</p></div><div id='t2' "
        "role='tabpanel' hidden><p>winget</p></div></div></div><p>End.</p>",
        ("Mac:", "brew", "PC:", "winget", "End."),
        (),
    ),
    "canvas.html": (
        "<div class='enhanceable_content tabs'><ul><li><a href='#f1'>Mac</a></li><li><a "
        "href='#f2'>PC</a></li></ul><div id='f1'>brew</div><div id='f2'>winget</div></div>"
        "<p>See it<span class='hidden-readable'>Links to an external site.</span></p>",
        ("Mac:", "brew", "PC:", "winget", "See it"),
        (),
    ),
    "docusaurus.html": (
        "<div><ul role='tablist'><li role='tab'>Mac</li><li role='tab'>PC</li></ul><div><div "
        "role='tabpanel'>brew</div><div role='tabpanel' hidden>winget</div></div></div>",
        ("Mac:", "brew", "PC:", "winget"),
        (),
    ),
    "sphinx.html": (
        "<div class='sd-tab-set'><input type='radio' checked id='a'><label for='a'>Mac</label><div>"
        "brew</div></div><div class='math'><span class='eqno'>(1)<a class='headerlink'>#</a></span>"
        r"\[h = 2\]</div>",
        ("Mac", "brew", "$$h = 2$$ (1)"),
        (),
    ),
    "contents.html": (
        "<ul><li><a href='#a'>Tides</a></li><li><a href='#b'>Locks</a></li></ul><div id='a'>Ebb."
        "</div><div id='b'>Gates.</div>",
        ("- Tides", "- Locks", "Ebb.", "Gates."),
        (),
    ),
    "boxes.tex": (
        r"10\textsuperscript{6} m, 2\textsuperscript{nd}.\footnotemark[1] \makebox[2cm]{In} "
        "\\begin{tcolorbox}[title={Key, fact},colback=red]\nIt turns.\n\\end{tcolorbox}\n"
        r"\captionof{table}{Boats} \begin{tabbing} a \= b \\ c \> d \end{tabbing}"
        r"\lstinputlisting[language=C]{a.c}",
        ("10⁶ m, 2nd. In", "Key, fact:", "It turns.", "Boats", "a \t b\nc \t d"),
        ("Not read: 1 program in another file (a.c).",),
    ),
    "lift.tex": (
        r"\begin{algorithm}\caption{Lift}\KwIn{ship $s$}\While{$s$ low}{raise\; \eIf{full}{\Return "
        r"$s$\;}{go on\;}}\end{algorithm}",
        ("Algorithm: Lift",
         "Input: ship $s$\nwhile $s$ low do\n  raise\n  if full then\n    return $s$\n  else\n"
         "    go on"),
        (),
    ),
    "search.tex": (
        "\\begin{algorithmic}[1]\n\\Require $a$\n\\For{$i$ \\textbf{to} $n$}\n\\State look % x\n"
        "\\If{found} \\State \\Return $i$ \\EndIf\n\\EndFor\n\\end{algorithmic}",
        ("Input: $a$\nfor $i$ to $n$ do\n  look\n  if found then\n    return $i$",),
        (),
    ),
    "options.qmd": (
        "```{python}\n#| label: fig-a\n#| fig-cap: \"Tides at Morvah\"\n#| fig-alt: A curve\n"
        "plot(tides)\n```\n\n[TOC]\n\n<h2 align=\"center\">Locks</h2>\n\nThey open.\n",
        ("Tides at Morvah", "Picture: A curve", "plot(tides)", "Locks", "They open."),
        (),
    ),
    "frames.tex": (
        "\\documentclass{beamer}\\author{Ada\\inst{1}}\\institute{\\inst{1}Tarn}\\title{Tides}\n"
        "\\begin{document}\\frame{\\titlepage}\\begin{frame}{Plan}\\tableofcontents[currentsection]"
        "\\end{frame}\n\\begin{frame}\\frametitle<presentation>{Ebb}\n"
        "\\begin{exampleblock}{Try}<2-> It falls. \\LaTeX{} \\S 3\\end{exampleblock}\n"
        "\\begin{lstlisting}[language=C,caption={One step}]\nx = 1;\n\\end{lstlisting}\n"
        "\\hyperlink{a}{\\beamergotobutton{Back}}\\rule{5cm}{.4pt}\n\\end{frame}\n"
        "\\againframe<2>{desc}\\end{document}",
        ("Ada\nTarn", "Plan", "Ebb", "Try:", "It falls. LaTeX §3", "One step", "x = 1;"),
        (),
    ),
    "struck.rtf": (
        r"{\rtf1\ansi Due {\strike 3 May} 5 May, {\strike0 not} later.\par}",
        ("Due ~~3 May~~ 5 May, not later.",),
        (),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", TEXTS)
def test_it_reads_as_its_reader_sees_it(tmp_path: Path, name: str) -> None:
    content, expected, notes = TEXTS[name]
    parsed = parse(text(tmp_path / name, content))
    assert tuple(element.text for element in parsed.elements if element.text) == expected
    assert parsed.notes == notes


MATH = (
    '<math xmlns="http://www.w3.org/1998/Math/MathML"><mrow><mi>v</mi><mo>=</mo><mn>2</mn></mrow>'
    "</math>"
)
DRAWN = (
    'xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" '
    'xmlns:xlink="http://www.w3.org/1999/xlink" '
    'xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0"'
)


def test_formulas_and_hidden_parts_of_opendocument(tmp_path: Path) -> None:
    body = (
        '<text:section text:display="none"><text:p>Key.</text:p></text:section><text:p>It is '
        '<text:hidden-text text:is-hidden="true">7</text:hidden-text>so: '
        f'<draw:frame {DRAWN}><draw:object xlink:href="./Object 1"/></draw:frame>.</text:p>'
        f"<text:p><draw:frame {DRAWN}><draw:image/><svg:desc>A boat</svg:desc></draw:frame>"
        "</text:p>"
    )
    path = odt(tmp_path / "a.odt", body)
    with zipfile.ZipFile(path, "a") as package:
        package.writestr("Object 1/content.xml", MATH)
    parsed = parse(path)
    assert [element.text for element in parsed.elements] == ["It is so: $v=2$.", "Picture: A boat"]
    assert parsed.notes == ("Left out: 1 hidden section, 1 stretch of hidden text.",)


def test_styles_of_opendocument(tmp_path: Path) -> None:
    looks = (
        ("up", 'style:text-position="super 58%"'),
        ("out", 'style:text-line-through-style="solid"'),
        ("off", 'text:display="none"'),
    )
    named = (
        '<style:style style:name="{}" style:family="text"><style:text-properties {}/></style:style>'
    )
    level = (
        '<text:list-level-style-number text:level="{}" style:num-format="{}" '
        'style:num-suffix="{}"/>'
    )
    styles = "".join(named.format(*one) for one in looks) + (
        f'<text:list-style style:name="L">{level.format(1, "a", ")")}{level.format(2, "i", ".")}'
        "</text:list-style>"
    )
    span = '<text:span text:style-name="{}">{}</text:span>'.format
    item = "<text:list-item><text:p>{}</text:p>{}</text:list-item>".format
    inner = f"<text:list>{item('dry', '')}</text:list>"
    path = odt(
        tmp_path / "a.odt",
        f"{styles}<text:p>10{span('up', 6)} spores by {span('out', '3 May')} 5 May"
        f"{span('off', '!')}.</text:p>"
        f'<text:list text:style-name="L">{item("Boots", inner)}{item("Lens", "")}'
        "</text:list>",
    )
    parsed = parse(path)
    assert [element.text for element in parsed.elements] == [
        "10⁶ spores by ~~3 May~~ 5 May.",
        "a) Boots",
        "   i. dry",
        "b) Lens",
    ]
    assert parsed.notes == ("Left out: 1 stretch of hidden text.",)


def test_interactive_charts_of_a_notebook_are_noted(tmp_path: Path) -> None:
    chart = {"data": [], "layout": {"title": {"text": "Tide <b>by hour</b>"}}}
    page = "<div id='p'></div><script>draw()</script>"
    data = {"application/vnd.plotly.v1+json": chart, "text/html": page, "text/plain": "<Figure>"}
    cell = {
        "cell_type": "code", "metadata": {}, "source": "show()", "execution_count": 1,
        "outputs": [{"output_type": "display_data", "metadata": {}, "data": data}],
    }  # fmt: skip
    book = {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [cell]}
    parsed = parse(text(tmp_path / "a.ipynb", json.dumps(book)))
    assert [element.text for element in parsed.elements] == ["show()"]
    assert parsed.notes == ("Not read: 1 interactive chart (Tide by hour).",)


def test_both_sides_of_a_card(tmp_path: Path) -> None:
    cards = {"dialogs": [{"text": "<p>Ebb</p>", "answer": "<p>Falls</p>"}]}
    about = {"title": "Cards", "mainLibrary": "H5P.Dialogcards"}
    members = {"h5p.json": json.dumps(about), "content/content.json": json.dumps(cards)}
    parsed = parse(archive(tmp_path / "a.h5p", members))
    assert [element.text for element in parsed.elements] == ["Ebb", "Falls"]
    assert parsed.notes == ()
