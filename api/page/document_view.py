"""A document's extracted text: its passages in order, Markdown rendered, no active content."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from agent.page_label import is_deck
from agent.text.citations import anchor
from agent.types import DocumentRow, Passage
from api.page.source_view import html_of

POLICY = "default-src 'none'; style-src 'self'; img-src data:; frame-ancestors 'self'"

PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<link rel="stylesheet" href="/static/document.css">
<header>
<h1>{title}</h1>
<p>{source} · <a href="/api/documents/{id}/file">Original file</a></p>
</header>
<main>
{passages}
</main>
</html>
"""


def render(row: DocumentRow, passages: Sequence[Passage]) -> str:
    """The whole page; `#p12` is the passage with ordinal 12."""
    shown = "\n".join(map(_section, passages))
    return PAGE.format(
        title=escape(row["title"]), source=escape(row["source"]), id=row["id"], passages=shown
    )


def _section(passage: Passage) -> str:
    unit = "slide" if is_deck(passage["source"]) else "page"
    page = f"{unit} {passage['page']}" if passage["page"] else ""
    place = " · ".join(filter(None, (page, passage["section"])))
    text = html_of(passage)
    return f'<section id="{anchor(passage["id"])}"><h2>{escape(place)}</h2>{text}</section>'
