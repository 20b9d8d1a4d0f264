"""The words of the whole index: their rarity, and the correction of misspelt words."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from types import MappingProxyType

from rapidfuzz.distance import OSA

from agent.languages.detect import is_english, language_of, passage_language
from agent.languages.language import language
from agent.search.acronyms import definitions, usual
from agent.search.course_names import CourseNames
from agent.search.course_terms import CourseTerms, course_terms
from agent.search.phrasing import written_out
from agent.text.english import is_word
from agent.text.english_words import FRAME_STEMS, STOP_WORDS, Word, forms, stem, word_set, words
from agent.types import Passage, indexed_text

SHORTEST = 5  # letters of a word that is corrected
SHORT = 4  # letters of a word that is corrected if a letter was lost, doubled or swapped
RARE = 8000  # of the words of English by frequency
OFTEN, FEW = 25, 3  # occurrences of the intended word in the index
LONG = 8  # letters from which two typing errors are allowed instead of one
EVERYDAY = 5000  # of the words of English by frequency
UNSEEN = 0.5  # weight of one of these that no text has: students use their own words
CLEARLY = 3  # times as frequent as the next candidate
MAIN = 0.5  # of all texts, from which their language is that of questions of unsure language
ASKING = word_set("what which when where why how who does should would could there about due")
"""Question words, which are corrected at any length."""


@dataclass(frozen=True)
class Vocabulary:
    """Counts over the texts of an index; built once, read by many."""

    texts: int
    frequency: Mapping[str, int]  # number of texts with a stem
    counts: Mapping[str, int]  # number of occurrences of a word form
    english: Mapping[str, int] = field(default_factory=dict)  # stems of correct words, by rank
    acronyms: Mapping[str, str] = field(default_factory=dict)  # in lower case: the long form
    courses: CourseNames = field(default_factory=CourseNames)
    spoken: Mapping[str, int] = field(default_factory=dict)  # texts by language, besides English
    documents: Mapping[str, str] = field(default_factory=dict)  # by id, those not in English

    @classmethod
    def of(
        cls,
        texts: Iterable[str],
        english: Mapping[str, int] = MappingProxyType({}),
        titles: Mapping[str, Iterable[str]] = MappingProxyType({}),
        documents: Mapping[str, str] = MappingProxyType({}),
    ) -> Vocabulary:
        """Count the words of all texts; about 0.2 ms for 200 words.

        `titles` are those of each course's documents, `documents` the languages by document.
        """
        number, frequency, counts = 0, Counter[str](), Counter[str]()
        defined: defaultdict[str, Counter[str]] = defaultdict(Counter)
        spoken = Counter[str]()
        for text in texts:
            number += 1
            if code := passage_language(text):
                spoken[code] += 1
                other = language(code).words(text)
                counts.update(word.text for word in other)
                frequency.update({word.stem for word in other})
                continue
            found = forms(text)
            counts.update(found)
            frequency.update({stem(form) for form in found})
            for short, long in definitions(text):
                defined[short][long.lower()] += 1
        names = CourseNames.of(titles, counts.__contains__)
        return cls(number, frequency, counts, english, usual(defined), names, spoken, documents)

    @property
    def main_language(self) -> str | None:
        """The language of most texts; None for English."""
        code = max(self.spoken, key=lambda code: self.spoken[code], default=None)
        return code if code and self.spoken[code] > MAIN * self.texts else None

    def language_of(self, question: str) -> str | None:
        """The language of a question besides English: its own, else that of most texts."""
        code = language_of(question)
        if code or self.main_language is None:
            return code
        theirs = language(self.main_language).has_only_small_words(question)  # "also" in German
        return None if is_english(question) and not theirs else self.main_language

    def language_in(self, passage: Passage) -> str | None:
        """The language of a passage besides English: by its words, else that of its document.

        Tables have few of the words that tell languages apart.
        """
        code = passage_language(indexed_text(passage))
        return code or self.documents.get(passage["document_id"])

    def idf(self, stem: str) -> float:
        """Rarity of a stem, from about 0 (in every text) to 1 (in none).

        The inverse document frequency of Okapi BM25, divided by that of an unknown word.
        """
        value = self._idf(self.frequency.get(stem, 0)) / self._idf(0)
        if stem in self.frequency or self.english.get(stem, EVERYDAY) >= EVERYDAY:
            return value
        return UNSEEN * value

    def knows(self, stem: str) -> bool:
        """Whether any text has it."""
        return stem in self.frequency

    def is_foreign(self, stem: str) -> bool:
        """Whether neither the texts nor the words of English have it: "json"."""
        return bool(self.english) and stem not in self.english and not self.knows(stem)

    def corrected(self, question: str) -> str:
        """The question with short forms expanded and clearly misspelt words corrected.

        Capitalised words within the question are names and unchanged; so are English words that no
        text has: "unable" is not a misspelt "usable".
        """
        question = self._joined(self.written_out(question))
        for word in reversed(words(question)):
            name = word.start > 0 and question[word.start].isupper()
            if not name and (meant := self._asking(word.text) or self._meant(word.text)):
                question = question[: word.start] + meant + question[word.end :]
        return question

    def _joined(self, question: str) -> str:
        """The question with the index's spelling of compounds: "merge sort" for "mergesort", and
        "quicksort" for "quick sort"."""
        found = words(question)
        for first, second in reversed(list(pairwise(found))):
            if self._compound(first.text, second.text) and second.start == first.end + 1:
                question = question[: first.end] + question[second.start :]
        for word in reversed(words(question)):
            if apart := self._parted(word.text):
                question = question[: word.start] + apart + question[word.end :]
        return question

    def _compound(self, first: str, second: str) -> bool:
        """Whether the index writes two words as one, and hardly has one of them alone."""
        plain = first.isalpha() and second.isalpha() and not {first, second} & STOP_WORDS
        known = plain and self.counts.get(first + second, 0) >= FEW
        return known and not (self.knows(stem(first)) and self.knows(stem(second)))

    def _parted(self, word: str) -> str | None:
        """An unknown word as two frequent ones of the index."""
        if not word.isalpha() or len(word) < LONG or self.knows(stem(word)):
            return None
        if word in self.counts or stem(word) in self.english:
            return None
        parts = ((word[:at], word[at:]) for at in range(4, len(word) - 3))
        usual = [p for p in parts if all(self.counts.get(each, 0) >= FEW for each in p)]
        return " ".join(usual[0]) if usual else None

    def written_out(self, question: str) -> str:
        """The question with its short forms written out: "whats" is "what's"."""
        return written_out(question, lambda word: self.knows(stem(word)))

    def expanded(self, question: str) -> str:
        """The question with the long forms of its acronyms, as the texts define them, and with the
        course's words for everyday ones."""
        for word in reversed(words(question)):
            long = self.long_form(word, question)
            if long and long not in question.lower():
                question = f"{question[: word.end]} ({long}){question[word.end :]}"
        added = " ".join(word for terms in self.course_terms(question) for word in terms.words)
        plain = question.rstrip("?!. ")
        return f"{plain} ({added}){question[len(plain) :]}" if added else question

    def course_terms(self, question: str) -> list[CourseTerms]:
        """The course's words for parts of a question in everyday words."""
        return course_terms(question, self.knows)

    def long_form(self, word: Word, question: str) -> str | None:
        """The long form of a word, if it is an acronym; not in "CS 101"."""
        code = question[word.end :].lstrip(" -")[:1].isdigit()
        return None if code or word.text in STOP_WORDS else self.acronyms.get(word.text)

    def short_forms(self, question: str) -> dict[str, str]:
        """The acronyms of the long forms in a question, with these."""
        lower = question.lower()
        return {short: long for short, long in self.acronyms.items() if long in lower}

    def _idf(self, frequency: int) -> float:
        return math.log(1 + (self.texts - frequency + 0.5) / (frequency + 0.5))

    def _is_word(self, word: str) -> bool:
        known = word in STOP_WORDS or stem(word) in FRAME_STEMS or self.knows(stem(word))
        return known or is_word(word, self.english, self.knows)

    def _asking(self, word: str) -> str | None:
        """The intended question word; letters may be swapped, missing or superfluous."""
        if len(word) < 3 or self._is_word(word):
            return None
        near = (known for known in ASKING if known[0] == word[0] and _slipped(word, known))
        return next(near, None)

    def _meant(self, word: str) -> str | None:
        if not word.isalpha() or self.knows(stem(word)):
            return None
        if len(word) == SHORT or self._rare(word):
            return self._letter_lost(word)
        if len(word) < SHORTEST or self._is_word(word):
            return None
        slips = 2 if len(word) >= LONG else 1
        near = [
            (OSA.distance(word, known, score_cutoff=slips), -self.counts[known], known)
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
        return len(word) >= SHORTEST and self.english.get(stem(word), 0) > RARE

    def _letter_lost(self, word: str) -> str | None:
        """The frequent word of the index of which a letter was lost, doubled or swapped."""
        least = OFTEN if self._is_word(word) else FEW
        near = [
            known
            for known in self._by_initial.get(word[0], ())
            if self.counts[known] >= least and _slipped(word, known)
        ]
        best = max(near, key=lambda known: self.counts[known], default=None)
        return best if near and all(stem(k) == stem(str(best)) for k in near) else None

    @cached_property
    def _by_initial(self) -> Mapping[str, list[str]]:
        """Word forms long enough for a correction, by first letter."""
        buckets: dict[str, list[str]] = {}
        for form in self.counts:
            if len(form) >= SHORTEST - 1 and form.isalpha():
                buckets.setdefault(form[0], []).append(form)
        return buckets


def _slipped(word: str, known: str) -> bool:
    """Whether one typing error turns `known` into `word`; a replaced letter is none."""
    same_letters = sorted(word) == sorted(known)
    return OSA.distance(word, known) == 1 and (same_letters or len(word) != len(known))
