"""Ordinary words, so that none is taken for a misspelling of another.

They come from the embedding model: words that its tokenizer does not split were common in its
training texts. MiniLM has some 20,000 with four letters and more, including names.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping

from agent.text.english_words import stem

PREFIXES = ("un", "in", "im", "ir", "dis", "mis", "non", "re", "de", "pre", "sub", "over", "under")
"""Prefixes and suffixes of words that are seldom listed: "unindexed", "rehash"."""
SHORTEST = 5  # letters of the word after a prefix: "dispaly" is not "dis" and "paly"
_SUFFIX = re.compile(r"(?:able|ible|ness|less|ful|ish|ly|ity|er|or|wise|like)s?$")


def stems_of(whole_words: Iterable[str]) -> dict[str, int]:
    """The stems for `is_word`, each with its rank; `whole_words` by frequency."""
    ranks: dict[str, int] = {}
    for rank, word in enumerate(whole_words):
        ranks.setdefault(stem(word), rank)
    return ranks


def is_word(word: str, stems: Mapping[str, int], known: Callable[[str], bool]) -> bool:
    """Whether it is one of `stems`, or one with a prefix or suffix; `known` accepts more stems."""
    behind = [word.removeprefix(prefix) for prefix in PREFIXES if word.startswith(prefix)]
    bare = [word, *(form for form in behind if len(form) >= SHORTEST)]
    found = {stem(form) for each in bare for form in (each, _SUFFIX.sub("", each)) if form}
    return any(form in stems or known(form) for form in found)
