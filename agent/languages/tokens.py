"""Tokenizes, normalizes and stems texts in any script."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from functools import cache, lru_cache

from py_rust_stemmers import SnowballStemmer

from agent.languages.names import STEMMERS, UNSPACED
from agent.text.english_words import Word

_MARKS = (  # written on or around a letter, but no letters to `\w`
    "\u0300-\u036f\u0591-\u05bd\u0610-\u061a\u064b-\u065f\u0670"
    "\u0900-\u0903\u093a-\u094f\u0951-\u0957\u0962\u0963\u0e31\u0e34-\u0e3a\u0e47-\u0e4e"
)
_WORD = re.compile(
    rf"\d+(?:[.,:]\d+)+|[cC]\+\+|[cCfF]\#|\w[\w{_MARKS}]*(?:-[^\W\d_][\w{_MARKS}]*)*"
)
_UNSPACED = re.compile(r"[\u3005-\u3007\u4e00-\u9fff\u3400-\u4dbf]+|[\u30a1-\u30ff]+"
                       r"|[\u3041-\u309f]+|[\uac00-\ud7af]+|[\u0e00-\u0e7f]+")  # fmt: skip
_KATAKANA = re.compile(r"[\u30a1-\u30ff]+")
_DROPPED = re.compile("[\u064b-\u065f\u0670\u0640\u093c\u094d]")  # vowel signs, joiners, dots
_SAME = str.maketrans(
    {"أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ة": "ه", "\u0901": "\u0902"}
)
PAIR = 2  # letters of a word in scripts without spaces


def words(text: str, code: str) -> list[Word]:
    """The words of a text in order, each in lower case with its place and stem.

    Scripts without spaces give all pairs of adjacent letters.
    """
    return [found for match in _WORD.finditer(text) for found in _words(match, code)]


def _words(match: re.Match[str], code: str) -> Iterator[Word]:
    at = match.start()
    for run in _UNSPACED.finditer(match[0]):
        if run.start() + match.start() > at:
            yield _word(match.string, at, match.start() + run.start(), code)
        yield from _pairs(run, match.start())
        at = match.start() + run.end()
    if at < match.end():
        yield _word(match.string, at, match.end(), code)


def _pairs(run: re.Match[str], offset: int) -> Iterator[Word]:
    start, letters = offset + run.start(), run[0]
    if len(letters) <= PAIR or _KATAKANA.fullmatch(letters):
        yield Word(letters, start, start + len(letters), letters)
        return
    for at in range(len(letters) - PAIR + 1):
        pair = letters[at : at + PAIR]
        yield Word(pair, start + at, start + at + PAIR, pair)


def _word(text: str, start: int, end: int, code: str) -> Word:
    written = text[start:end]
    return Word(written.lower(), start, end, stem(written, code))


@lru_cache(maxsize=200_000)
def stem(word: str, code: str) -> str:
    """The stem of a word: without case, accents, vowel signs and endings."""
    plain = plain_form(word)
    if plain[0].isdigit():
        return plain.replace(",", "")
    if plain.isascii() and code in UNSPACED:
        return plain
    return unaccented(_stemmer(code)(plain)) or plain


def plain_form(word: str) -> str:
    """A word in lower case, with variants of a letter unified."""
    plain = unicodedata.normalize("NFKC", word).lower().replace("’", "'").replace("-", "")
    return _DROPPED.sub("", plain).translate(_SAME) or word.lower()


@cache
def _stemmer(code: str) -> Callable[[str], str]:
    if code in STEMMERS:
        return SnowballStemmer(STEMMERS[code]).stem_word  # type: ignore[no-any-return]
    return lambda word: word


def unaccented(word: str) -> str:
    """Without accents on letters, which are often left out."""
    if word.isascii():
        return word
    parts = unicodedata.normalize("NFD", word)
    return "".join(letter for letter in parts if not "\u0300" <= letter <= "\u036f")
