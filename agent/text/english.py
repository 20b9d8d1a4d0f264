"""Ordinary words, so that none is taken for a slip of another.

Which words these are is for the embedding model to say: what its tokenizer has whole is common
where it was trained. MiniLM's has some 20,000 of four letters and more, names among them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping

from agent.text.language import stem

PREFIXES = ("un", "in", "im", "ir", "dis", "mis", "non", "re", "de", "pre", "sub", "over", "under")
"""What makes another word of a word, seldom listed with it: "unindexed", "rehash"."""
SHORTEST = 5  # letters of the word behind a prefix: "dispaly" is not made of "paly"
_SUFFIX = re.compile(r"(?:able|ible|ness|less|ful|ish|ly|ity|er|or|wise|like)s?$")


def stems_of(whole_words: Iterable[str]) -> dict[str, int]:
    """The stems that `is_word` takes for known, each with its rank; `whole_words` by frequency."""
    ranks: dict[str, int] = {}
    for rank, word in enumerate(whole_words):
        ranks.setdefault(stem(word), rank)
    return ranks


def is_word(word: str, stems: Mapping[str, int], known: Callable[[str], bool]) -> bool:
    """Whether it is one of these, or one with a prefix or suffix; `known` tells of more stems."""
    behind = [word.removeprefix(prefix) for prefix in PREFIXES if word.startswith(prefix)]
    bare = [word, *(form for form in behind if len(form) >= SHORTEST)]
    found = {stem(form) for each in bare for form in (each, _SUFFIX.sub("", each)) if form}
    return any(form in stems or known(form) for form in found)
