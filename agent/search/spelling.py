"""Spelling suggestions for a question with unknown words: "Did you mean ...?"."""

from __future__ import annotations

from collections.abc import Iterator

from rapidfuzz.distance import OSA

from agent.search.correction import CLEARLY
from agent.search.vocabulary import Vocabulary
from agent.text.english import is_word
from agent.text.english_words import FRAME_STEMS, STOP_WORDS, Word, stem, words

SHORTEST = 4  # letters of a word that may be misspelt
MOST = 2  # suggestions
_SLIPS = {4: 1, 5: 2, 6: 2, 7: 2}  # by length; a longer word may have three
_ALIKE = 0.6  # of the letters of the longer word


def suggestions(question: str, vocabulary: Vocabulary) -> list[str]:
    """The question in other spellings, the likeliest first; empty if every word is known.

    Bolder than `Vocabulary.corrected`, which changes a question without asking: the first letter
    may be wrong, and of several close words the commonest are suggested. An English word counts as
    misspelt only beside one that certainly is.
    """
    asked, question = vocabulary.written_out(question), vocabulary.corrected(question)
    unknown = [word for word in words(question) if _unknown(word, question, vocabulary)]
    wrong = [word for word in unknown if not is_word(word.text, vocabulary.correct, _no)]
    if not wrong and asked == question:
        return []
    near = {word: list(_near(word.text, vocabulary, word in wrong)) for word in unknown}
    if not any(near.values()) or not all(near[word] for word in wrong):
        return []
    return list(dict.fromkeys(_variants(question, near)))[:MOST]


def _variants(question: str, near: dict[Word, list[str]]) -> Iterator[str]:
    """The question with the first candidates, then with a second one for one word each."""
    yield _with(question, {word: found[0] for word, found in near.items() if found})
    for other, found in near.items():
        if len(found) > 1:
            firsts = {word: each[0] for word, each in near.items() if each}
            yield _with(question, firsts | {other: found[1]})


def _with(question: str, meant: dict[Word, str]) -> str:
    for word in sorted(meant, key=lambda word: -word.start):
        question = question[: word.start] + meant[word] + question[word.end :]
    return question


def _unknown(word: Word, question: str, vocabulary: Vocabulary) -> bool:
    name = word.start > 0 and question[word.start].isupper()
    known = word.text in STOP_WORDS or word.stem in FRAME_STEMS or vocabulary.knows(word.stem)
    return word.text.isalpha() and len(word.text) >= SHORTEST and not known and not name


def _near(word: str, vocabulary: Vocabulary, misspelt: bool) -> Iterator[str]:
    """The closest known words, the commonest first."""
    slips = _SLIPS.get(len(word), 3) if misspelt else 1
    found = []
    for known in vocabulary.counts:
        if abs(len(known) - len(word)) <= slips and _could_be_meant(known):
            distance = OSA.distance(word, known, score_cutoff=slips)
            alike = 1 - distance / max(len(word), len(known))
            slip = distance + (known[0] != word[0]) / 2
            if slip <= slips and alike >= _ALIKE:
                found.append((slip, -vocabulary.frequency.get(stem(known), 0), known))
    stems = dict.fromkeys(stem(known) for _, _, known in sorted(found))
    ranked = [min(each for each in found if stem(each[2]) == own) for own in stems]
    for slip, often, known in ranked[:MOST]:
        if slip == ranked[0][0] and CLEARLY * often <= ranked[0][1]:
            yield known


def _could_be_meant(known: str) -> bool:
    framing = known in STOP_WORDS or stem(known) in FRAME_STEMS
    return len(known) >= SHORTEST and known.isalpha() and not framing


def _no(stem: str) -> bool:
    return False
