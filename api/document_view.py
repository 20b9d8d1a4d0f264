"""A document as it was read: its passages in order, Markdown rendered, nothing in it active."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import nh3
from markdown_it import MarkdownIt

from agent.backends.catalog import DocumentRow
from agent.citations import anchor
from agent.types import Passage

POLICY = "default-src 'none'; style-src 'self'; img-src data:; frame-ancestors 'self'"

WRITTEN_IN_MARKDOWN = (".md", ".ipynb")

PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<link rel="stylesheet" href="/static/document.css">
<header>
<h1>{title}</h1>
<p>{source} · <a href="/api/documents/{id}/file">the original file</a></p>
</header>
<main>
{passages}
</main>
</html>
"""


def render(row: DocumentRow, passages: Sequence[Passage]) -> str:
    """The whole page; `#p12` is the passage with ordinal 12."""
    markdown = MarkdownIt("commonmark", {"html": False}).enable("table")
    if not row["source"].lower().endswith(WRITTEN_IN_MARKDOWN):
        markdown.disable("emphasis")  # the stars and underscores of others are meant
    shown = "\n".join(_section(markdown, passage) for passage in passages)
    return PAGE.format(
        title=escape(row["title"]), source=escape(row["source"]), id=row["id"], passages=shown
    )


def _section(markdown: MarkdownIt, passage: Passage) -> str:
    unit = "slide" if passage["source"].lower().endswith(".pptx") else "page"
    page = f"{unit} {passage['page']}" if passage["page"] else ""
    place = " · ".join(filter(None, (page, passage["section"])))
    text = nh3.clean(markdown.render(passage["text"]))
    return f'<section id="{anchor(passage["id"])}"><h2>{escape(place)}</h2>{text}</section>'
