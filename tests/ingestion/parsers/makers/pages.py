"""Pages as course programs write them: a sentence of content, in the frame that each puts
around."""

from __future__ import annotations

FACT = "The tide at Morvah turns at 05:50."
TABLE = "<table><tr><th>Boat</th><th>Berth</th></tr><tr><td>Kestrel</td><td>K-77</td></tr></table>"
BODY = f"<p>{FACT}</p>{TABLE}<pre>tide(5)\n</pre>"
FOREIGN = "Elsewhere"  # is in all that is navigation

MOODLE = f"""<html><head><title>Course: Tides</title></head><body id="page-mod-page-view">
<div class="skiplinks"><a href="#main">Skip to main content ({FOREIGN})</a></div>
<nav class="navbar fixed-top"><a href="/">{FOREIGN} home</a><ul><li>{FOREIGN} 2</li></ul></nav>
<div id="page"><header id="page-header"><h1>Tides</h1><nav aria-label="Navigation bar"><ol
class="breadcrumb"><li><a href="/c">{FOREIGN} 3</a></li></ol></nav></header>
<div class="drawer drawer-left"><a href="/s1">{FOREIGN} section</a></div>
<section id="region-main"><div role="main"><span class="sr-only">{FOREIGN} completion</span>
<h2>Tables</h2><div class="no-overflow">{BODY}</div>
<div class="activity-navigation"><a href="/n">{FOREIGN} next</a><select name="jump">
<option>Jump to {FOREIGN}</option></select></div></div></section></div>
<footer id="page-footer">You are logged in as <a href="/me">{FOREIGN}</a>
<a href="/privacy">Data retention summary</a></footer></body></html>"""

CANVAS = f"""<html><head><title>Tides: Canvas</title></head><body>
<header id="header" class="ic-app-header"><a href="/">{FOREIGN} Dashboard</a></header>
<div id="left-side"><nav role="navigation"><ul><li><a href="/h">{FOREIGN} Home</a></li>
<li><a href="/m">{FOREIGN} Modules</a></li></ul></nav></div>
<div id="wrapper"><div class="ic-app-nav-toggle-and-crumbs"><nav id="breadcrumbs"><a href="/c">
{FOREIGN} crumbs</a></nav></div><main id="content"><div id="wiki_page_show">
<div class="page-toolbar"><button>Edit {FOREIGN}</button></div>
<h1 class="page-title">Tides</h1><div class="show-content user_content"><h2>Tables</h2>{BODY}
<p>Depth: <img class="equation_image" data-equation-content="d=\\frac{{h}}{{2}}" alt="LaTeX: d">
<span class="hidden-readable"><math><mi>d</mi><mo>=</mo></math></span> here.</p></div></div>
<div class="module-sequence-footer"><a href="/n">Next {FOREIGN}</a></div></main></div></body>
</html>"""

SPHINX = f"""<html><head><title>Tides — Course 1 documentation</title></head><body>
<div class="related" role="navigation"><h3>{FOREIGN}</h3><ul><li><a href="i">index</a></li></ul>
</div>
<div class="document"><div class="documentwrapper"><div class="bodywrapper"><div class="body"
role="main"><section id="tides"><h1>Tides<a class="headerlink" href="#t" title="{FOREIGN}">¶</a>
</h1>
<section id="tables"><h2>Tables<a class="headerlink" href="#t">¶</a></h2><p>{FACT}</p>{TABLE}
<div class="highlight-python"><div class="highlight"><pre><span class="linenos">1</span>tide(5)
</pre></div></div><dl class="py function"><dt class="sig">tide(day)</dt><dd><p>The height.</p>
<dl class="field-list"><dt>Parameters:</dt><dd><p>day – of the month</p></dd></dl></dd></dl>
<aside class="admonition"><p>Mind the spring tide near the old quay wall.</p></aside>
</section></section></div></div></div><div class="sphinxsidebar" role="navigation">
<h3>{FOREIGN}</h3>
<ul><li><a href="x">Tables</a></li></ul></div></div>
<div class="footer">&copy;2031, Rhona. Powered by <a href="s">Sphinx {FOREIGN}</a></div></body>
</html>"""

