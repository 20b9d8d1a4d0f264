"""Markdown as HTML that does nothing, and an answer's while it grows."""

from __future__ import annotations

import pytest

from api.page.live_markdown import Changed, LiveMarkdown, rendered
from api.page.markdown import blocks, materials

ANSWER = (
    "# Tuples\n\nA **tuple** is ordered [1][2], costs $5 and $n^2$ steps; `grid[1][2]` is code.\n\n"
    "```python\nprint('<b>')\n\nprint(2)\n```\n\n| a | b |\n|---|--:|\n| 1 | 2 [3] |\n\n"
    "$$\\frac{1}{2}$$\n\nand \\(x\\), __init__, 2*3*4.\n\n- one\n- two\n\n3. three\n"
)


def shown(page: list[str], changes: list[Changed]) -> list[str]:
    """What a page shows after these changes."""
    for change in changes:
        page = (page + [""] * change["of"])[: change["of"]]
        page[change["at"]] = change["html"]
    return page


@pytest.mark.parametrize("step", [1, 2, 3, 7])
def test_a_growing_answer_ends_as_it_would_at_once_and_settled_blocks_are_not_sent_again(
    step: int,
) -> None:
    live, page, sent = LiveMarkdown(), list[str](), list[int]()
    for end in range(step, len(ANSWER) + step, step):
        changes = live.grown(ANSWER[:end])
        page = shown(page, changes)
        sent += [change["at"] for change in changes]
        assert "<h3>" in page[0] or end < 8
        assert all("$$" not in html and "**" not in html for html in page)
    assert sent == sorted(sent)
    assert shown(page, live.whole(ANSWER)) == rendered(ANSWER)
    assert len(rendered(ANSWER)) == 8


def test_what_an_answer_is_replaced_with_is_shown_alone() -> None:
    live = LiveMarkdown()
    page = shown([], live.grown("One.\n\nTwo.\n\nThree."))
    assert shown(page, live.whole("Not covered.")) == ["<p>Not covered.</p>\n"]
    assert shown(["<p>One.</p>\n"], LiveMarkdown().whole("")) == ["<p>One.</p>\n"]


SHOWN = {
    "a [1], grid[1][2]": '<p>a <span data-cite="1">[1]</span>, grid[1][2]</p>',
    "__init__ 2*3*4 *em*": "<p>__init__ 2*3*4 <em>em</em></p>",
    "costs $5 and $6": "<p>costs $5 and $6</p>",
    "![p](https://e.org/x.png)": "<p>p</p>",
    "[a](javascript:x)": "<p>[a](javascript:x)</p>",
    "<b onclick=x>&lt;": "<p>&lt;b onclick=x&gt;&amp;lt;</p>",
    "[a](https://e.org)": (
        '<p><a href="https://e.org" target="_blank" rel="noopener noreferrer">a</a></p>'
    ),
}


@pytest.mark.parametrize("text", SHOWN)
def test_marks_that_are_meant_and_marks_that_are_not(text: str) -> None:
    assert "".join(rendered(text)).strip() == SHOWN[text]


HOSTILE = [
    "<script>x</script>", "<img src=x onerror=x>", "[x](javascript:alert)", "[x](data:text/html,x)",
    "$\\href{javascript:x}{y}$", "$$\\text{<script>x</script>}$$", "```\"><script>\nx\n```",
    "![x](//e.org/p.png)", "<svg/onload=x>", "[x](https://e.org \"' onclick=x\")", "\x00\ud800",
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("in_markdown", [True, False])
def test_nothing_in_a_text_becomes_active(text: str, in_markdown: bool) -> None:
    html = "".join(rendered(text))
    html += "".join(block.html for block in blocks(materials(in_markdown), text))
    for active in ("<script", "<img", "<svg", 'href="javascript', 'href="data', "onclick=x>"):
        assert active not in html
