"""unstructured, made safe for private material on a machine without internet.

No parser of ours is made of it, for it drops text of pages and Office files that readers see; the
document loaders of LangChain that are named Unstructured... are.
"""

from __future__ import annotations

import os
from functools import lru_cache

QUIET = {
    "UNSTRUCTURED_DISABLE_NOTICE": "1",
    "DO_NOT_TRACK": "true",
    "SCARF_NO_ANALYTICS": "true",
}


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
