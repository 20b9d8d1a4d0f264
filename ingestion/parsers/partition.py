"""unstructured, made safe for private material on a machine without internet.

Web pages become its elements, once they are tidied; the parser of web pages makes ours of those.
"""

from __future__ import annotations

import os
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from unstructured.documents.elements import Element as Item

QUIET = {
    "UNSTRUCTURED_DISABLE_NOTICE": "1",
    "DO_NOT_TRACK": "true",
    "SCARF_NO_ANALYTICS": "true",
}
UNTOLD = [""]  # no guess at the language, which nobody asks for and which costs as much as the rest


def partition_html(html: str) -> list[Item]:
    """Elements of a page."""
    prepare()
    from unstructured.partition.html import partition_html as partition

    return list(partition(text=html, languages=UNTOLD))


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
