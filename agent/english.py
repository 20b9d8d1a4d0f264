"""Ordinary English words, so that none is taken for a slip of another.

english.txt holds the stems of the whole words of four letters and more that BERT's vocabulary has
(bert-base-uncased, Devlin et al., 2018; Apache-2.0): some 13,000, names among them.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from importlib.resources import files

from agent.language import stem

PREFIXES = ("un", "in", "im", "ir", "dis", "mis", "non", "re", "de", "pre", "sub", "over", "under")
"""What makes another word of a word, seldom listed with it: "unindexed", "rehash"."""
SHORTEST = 5  # letters of the word behind a prefix: "dispaly" is not made of "paly"
_SUFFIX = re.compile(r"(?:able|ible|ness|less|ful|ish|ly|ity|er|or|wise|like)s?$")


def is_english(word: str, known: Callable[[str], bool]) -> bool:
    """Whether it is a word, or one with a prefix or a suffix; `known` tells of further stems."""
    behind = [word.removeprefix(prefix) for prefix in PREFIXES if word.startswith(prefix)]
    bare = [word, *(form for form in behind if len(form) >= SHORTEST)]
    found = {stem(form) for each in bare for form in (each, _SUFFIX.sub("", each)) if form}
    return any(form in _stems() or known(form) for form in found)


@cache
def _stems() -> frozenset[str]:
    return frozenset(files(__package__).joinpath("english.txt").read_text("utf-8").split())
