"""Short questions that leave their topic to the one before without a pronoun: "what day?", "how
many can I use?", "how do I fix that"."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import pairwise

from agent.text.english_words import FRAME_STEMS, Word, content_words, word_set, words

LONGEST = 10  # words
COMMON = 3000  # of the words of English by frequency: rarer ones name a topic
_DEFINES = re.compile(
    r"\W*(?:(?:so|and|but|ok|then)\W+)*"
    r"(?:what(?:['’]?s| is| are| does| do)|define|explain|describe)\b"
    r"(?!.*\b(?:best|better|worst|worse|most|least|\w{3,}est)\b)",
    re.IGNORECASE,
)
_COUNTED = re.compile(
    r"\bhow many (?:can|could|may|do|does|did|are|is|were|should|must|will|would|have)\b",
    re.IGNORECASE,
)
"""What is counted is not said."""
_HAS_ONE = re.compile(r"\b(?:have|has|need|get|use|make|want) one\b\W*$", re.IGNORECASE)
_INDEFINITE = word_set("a an")
_MANY = word_set("lot bit few couple hundred thousand million while time way")


def lacks_topic(question: str, ranks: Mapping[str, int]) -> bool:
    """Whether a question names nothing of its own. `ranks`: of the stems of English words by
    frequency, the commonest first."""
    said = words(question)
    if not ranks or not 0 < len(said) <= LONGEST or re.search(r"[`(\[=]", question):
        return False
    if _COUNTED.search(question) or _HAS_ONE.search(question):
        return True
    named = [word for word in content_words(question) if word.stem not in FRAME_STEMS]
    if _DEFINES.match(question) and named:
        return False
    if any(one.end + 1 == other.start for one, other in pairwise(named)):  # "merge sort"
        return False
    return all(ranks.get(word.stem, COMMON) < COMMON for word in named) and not any(
        _introduced(said, word) for word in named
    )


def _introduced(said: list[Word], word: Word) -> bool:
    """Whether a word is new: "a list"."""
    before = [other for other in said if other.end <= word.start][-1:]
    return word.text not in _MANY and any(other.text in _INDEFINITE for other in before)