DOCUSAURUS = f"""<html><head><title>Tides | Course</title></head><body><div id="__docusaurus">
<div role="region"><a class="skipToContent" href="#c"></a></div>
<nav class="navbar navbar--fixed-top"><a href="/">{FOREIGN}</a></nav><div class="main-wrapper">
<aside class="theme-doc-sidebar-container"><nav class="menu"><ul><li><a href="/a">{FOREIGN} 1</a>
</li>
</ul></nav></aside><main><article><nav class="theme-doc-breadcrumbs"><a href="/">{FOREIGN}</a></nav>
<div class="theme-doc-markdown markdown"><header><h1>Tides</h1></header>
<h2 id="t">Tables<a class="hash-link" href="#t" title="{FOREIGN}">#</a></h2>{BODY}
<div class="tabs-container"><ul role="tablist"><li role="tab">North</li><li role="tab">South</li>
</ul>
<div role="tabpanel"><p>North buoys are green here.</p></div>
<div role="tabpanel" hidden=""><p>South buoys are red here, too.</p></div></div>
<details><summary>Hint</summary><div><p>Count the locks first.</p></div></details></div>
<footer class="theme-doc-footer"><a href="e" class="theme-edit-this-page">Edit {FOREIGN}</a>
</footer>
</article><nav class="pagination-nav"><a href="/n">Next {FOREIGN}</a></nav></main></div>
<footer class="footer">Copyright © 2031 {FOREIGN}. Built with Docusaurus.</footer></div></body>
</html>"""

QUARTO = f"""<html><head><title>Tides</title></head><body class="nav-sidebar">
<header id="quarto-header" class="headroom"><nav class="navbar"><a href="/">{FOREIGN}</a></nav>
</header>
<div id="quarto-content"><nav id="quarto-sidebar" class="sidebar-navigation"><ul><li><a href="1">
{FOREIGN}</a></li></ul></nav><div id="quarto-margin-sidebar"><nav id="TOC" role="doc-toc"><h2
id="toc-title">On this page {FOREIGN}</h2><ul><li><a href="#t">Tables</a></li></ul></nav></div>
<main class="content" id="quarto-document-content"><header id="title-block-header"><h1
class="title">
Tides</h1><div class="quarto-title-meta"><div>Author</div><div>Rhona Keld</div></div></header>
<section id="t"><h2 class="anchored">Tables<a class="anchorjs-link" href="#t"></a></h2>{BODY}
<p>Speed <span class="math inline">\\(c=\\sqrt{{gh}}\\)</span>.</p>
<figure><img src="x.png" alt="Tide gauge at the quay of Morvah"><figcaption>The gauge.</figcaption>
</figure><div class="sourceCode"><pre><code>x <- 1</code><button class="code-copy-button">{FOREIGN}
</button></pre></div></section></main></div>
<nav class="page-navigation"><a href="2">{FOREIGN} next</a></nav></body></html>"""

JUPYTER_BOOK = f"""<html><head><title>Tides — Book</title></head><body>
<a id="pst-skip-link" class="skip-link" href="#main">Skip {FOREIGN}</a>
<div class="bd-header-announcement">{FOREIGN}</div><div class="bd-container">
<div class="bd-sidebar-primary bd-sidebar"><nav class="bd-links"><a href="1">{FOREIGN}</a></nav>
</div>
<main id="main-content" role="main"><div class="bd-header-article"><div
class="article-header-buttons">
<button class="btn">{FOREIGN}</button></div></div><article class="bd-article"><section id="tides">
<h1>Tides<a class="headerlink" href="#t">#</a></h1><section id="t"><h2>Tables</h2>{BODY}
<div class="cell docutils"><div class="cell_input"><div class="highlight"><pre>print(6 * 7)</pre>
</div>
</div><div class="cell_output"><div class="output"><pre>42</pre></div></div></div>
<details class="admonition"><summary>Solution</summary><p>The answer is low water.</p></details>
</section></section></article><footer class="prev-next-footer"><a href="2">{FOREIGN}</a></footer>
</main>
<div class="bd-sidebar-secondary bd-toc"><nav><a href="#t">{FOREIGN} contents</a></nav></div></div>
<footer class="bd-footer-content"><p>By Rhona Keld. © Copyright 2031 {FOREIGN}.</p></footer>
</body></html>"""

SAVED = {
    "moodle": MOODLE,
    "canvas": CANVAS,
    "sphinx": SPHINX,
    "docusaurus": DOCUSAURUS,
    "quarto": QUARTO,
    "jupyter-book": JUPYTER_BOOK,
}
OWN = {
    "moodle": (),
    "canvas": (r"Depth: $d=\frac{h}{2}$ here.",),
    "sphinx": (
        "tide(day):",
        "The height.",
        "Parameters: day – of the month",
        "Mind the spring tide near the old quay wall.",
    ),
    "docusaurus": ("South buoys are red here, too.", "Hint", "Count the locks first."),
    "quarto": (
        "Rhona Keld",
        r"Speed $c=\sqrt{gh}$.",
        "Picture: Tide gauge at the quay of Morvah",
        "The gauge.",
        "x <- 1",
    ),
    "jupyter-book": ("print(6 * 7)", "42", "Solution", "The answer is low water."),
}
"""What each has besides the fact, the table and the program."""
