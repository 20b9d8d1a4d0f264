"""The language of a document, from the beginning of its text."""

from __future__ import annotations

from collections.abc import Iterator

from agent.languages.detect import is_english, passage_language
from agent.languages.names import ENGLISH
from agent.types import Chunk

SAMPLE = 6_000  # characters that are looked at
LEAST = 80  # characters that suffice to detect a language
SURE = 0.9  # of the library's probability
VERSION = 1  # increment when the same text gives another language


class LanguageSample:
    """Looks at a document's chunks while they pass."""

    def __init__(self) -> None:
        self._sample = ""

    def seen(self, chunks: Iterator[Chunk]) -> Iterator[Chunk]:
        """The same chunks."""
        for chunk in chunks:
            if len(self._sample) < SAMPLE:
                self._sample += f"{chunk['text']}\n"
            yield chunk

    def language(self) -> str:
        """ISO 639-1 code; "" if it cannot be detected."""
        return document_language(self._sample[:SAMPLE])


def document_language(text: str) -> str:
    """ISO 639-1 code of a text's language; "" if it cannot be detected.

    The languages whose words we have are detected by them; of others a library knows 55.
    """
    if code := passage_language(text):
        return code
    if is_english(text):
        return ENGLISH
    return _by_letters(text) if len(text) >= LEAST else ""


def _by_letters(text: str) -> str:
    from langdetect import DetectorFactory, LangDetectException, detect_langs

    DetectorFactory.seed = 0  # the same text always gives the same language
    try:
        best = detect_langs(text)[0]
    except LangDetectException:  # no letters
        return ""
    return best.lang.split("-")[0] if best.prob >= SURE else ""
