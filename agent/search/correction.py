"""Corrects clearly misspelt words of a question by the words of the index."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property

from rapidfuzz.distance import OSA

from agent.search.compounds import Compounds
from agent.search.regional_spelling import variants
from agent.text.english import is_word
from agent.text.english_words import FRAME_STEMS, STOP_WORDS, stem, word_set, words

SHORTEST = 5  # letters of a word that is corrected
SHORT = 4  # letters of a word that is corrected if a letter was lost, doubled or swapped
RARE = 8000  # of the words of English by frequency
OFTEN, FEW = 25, 3  # occurrences of the intended word in the index
LONG = 8  # letters from which two typing errors are allowed instead of one
CLEARLY = 3  # times as frequent as the next candidate
ASKING = word_set("what which when where why how who does should would could there about due")
"""Question words, which are corrected at any length."""


class Correction:
    """Corrects questions; made once for the words of an index, read by many."""

    def __init__(
        self, counts: Mapping[str, int], english: Mapping[str, int], knows: Callable[[str], bool]
    ) -> None:
        """`counts`: occurrences of each word form in the index; `english`: the ranks of the stems
        of correct words; `knows`: whether the index has a stem."""
        self._counts = counts
        self._english = english
        self._knows = knows
        self._compounds = Compounds(counts, english, knows)

    def corrected(self, question: str) -> str:
        """The question with clearly misspelt words corrected, and compounds as the index has them.

        Capitalised words within the question are names and unchanged; so are English words that no
        text has: "unable" is not a misspelt "usable".
        """
        question = self._compounds.spelt(question)
        for word in reversed(words(question)):
            name = word.start > 0 and question[word.start].isupper()
            if not name and (meant := self._asking(word.text) or self._meant(word.text)):
                question = question[: word.start] + meant + question[word.end :]
        return question

    def _is_word(self, word: str) -> bool:
        known = word in STOP_WORDS or stem(word) in FRAME_STEMS or self._knows(stem(word))
        return known or is_word(word, self._english, self._knows)

    def _asking(self, word: str) -> str | None:
        """The intended question word; letters may be swapped, missing or superfluous."""
        if len(word) < 3 or self._is_word(word):
            return None
        near = (known for known in ASKING if known[0] == word[0] and _slipped(word, known))
        return next(near, None)

    def _meant(self, word: str) -> str | None:
        if not word.isalpha() or self._knows(stem(word)):
            return None
        if elsewhere := next((one for one in variants(word) if one in self._counts), None):
            return elsewhere
        if len(word) == SHORT or self._rare(word):
            return self._letter_lost(word)
        if len(word) < SHORTEST or self._is_word(word):
            return None
        slips = 2 if len(word) >= LONG else 1
        near = [
            (OSA.distance(word, known, score_cutoff=slips), -self._counts[known], known)
            for known in self._by_initial.get(word[0], ())
            if abs(len(known) - len(word)) <= slips
        ]
        found = sorted(candidate for candidate in near if candidate[0] <= slips)
        if not found:
            return None
        rivals = [c for c in found[1:] if c[0] == found[0][0] and stem(c[2]) != stem(found[0][2])]
        clear = not rivals or found[0][1] <= CLEARLY * rivals[0][1]
        return found[0][2] if clear else None

    def _rare(self, word: str) -> bool:
        """Whether it is an English word, but one that a course would hardly use."""
        return len(word) >= SHORTEST and self._english.get(stem(word), 0) > RARE

    def _letter_lost(self, word: str) -> str | None:
        """The frequent word of the index of which a letter was lost, doubled or swapped."""
        least = OFTEN if self._is_word(word) else FEW
        near = [
            known
            for known in self._by_initial.get(word[0], ())
            if self._counts[known] >= least and _slipped(word, known)
        ]
        best = max(near, key=lambda known: self._counts[known], default=None)
        return best if near and all(stem(k) == stem(str(best)) for k in near) else None

    @cached_property
    def _by_initial(self) -> Mapping[str, list[str]]:
        """Word forms long enough for a correction, by first letter."""
        buckets: dict[str, list[str]] = {}
        for form in self._counts:
            if len(form) >= SHORTEST - 1 and form.isalpha():
                buckets.setdefault(form[0], []).append(form)
        return buckets


def _slipped(word: str, known: str) -> bool:
    """Whether one typing error turns `known` into `word`; a replaced letter is none."""
    same_letters = sorted(word) == sorted(known)
    return OSA.distance(word, known) == 1 and (same_letters or len(word) != len(known))
