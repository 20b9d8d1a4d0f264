"""unstructured, made safe for private material on a machine without internet.

Word, PowerPoint and HTML files become its elements; the parsers turn those into ours.
"""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from unstructured.documents.elements import Element as Item

QUIET = {
    "UNSTRUCTURED_DISABLE_NOTICE": "1",
    "DO_NOT_TRACK": "true",
    "SCARF_NO_ANALYTICS": "true",
}
UNTOLD = [""]  # no guess at the language, which nobody asks for and which costs as much as the rest


def partition_docx(path: Path) -> list[Item]:
    """Elements of a Word file that opens."""
    prepare()
    from unstructured.partition.docx import partition_docx as partition

    return list(partition(filename=str(path), infer_table_structure=True, languages=UNTOLD))


def partition_pptx(path: Path) -> list[Item]:
    """Elements of a PowerPoint file that opens, without speaker notes."""
    prepare()
    from unstructured.partition.pptx import partition_pptx as partition

    options = {"infer_table_structure": True, "include_slide_notes": False, "languages": UNTOLD}
    return list(partition(filename=str(path), **options))


def partition_html(html: str) -> list[Item]:
    """Elements of a page."""
    prepare()
    from unstructured.partition.html import partition_html as partition

    return list(partition(text=html, languages=UNTOLD))


def table_rows(item: Item) -> list[list[str]]:
    """The cells of a table element."""
    html = item.metadata.text_as_html
    return html_rows(html) if html else [[item.text]]


def html_rows(table: str) -> list[list[str]]:
    """The cells of a table in HTML."""
    from lxml import html  # type: ignore[import-untyped]

    return [
        [" ".join(cell.text_content().split()) for cell in row.iter("td", "th")]
        for row in html.fromstring(table).iter("tr")
    ]


@lru_cache(maxsize=1)
def prepare() -> None:
    """Before the first import: no telemetry, and sentences without a downloaded model.

    unstructured would fetch a spaCy model from the internet to split sentences. A blank pipeline
    is enough for these formats, whose structure is in the file; the model is used if installed.
    """
    os.environ.update(QUIET)
    import spacy
    from unstructured.nlp import tokenize

    if spacy.util.is_package("en_core_web_sm"):
        return
    blank = spacy.blank("en")
    blank.add_pipe("sentencizer")
    tokenize._get_nlp = lambda: blank
