"""Texts and questions in other languages, as the index's word search reads them.

Its analyzer knows English. Texts in other languages are stored as their stems, which it leaves as
they are or shortens alike on both sides; English texts are stored as they are.
"""

from __future__ import annotations

from agent.languages.detect import passage_language
from agent.languages.language import language

VERSION = 1  # increment when the same text gives other words


def index_words(text: str) -> str:
    """A passage for the word search."""
    code = passage_language(text)
    return " ".join(language(code).stems(text)) if code else text


def query_words(question: str, code: str | None) -> str:
    """A question for the word search; `code` of its language, None for English.

    Words are searched by stem, and as they are written for passages whose language is unsure.
    """
    if code is None:
        return question
    spoken = language(code)
    words = spoken.content_words(question) or spoken.words(question)
    forms = (form for word in words for form in (word.stem, word.text))
    return " ".join(dict.fromkeys(forms)) or question
