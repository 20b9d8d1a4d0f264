"""Language identification by script and common words."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache

from agent.languages.names import ENGLISH
from agent.languages.word_file import common_words
from agent.text.english_words import STOP_WORDS

_LISTED = ("de", "fr", "es", "it", "pt", "nl")
_SCRIPTS = {
    "HIRAGANA": "ja", "KATAKANA": "ja", "CJK": "zh", "HANGUL": "ko", "ARABIC": "ar",
    "DEVANAGARI": "hi", "CYRILLIC": "ru", "GREEK": "el", "HEBREW": "he", "THAI": "th",
}  # fmt: skip
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_ENGLISH = STOP_WORDS | frozenset(
    "explain show give tell what's list make need want find write work use example define".split()
)
_SLIP = "wat"  # "what" without a letter, if it is the only word of Dutch
_SPANISH = "¿¡"  # no other language has them
SCRIPT = 0.3  # share of the letters: a question in Russian may be full of English terms
SHARE = 0.34  # share of the words that are common words of the language
FEWEST = 2
_SHORTEST_WORD = 3  # letters of some word in a script that is an alphabet
IN_PASSAGE = 0.15  # of a passage's words, among them code, names and headings
SPOKEN = 0.04
"""Least share of an index's words that are only in one language's list, for it to count."""


@lru_cache(maxsize=1_000)
def language_of(text: str) -> str | None:
    """The language of a message if it is clearly not English; else None."""
    if script := _script(text):
        return script
    if any(mark in text for mark in _SPANISH):
        return "es"
    words = [word.lower().replace("’", "'") for word in _WORD.findall(text)]
    hits = {name: _hits(words, name) for name in _LISTED}
    best = max(hits, key=lambda name: hits[name])
    listed = common_words(best)
    theirs = [word for word in words if word in listed and word not in _ENGLISH]
    own = len(theirs) if theirs != [_SLIP] else 0
    english = sum(word in _ENGLISH and word not in listed for word in words)
    enough = FEWEST if not english else max(FEWEST + 1, 2 * english + 1)
    if len(words) <= FEWEST and _accented(text):
        enough = 1
    alone = own > (english > 0)  # "wat is a list" is a slip, "wat is een lijst" Dutch
    return best if alone and hits[best] >= max(enough, SHARE * len(words)) else None


@lru_cache(maxsize=1_000)
def is_english(text: str) -> bool:
    """Whether a message has words that English alone has, and more of them than of others."""
    words = [word.lower().replace("’", "'") for word in _WORD.findall(text)]
    known = _known_words()
    english = sum(word in _ENGLISH and known.get(word, ()) in ((), (ENGLISH,)) for word in words)
    others = sum(ENGLISH not in known.get(word, (ENGLISH,)) for word in words)
    return english > others


@lru_cache(maxsize=20_000)
def passage_language(text: str) -> str | None:
    """The language of a passage if most of its words are not English; None if unsure."""
    if script := _script(text):
        return script
    words = [word.lower() for word in _WORD.findall(text)]
    known = _known_words()
    listed = [word for word in words if len(word) > 1 and word in known]
    hits = Counter(name for word in listed if word not in _ENGLISH for name in known[word])
    if not hits:
        return None
    best, most = hits.most_common(1)[0]
    english = sum(word in _ENGLISH and best not in known[word] for word in listed)
    enough = max(FEWEST, IN_PASSAGE * len(words), english + 1)  # "O(n)" and "del" are no Italian
    return best if most >= enough else None


def sentence_language(text: str) -> str | None:
    """The language of a single sentence besides English; None if unsure."""
    return passage_language(text) or language_of(text)


@cache
def _known_words() -> Mapping[str, tuple[str, ...]]:
    """The languages of each common word."""
    found: dict[str, tuple[str, ...]] = {}
    for name, listed in ((ENGLISH, STOP_WORDS), *((n, common_words(n)) for n in _LISTED)):
        for word in listed:
            found[word] = (*found.get(word, ()), name)
    return found


def languages_of(counts: Mapping[str, int]) -> frozenset[str]:
    """The languages besides English of texts with these word counts."""
    shared = Counter(word for name in _LISTED for word in common_words(name))
    whole = sum(counts.values()) or 1
    found = set()
    for name in _LISTED:
        own = [w for w in common_words(name) if shared[w] == 1 and w not in _ENGLISH]
        if sum(counts.get(word, 0) for word in own) / whole >= SPOKEN:
            found.add(name)
    return frozenset(found | _scripts_in(counts))


def _hits(words: Iterable[str], language: str) -> int:
    listed = common_words(language)
    return sum(word in listed for word in words)


def _accented(text: str) -> bool:
    return any(ord(letter) > 0x7F and letter.isalpha() for letter in text)


def _script(text: str) -> str | None:
    """The language of the script that much of a message is written in."""
    letters = [letter for letter in text if letter.isalpha()]
    foreign = [name for letter in letters if ord(letter) > 0x2AF and (name := _of_letter(letter))]
    if len(foreign) < FEWEST or len(foreign) < SCRIPT * len(letters):
        return None
    language = "ja" if "ja" in foreign else Counter(foreign).most_common(1)[0][0]
    longest = max(sum(_of_letter(letter) is not None for letter in word) for word in text.split())
    # Greek letters in a formula do not make it Greek
    return language if longest >= _SHORTEST_WORD or language in ("zh", "ja", "ko") else None


def _of_letter(letter: str) -> str | None:
    return _SCRIPTS.get(unicodedata.name(letter, "").split(" ")[0].split("-")[0])


def _scripts_in(counts: Mapping[str, int]) -> set[str]:
    found = Counter[str]()
    for word, count in counts.items():
        if ord(word[0]) > 0x2AF and (name := _of_letter(word[0])):
            found[name] += count
    whole = sum(counts.values()) or 1
    return {name for name, count in found.items() if count >= SPOKEN * whole}
