"""Words that are spelt differently in British and in American English: "amortised", "amortized"."""

from __future__ import annotations

from collections.abc import Iterator

_ENDINGS = (
    ("ise", "ize"),
    ("ises", "izes"),
    ("ised", "ized"),
    ("ising", "izing"),
    ("isation", "ization"),
    ("yse", "yze"),
    ("ysed", "yzed"),
    ("ysing", "yzing"),
    ("our", "or"),
    ("ours", "ors"),
    ("oured", "ored"),
    ("tre", "ter"),
    ("tres", "ters"),
    ("ogue", "og"),
    ("ogues", "ogs"),
    ("ence", "ense"),
    ("lled", "led"),
    ("lling", "ling"),
    ("viour", "vior"),
)
"""Endings of British words, with the American ones."""
SHORTEST = 2  # letters before the ending


def variants(word: str) -> Iterator[str]:
    """The word, in lower case, in the other spelling; also some that are no words."""
    for pair in _ENDINGS:
        for one, other in (pair, pair[::-1]):
            if word.endswith(one) and len(word) >= len(one) + SHORTEST:
                yield word.removesuffix(one) + other
