"""The words of the whole index, and their rarity."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from types import MappingProxyType

from agent.languages.detect import is_english, language_of, passage_language
from agent.languages.language import language
from agent.search.acronyms import definitions, usual
from agent.search.compounds import compound_names
from agent.search.correction import Correction
from agent.search.course_names import CourseNames
from agent.search.course_terms import CourseTerms, course_terms, field_stems, put_in_terms
from agent.search.phrasing import written_out
from agent.text.english_words import STOP_WORDS, Word, forms, stem, words
from agent.types import Passage, indexed_text

EVERYDAY = 5000  # of the words of English by frequency
UNSEEN = 0.5  # weight of one of these that no text has: students use their own words
QUESTIONS = 256  # whose words are remembered; each step of a turn asks for the same ones
MAIN = 0.5  # of all texts, from which their language is that of questions of unsure language


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

    def lacks_term(self, stem: str) -> bool:
        """Whether it is a term that no text has, and no word of English: "heapsort"."""
        return self.is_foreign(stem) and stem in field_stems()

    def corrected(self, question: str) -> str:
        """The question with its short forms expanded and clearly misspelt words corrected."""
        return self._corrected(question)

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

    def course_terms(self, question: str) -> Sequence[CourseTerms]:
        """The course's words for parts of a question in everyday words."""
        return self._course_terms(question)

    def put_in_terms(self, question: str) -> str | None:
        """A question in everyday words as materials would put it; see `course_terms`."""
        return put_in_terms(question, self.knows, self.is_foreign)

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

    @cached_property
    def correct(self) -> Mapping[str, int]:
        """The stems of words that are spelt correctly, by rank: English and the terms of fields;
        empty without a list of English words."""
        rarest = dict.fromkeys(field_stems(), len(self.english))
        return {**rarest, **self.english} if self.english else {}

    @cached_property
    def _corrected(self) -> Callable[[str], str]:
        correction = Correction(self.counts, self.correct, self.knows)
        return lru_cache(QUESTIONS)(
            lambda question: correction.corrected(self.written_out(question))
        )

    @cached_property
    def _course_terms(self) -> Callable[[str], Sequence[CourseTerms]]:
        def terms(question: str) -> Sequence[CourseTerms]:
            named = compound_names(question, self.counts)
            return [*course_terms(question, self.knows, self.idf), *named]

        return lru_cache(QUESTIONS)(terms)
