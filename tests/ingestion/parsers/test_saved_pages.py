"""Pages that Google Docs, Word and Notion save, and pages of any size."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingestion.elements import Parsed
from ingestion.parsers import parse
from tests.ingestion.parsers.files import text


def read(folder: Path, page: str) -> Parsed:
    return parse(text(folder / "a.html", page))


def said(parsed: Parsed) -> list[str]:
    return [element.text for element in parsed.elements]


GOOGLE = """<html><head><style type="text/css">.c3{text-decoration:line-through}
.c9{vertical-align:super}.lst-kix_b-0>li:before{content:"" counter(lst-ctn-kix_b-0,lower-latin) ")
"}</style></head><body class="doc-content"><p class="c2 title"><span>Field course</span></p>
<h1><span>Dates</span></h1><p><span>It is due on </span><span class="c3">3 May</span><span> 5 May:
10</span><span class="c9">6</span><span> spores.</span><sup><a href="#cmnt1"
id="cmnt_ref1">[a]</a></sup></p><ul class="lst-kix_a-0"><li>Moss</li></ul>
<ul class="lst-kix_a-1"><li>two pages</li></ul><ol class="lst-kix_b-0"><li>Collect</li>
<li>Press</li></ol><p><img alt="" src="images/image1.png" title=""></p>
<div class="c21"><p><a href="#cmnt_ref1" id="cmnt1">[a]</a><span>Is it?</span></p></div></body>"""


def test_a_document_of_google_docs(tmp_path: Path) -> None:
    parsed = read(tmp_path, GOOGLE)
    assert parsed.title == "Field course"
    assert said(parsed) == [
        "Field course",
        "Dates",
        "It is due on ~~3 May~~ 5 May: 10⁶ spores.",
        "- Moss",
        "  - two pages",
        "a. Collect",
        "b. Press",
    ]
    assert parsed.notes == ("Not read: 1 picture.", "Left out: 1 comment.")


WORD = """<html xmlns:m="http://schemas.microsoft.com/office/2004/12/omml"><body><h1>Lab</h1>
<p class=MsoToc1><a href="#a">Lab<span style='mso-tab-count:1 dotted'>.... </span>1</a></p>
<p class=MsoNormal>The rate is <!--[if gte msEquation 12]><m:oMath><m:f><m:num><i><m:r>a</m:r></i>
</m:num><m:den><i><m:r>b</m:r></i></m:den></m:f></m:oMath><![endif]--><![if !msEquation]><img
width=30 height=14 src="a.png"><![endif]> an hour.</p><div style='mso-element:comment-list'><div
style='mso-element:comment'><p>Is it?</p></div></div></body></html>"""


def test_a_document_of_word(tmp_path: Path) -> None:
    parsed = read(tmp_path, WORD)
    assert said(parsed) == ["Lab", r"The rate is $\frac{a}{b}$ an hour."]
    assert parsed.notes == ("Left out: 1 comment.",)


NOTION = """<html><body><article class="page sans"><header><div><span class="icon">🔥</span></div>
<h1 class="page-title">Heat</h1><table class="properties"><tbody><tr><th>Due</th><td>4 May</td></tr>
<tr><th>Room:</th><td>H12</td></tr></tbody></table></header><ul class="to-do-list"><li><div
class="checkbox checkbox-on"></div> <span>Read</span></li><li><div class="checkbox checkbox-off">
</div> <span>Solve</span></li></ul></article></body></html>"""


def test_a_page_of_notion(tmp_path: Path) -> None:
    assert said(read(tmp_path, NOTION)) == [
        "Heat",
        "Due: 4 May\nRoom: H12",
        "- ☒ Read",
        "- ☐ Solve",
    ]


def test_terms_without_end_tags_share_their_definition(tmp_path: Path) -> None:
    page = "<html><body><dl><dt>Array<dt>List<dd>A sequence<dt>Queue<dd>A line</dl><p>End."
    assert said(read(tmp_path, page)) == ["Array, List: A sequence", "Queue: A line", "End."]


MANY = 20_000
LONG: dict[str, tuple[str, str]] = {
    "navigation within navigation": (
        "<nav>" * 200 + "<a href='x'>a</a> " * MANY + "</nav>" * 200 + "<p>End.",
        "End.",
    ),
    "frames within frames": ("<aside>" * 200 + "<p>one two three. " * MANY + "<p>End.", "End."),
    "rows of tabs": (
        "<div role=tablist><a role=tab>A</a></div><div role=tabpanel>x</div>" * 5_000 + "<p>End.",
        "End.",
    ),
    "one row of tabs": (
        "<ul class=nav-tabs>"
        + "".join(f"<li><a data-toggle=tab href='#p{n}'>Tab {n}</a>" for n in range(8_000))
        + "</ul>"
        + "".join(f"<div id=p{n}>Text</div>" for n in range(8_000)),
        "Tab 7999:",
    ),
    "main parts and footers": ("<main>a</main><footer>b <a>c</a></footer>" * 5_000, "a"),
    "items": ("<ol>" + "<li>a" * 40_000 + "</ol>", "40000. a"),
    "heads of a table": ("<table><thead>" + "<tr><th>a<th>b" * MANY + "</table><p>End.", "End."),
    "tables in a table": (
        "<table><tr><td>a<td>b"
        + "<tr><td>a<td><table><tr><th>x<th>y<tr><td>1<td>2</table>" * 3_000
        + "</table><p>End.",
        "End.",
    ),
    "pictures": ("<p>" + "<img src=a>word " * 40_000 + "<p>End.", "End."),
    "terms": ("<dl>" + "<dt>a</dt>" * 40_000 + "<dd>b</dl><p>End.", "End."),
    "tags that do not end": ("<p>End.</p>" + "<div>" * 300 + "<a" * 300_000, "End."),
}


@pytest.mark.slow
@pytest.mark.timeout(60)  # each took minutes, or longer, for a part was read again for each other
@pytest.mark.parametrize("name", LONG)
def test_a_long_page_is_read(tmp_path: Path, name: str) -> None:
    page, expected = LONG[name]
    assert expected in said(read(tmp_path, f"<html><body>{page}"))
