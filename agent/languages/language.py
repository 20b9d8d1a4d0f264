"""A language and its words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence, Set
from functools import cache, cached_property

from agent.languages import tokens
from agent.languages.names import LANGUAGES, UNSPACED
from agent.languages.word_file import word_file
from agent.text.english_words import Word

SHAPES = ("compare", "number", "when", "person", "place", "why", "list", "definition", "howto")
"""Shapes of questions; the first one with a matching phrase counts."""
NEAR = 3  # words between a thing and how long it takes
_HIRAGANA = re.compile(r"[\u3041-\u309f]")


class Language:
    """One language besides English; without a file it has no stop words."""

    def __init__(self, code: str) -> None:
        self.code = code
        """ISO 639-1."""
        self.name = LANGUAGES.get(code, code)
        """In English."""
        self._file = word_file(code)

    def words(self, text: str) -> list[Word]:
        """The words of a text in order."""
        return tokens.words(text, self.code)

    def stems(self, text: str) -> list[str]:
        """The stems of a text's words in order, stop words included."""
        return [word.stem for word in self.words(text)]

    def content_words(self, text: str) -> list[Word]:
        """The content words, in order."""
        if self.code in UNSPACED:
            cut = self._cut.sub(lambda found: " " * len(found[0]), text)
            return [w for w in self.words(cut) if not _HIRAGANA.match(w.text)]
        return [word for word in self.words(text) if word.text not in self.stop_words]

    def has_only_small_words(self, text: str) -> bool:
        """Whether a text has nothing but stop words and numbers of this language."""
        found = {word.text for word in self.words(text)}
        return bool(found) and found <= self.stop_words | self._numbers.keys()

    def content_stems(self, text: str) -> list[str]:
        """The stems of the content words, each once."""
        return list(dict.fromkeys(word.stem for word in self.content_words(text)))

    def shape(self, question: str) -> str:
        """The shape of a question: one of `SHAPES`, else "other".

        At its beginning accents may be missing; elsewhere they set "when?" apart from "when it
        rains".
        """
        found = (name for name in SHAPES if self.mentions(name, question))
        return next(found, None) or self._bare_shape(question)

    def mentions(self, section: str, text: str) -> bool:
        """Whether a text has one of the words or phrases of a section."""
        pattern = self._patterns.get(section)
        return bool(pattern and pattern.search(text.replace("’", "'")))

    def _bare_shape(self, question: str) -> str:
        start = tokens.unaccented(question.lower().lstrip("¿¡ "))
        for name in SHAPES:
            bare = (tokens.unaccented(phrase) for phrase in self._file.get(name, ()))
            if any(start == phrase or start.startswith(f"{phrase} ") for phrase in bare):
                return name
        return "other"

    def begins(self, section: str, text: str) -> bool:
        """Whether a text begins with one of them."""
        pattern = self._patterns.get(section)
        return bool(pattern and pattern.match(text.replace("’", "'").lstrip("¿¡\"'“«([*_ ")))

    def spelled(self, text: str) -> set[str]:
        """The spelt-out numbers of a text, in digits."""
        if self.code in UNSPACED:  # where "one" is a part of other words
            return {digits for word, digits in self._numbers.items() if word in text} - {"1"}
        found = {word.text for word in self.words(text)}
        return {digits for word, digits in self._numbers.items() if word in found}

    def counted(self, text: str) -> set[str]:
        """The same without articles: "una tupla" states no number; none in unspaced scripts."""
        found = {word.text for word in self.words(text)} - set(self._file.get("articles", ()))
        return {digits for word, digits in self._numbers.items() if word in found}

    def days(self, text: str) -> set[str]:
        """The stems of the months and weekdays that a text names."""
        return set(self._calendar.intersection(self.stems(text)))

    def counts(self, order: Sequence[str], subjects: Set[str]) -> bool:
        """Whether a number stands right before one of these stems: "three exercises"."""
        return any(order[at + 1] in subjects for at in self._number_places(order))

    def lasts(self, order: Sequence[str], subjects: Set[str]) -> bool:
        """Whether a length of time stands near one of these stems: "an exam of 90 minutes"."""
        places = [at for at in self._number_places(order) if order[at + 1] in self.durations]
        return any(subjects & set(order[max(at - NEAR, 0) : at + NEAR + 2]) for at in places)

    def _number_places(self, order: Sequence[str]) -> list[int]:
        """The positions of numbers that are followed by a word; articles are no numbers."""
        words = self._number_stems - self.articles
        found = (at for at, stem in enumerate(order[:-1]) if stem[:1].isdigit() or stem in words)
        return list(found)

    @cached_property
    def durations(self) -> frozenset[str]:
        """Stems of the units of time."""
        return self._stems_of(self._file.get("duration", ()))

    @cached_property
    def _calendar(self) -> frozenset[str]:
        return self._stems_of((*self._file.get("months", ()), *self._file.get("weekdays", ())))

    @cached_property
    def _number_stems(self) -> frozenset[str]:
        return self._stems_of(self._numbers)

    @cached_property
    def forms(self) -> Mapping[str, frozenset[str]]:
        """For each stem the stems of the other forms of its word, where endings do not tell."""
        found: dict[str, frozenset[str]] = {}
        for line in self._file.get("forms", ()):
            group = self._stems_of(line.split())
            found |= {one: found.get(one, frozenset()) | group - {one} for one in group}
        return found

    def without_participle(self, stem: str) -> str:
        """A stem without "ge-", its verb's prefix kept, and without verbs' endings."""
        return self._participle.sub(r"\g<prefix>\g<verb>", stem)

    @cached_property
    def _participle(self) -> re.Pattern[str]:
        """Matches all stems; those of languages without such participles as they are."""
        prefixes = self._stems_of(self._file.get("participle", ()))
        if not prefixes:
            return re.compile(r"(?P<prefix>)(?P<verb>.+)", re.DOTALL)
        before = "|".join(sorted(map(re.escape, prefixes), key=len, reverse=True))
        return re.compile(rf"^(?P<prefix>{before}|)(?:ge)?(?P<verb>.{{3,}}?)(?:en|et|n|t|e)?$")

    def denies(self, word: str) -> bool:
        """Whether a word is a negation."""
        return word.lower() in self._negations

    @cached_property
    def stop_words(self) -> frozenset[str]:
        """Stop words and question words, in lower case."""
        asking = [phrase for name in SHAPES for phrase in self._file.get(name, ())]
        single = (phrase for phrase in asking if " " not in phrase)
        return frozenset((*self._file.get("common", ()), *self._file.get("stop", ()), *single))

    @cached_property
    def stop_stems(self) -> frozenset[str]:
        """Their stems."""
        return self._stems_of(self.stop_words)

    @cached_property
    def frame_stems(self) -> frozenset[str]:
        """Stems of words that only frame a question."""
        return self._stems_of(self._file.get("frame", ()))

    @cached_property
    def copulas(self) -> frozenset[str]:
        """Stems of words like "is" in a definition."""
        return self._stems_of(self._file.get("copula", ()))

    @cached_property
    def articles(self) -> frozenset[str]:
        """Their stems."""
        return self._stems_of(self._file.get("articles", ()))

    def _stems_of(self, listed: Iterable[str]) -> frozenset[str]:
        return frozenset(tokens.stem(word, self.code) for word in listed)

    @cached_property
    def _negations(self) -> frozenset[str]:
        return frozenset(self._file.get("negation", ()))

    @cached_property
    def _numbers(self) -> Mapping[str, str]:
        listed = self._file.get("numbers", ())
        return dict(zip(listed[::2], listed[1::2], strict=True))

    @cached_property
    def _patterns(self) -> Mapping[str, re.Pattern[str]]:
        """A pattern for each section; whole words only if the script has spaces."""
        edges = ("", "") if self.code in UNSPACED else (r"(?<!\w)(?:", r")(?!\w)")
        before, after = (edges[0] or "(?:"), (edges[1] or ")")
        return {
            name: re.compile(before + "|".join(map(_pattern, _longest(listed))) + after, re.I)
            for name, listed in self._file.items()
            if listed and name not in ("numbers", "forms", "participle")
        }

    @cached_property
    def _cut(self) -> re.Pattern[str]:
        """The words to cut out of a question in a script without spaces."""
        asks = [phrase for name in SHAPES for phrase in self._file.get(name, ())]
        listed = [*self.stop_words, *self._file.get("frame", ()), *asks]
        return re.compile("|".join(map(re.escape, _longest(listed))) or "(?!)")


@cache
def language(code: str) -> Language:
    """The language of a code."""
    return Language(code)


def _pattern(phrase: str) -> str:
    return ".{2,60}?".join(map(re.escape, phrase.split("…")))


def _longest(listed: Iterable[str]) -> list[str]:
    return sorted(set(listed), key=lambda word: (-len(word), word))
