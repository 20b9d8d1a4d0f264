"""Web pages, Markdown, notebooks and plain text."""

from __future__ import annotations

from pathlib import Path

import pytest

from agent.errors import Unreadable, Unsupported
from ingestion.elements import Element
from ingestion.parsers import parse
from tests.ingestion.parsers.files import notebook, text

PAGE = """<html><head><title>Course</title><style>p {}</style><script>track()</script></head><body>
<nav>Home</nav><h1>Loops</h1><p>A <code>for</code> loop <b>repeats</b>.</p><h2>Ranges</h2>
<pre><code>for i in range(2):
    print(i)
</code></pre><ol start="3"><li>third</li><li>fourth</li></ol><ul><li>any</li></ul>
<table><tr><th>Call</th><th>Gives</th></tr><tr><td>range(2)</td><td>0, 1</td></tr></table>
</body></html>"""

MARKDOWN = """---
title: "Lists, in short"
layout: page
---
::: callout
A `list` is **ordered**; see
[the docs](https://example.org).
:::

## Methods

1. append
2. insert
   - at a place

```python
x = []
x.append(1)
```

| Call | Gives |
|------|-------|
| `pop()` | the last |

[Back](a.md) | [Home](b.md)
"""


def test_a_web_page(tmp_path: Path) -> None:
    parsed = parse(text(tmp_path / "a.html", PAGE))
    assert parsed.title == "Loops"
    assert parsed.elements == [
        Element("heading", "Loops", level=1),
        Element("paragraph", "A `for` loop repeats."),
        Element("heading", "Ranges", level=2),
        Element("code", "for i in range(2):\n    print(i)"),
        Element("list_item", "3. third"),
        Element("list_item", "4. fourth"),
        Element("list_item", "- any"),
        Element("table", "| Call | Gives |\n| --- | --- |\n| range(2) | 0, 1 |"),
    ]


def test_markdown(tmp_path: Path) -> None:
    parsed = parse(text(tmp_path / "a.md", MARKDOWN))
    assert parsed.title == "Lists, in short"
    assert parsed.elements == [
        Element("paragraph", "A `list` is ordered; see the docs."),
        Element("heading", "Methods", level=2),
        Element("list_item", "1. append"),
        Element("list_item", "2. insert"),
        Element("list_item", "   - at a place"),
        Element("code", "x = []\nx.append(1)", language="python"),
        Element("table", "| Call | Gives |\n| --- | --- |\n| `pop()` | the last |"),
    ]


def test_a_notebook(tmp_path: Path) -> None:
    cells: list[dict[str, object]] = [
        {"cell_type": "markdown", "source": ["# Sums\n", "Adding *numbers*."]},
        {
            "cell_type": "code",
            "source": "print(1 + 2)\n7",
            "outputs": [
                {"output_type": "stream", "text": ["3\n"]},
                {"output_type": "execute_result", "data": {"text/plain": "7", "image/png": "x"}},
            ],
        },
        {
            "cell_type": "code",
            "source": "1 / 0",
            "outputs": [
                {"output_type": "error", "ename": "ZeroDivisionError", "evalue": "by zero"}
            ],
        },
    ]
    parsed = parse(notebook(tmp_path / "a.ipynb", cells, language_info={"name": "python"}))
    assert parsed.title == "Sums"
    assert parsed.elements == [
        Element("heading", "Sums", level=1),
        Element("paragraph", "Adding numbers."),
        Element("code", "print(1 + 2)\n7", language="python"),
        Element("code", "3\n7", language="output"),
        Element("code", "1 / 0", language="python"),
        Element("code", "ZeroDivisionError: by zero", language="output"),
    ]


def test_plain_text_in_any_encoding(tmp_path: Path) -> None:
    content = "Größe zählt.\r\nAlways.\r\n\r\n\r\nSecond paragraph."
    for encoding in ("utf-8", "utf-8-sig", "utf-16", "cp1252"):
        (tmp_path / "a.txt").write_bytes(content.encode(encoding))
        assert parse(tmp_path / "a.txt").elements == [
            Element("paragraph", "Größe zählt.\nAlways."),
            Element("paragraph", "Second paragraph."),
        ]


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.ipynb", "{}", "not a valid notebook"),
        ("a.ipynb", "[1]", "not a valid notebook"),
        ("a.ipynb", "not json", "not a valid notebook"),
        ("a.html", "   ", "not an HTML page|No text"),
        ("a.md", "<!-- nothing -->", "No text"),
        ("a.txt", "", "empty"),
        ("a.txt", "\0\1\2", "not text"),
    ],
)
def test_files_without_text_say_why(tmp_path: Path, name: str, content: str, reason: str) -> None:
    with pytest.raises(Unreadable, match=reason):
        parse(text(tmp_path / name, content))


@pytest.mark.parametrize(
    ("name", "advice"),
    [
        ("lecture.mp4", r"add its captions \(\.srt, \.vtt\)"),
        ("week1.rar", r"pack the materials as \.zip"),
        ("slides.key", r"save it as \.pptx"),
        ("results.json", "describe it in a text"),
        ("README", "has no extension; add one"),
        ("odd.xyz", r"save it as PDF, or as text \(\.txt\)"),
    ],
)
def test_a_type_that_cannot_be_read_says_what_to_do(tmp_path: Path, name: str, advice: str) -> None:
    with pytest.raises(Unsupported, match=advice) as error:
        parse(text(tmp_path / name, "film"))
    assert len(error.value.message) <= 100
