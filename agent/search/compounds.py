"""Spells the compounds of a question as the index does: "merge sort" for "mergesort"."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import combinations, pairwise

from agent.search.course_terms import CourseTerms
from agent.text.english_words import STOP_WORDS, content_words, stem, words

APART = 3  # words at most between the parts of a name: "split a text into lines"
SHORT = 3  # letters of such a part
FEW = 3  # occurrences of a compound, or of each of its parts, in the index
LONG = 8  # letters of a word that may be two
PART = 4  # letters of each of these
_KINDS = frozenset(("error",))  # a syntax error is not always one of the class SyntaxError


class Compounds:
    """Joins and parts the words of questions as the index does."""

    def __init__(
        self, counts: Mapping[str, int], english: Mapping[str, int], knows: Callable[[str], bool]
    ) -> None:
        """See `Correction`."""
        self._counts = counts
        self._english = english
        self._knows = knows

    def spelt(self, question: str) -> str:
        """The question with "merge sort" for "mergesort", and "quicksort" for "quick sort"."""
        found = words(question)
        for first, second in reversed(list(pairwise(found))):
            if self._is_one(first.text, second.text) and second.start == first.end + 1:
                question = question[: first.end] + question[second.start :]
        for word in reversed(words(question)):
            if apart := self._parted(word.text):
                question = question[: word.start] + apart + question[word.end :]
        return question

    def _is_one(self, first: str, second: str) -> bool:
        """Whether the index writes two words as one, and hardly has one of them alone."""
        plain = first.isalpha() and second.isalpha() and not {first, second} & STOP_WORDS
        known = plain and self._counts.get(first + second, 0) >= FEW
        return known and not (self._knows(stem(first)) and self._knows(stem(second)))

    def _parted(self, word: str) -> str | None:
        """An unknown word as two frequent ones of the index."""
        if not word.isalpha() or len(word) < LONG or self._knows(stem(word)):
            return None
        if word in self._counts or stem(word) in self._english:
            return None
        parts = ((word[:at], word[at:]) for at in range(PART, len(word) - PART + 1))
        usual = [p for p in parts if all(self._counts.get(each, 0) >= FEW for each in p)]
        return " ".join(usual[0]) if usual else None


def compound_names(question: str, counts: Mapping[str, int]) -> Iterator[CourseTerms]:
    """The names of the index that two words of a question make: `splitlines` for "split a text
    into lines", `read_csv` for "read a csv file". `counts`: occurrences of each word form."""
    asked = {word.text for word in words(question)}
    named = [word for word in content_words(question) if len(word.text) >= SHORT]
    places = {word.start: at for at, word in enumerate(words(question))}
    for first, second in combinations(named, 2):
        if (
            second.stem in _KINDS
            or first.stem == second.stem
            or places[second.start] - places[first.start] > APART + 1
        ):
            continue
        joined = (f"{first.text}{between}{second.text}" for between in ("", "_"))
        if known := [name for name in joined if name in counts and name not in asked]:
            spoken = frozenset((first.stem, second.stem))
            yield CourseTerms((known[0],), first.start, second.end, spoken)
