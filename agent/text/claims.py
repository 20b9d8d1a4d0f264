"""The details that a statement must get right: numbers, names, and negations."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from agent.languages.detect import passage_language
from agent.languages.language import Language, language
from agent.text.english_words import STOP_WORDS, content_stems, stem, word_set

DENIED = 2  # words after a negation that it denies
_WORD = re.compile(r"\w+(?:['’]\w+)*|[^\w\s]")
_NUMBER = re.compile(r"\d+(?:[.,:]\d+)*")
_MARKER = re.compile(r"\s*(?:[-*+•]|\d{1,3}[.)])\s+")
_NAME = re.compile(r"(?<=[\w,] )[A-Z][\w-]*[a-z][\w-]*")
_ENGLISH = re.compile(r"\b(?:the|is|are|of|and|you)\b", re.IGNORECASE)
_NEGATIONS = word_set("not no never without neither nor cannot nobody none nothing")
_FORBIDS = word_set("forbidden prohibited banned impossible")  # negate the words before them, too
_DENIALS = _NEGATIONS | _FORBIDS
_CLAUSE_ENDS = word_set(
    "but because if when that which who after before until unless while than as so and or"
)
_COUNTING = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen"
    " sixteen seventeen eighteen nineteen twenty"
).split()

_COUNTED_LIST = re.compile(
    rf"\b(?P<count>{'|'.join(_COUNTING[2:10])}|[2-9])(?: [\w-]+){{1,3}}:\s*(?P<listed>\S.*)",
    re.IGNORECASE | re.DOTALL,
)
_BETWEEN_ITEMS = re.compile(
    r"[;\n]|,(?! (?:which|who|that|where|when|so|with|if|as)\b)|\s(?:and|or)\s", re.IGNORECASE
)
_VERSION = re.compile(r"\b([A-Z]\w+) (\d+(?:\.\d+)*)\b")
_NUMBERED = re.compile(r"\b([A-Za-z]\w+) (\d+(?:\.\d+)*)\b")
_PARTS = re.compile(r"[;:()]|,? (?:but|while|whereas|however)\b", re.IGNORECASE)


def numbers(statement: str) -> set[str]:
    """The numbers in a statement's digits, without a list item's own number."""
    found = _NUMBER.findall(_MARKER.sub("", statement, count=1))
    return {number.replace(",", "") for number in found}


@lru_cache(maxsize=100)
def numbers_known(text: str) -> frozenset[str]:
    """The numbers of a text, those spelt out included, as digits."""
    words = {word.lower() for word in _WORD.findall(text)}
    spelt = {str(n) for n, word in enumerate(_COUNTING) if word in words}
    return frozenset(number.replace(",", "") for number in _NUMBER.findall(text)) | spelt


def lists_too_few(statement: str) -> bool:
    """Whether a statement announces more things than it lists: "two parts: a recursive case"."""
    found = _COUNTED_LIST.search(statement)
    if found is None:
        return False
    listed = [item for item in _BETWEEN_ITEMS.split(found["listed"]) if item.strip(" .")]
    count = found["count"].lower()
    return len(listed) < (int(count) if count.isdigit() else _COUNTING.index(count))


def names(statement: str) -> set[str]:
    """Stems of the capitalised words within an English sentence; German writes all nouns so."""
    if not _ENGLISH.search(statement):
        return set()
    return {stem(name) for name in _NAME.findall(statement)}


def contradicts(statement: str, sentence: str) -> bool:
    """Whether only one negates a shared word: "is allowed", "is not allowed"."""
    shared = meant(statement) & meant(sentence)
    denied, denied_there = _denied(statement) & shared, _denied(sentence) & shared
    return bool(denied) != bool(denied_there)


def of_another_version(statement: str, sentence: str) -> bool:
    """Whether it says of Python 3 what the nearest part of the sentence says of Python 2."""
    written = {(name.lower(), number) for name, number in _VERSION.findall(sentence)}
    for name, number in _NUMBERED.findall(statement):
        if not any(name.lower() == one for one, _ in written):
            continue
        rest = meant(statement) - meant(f"{name} {number}")
        parts = _PARTS.split(sentence)
        most = max(len(rest & meant(part)) for part in parts)
        nearest = [part for part in parts if len(rest & meant(part)) == most]
        said = [
            n
            for part in nearest
            for one, n in _VERSION.findall(part)
            if one.lower() == name.lower()
        ]
        if said and number not in said:
            return True
    return False


def only_denies(statement: str, sentence: str) -> bool:
    """Whether a statement denies what the sentence does not speak of, "does not do anything", and
    the sentence denies nothing. English only."""
    speaks = _denied(statement) & meant(sentence)
    return _negates(statement) and not speaks and not _negates(sentence)


def _negates(text: str) -> bool:
    words = _WORD.findall(text.lower())
    return any(word in _DENIALS or word.endswith(("n't", "n’t")) for word in words)


@lru_cache(maxsize=2_000)
def meant(text: str) -> frozenset[str]:
    """The stems of a text's content words.

    Cached: each sentence of an answer is compared with each of the same few passages.
    """
    if code := passage_language(text):
        return frozenset(language(code).content_stems(text))
    return frozenset(content_stems(text))


@lru_cache(maxsize=2_000)
def _denied(text: str) -> frozenset[str]:
    if code := passage_language(text):
        return frozenset(_denied_in(language(code), text))
    words = _WORD.findall(text.lower())
    denied: set[str] = set()
    for at, word in enumerate(words):
        if word in _DENIALS or word.endswith(("n't", "n’t")):
            denied.update(_near(words[at + 1 :]))
        if word in _FORBIDS:
            denied.update(_near(words[:at][::-1]))
    return frozenset(stem(word) for word in denied)


def _denied_in(spoken: Language, text: str) -> Iterator[str]:
    """The stems of the content words next after each negation."""
    spelled = spoken.words(text)
    for at, word in enumerate(spelled):
        if spoken.denies(word.text):
            after = [w.stem for w in spelled[at + 1 :] if w.text not in spoken.stop_words]
            yield from after[:DENIED]


def _near(words: list[str]) -> Iterator[str]:
    """The first content words, within the clause."""
    left = DENIED
    for word in words:
        if not left or not word[0].isalnum() or word in _CLAUSE_ENDS:
            return
        if word.replace("’", "'") not in STOP_WORDS:
            left -= 1
            yield word
