"""The embedding model's tokens: how many a text has, and where they are."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

from tokenizers import Tokenizer
from tokenizers.pre_tokenizers import BertPreTokenizer

SPACE = re.compile(r"[ \t\n\r]+")  # what every model takes as the end of a word
MOST_WORDS = 50_000  # that are remembered; a textbook has 10,000
LONG_WORD = 64  # characters; longer ones come again at once, if at all: when a cut is measured
LAST = 32  # of the long ones are remembered


class ModelTokens:
    """A model's tokenizer, without its limit of length; safe to use from several threads."""

    def __init__(self, file: Path) -> None:
        """`file` is the tokenizer.json of the model's folder."""
        self._tokenizer = Tokenizer.from_file(str(file))
        self._tokenizer.no_truncation()
        self._tokenizer.no_padding()
        self._special = len(self._tokenizer.encode(""))
        # a BERT model reads each word by itself; others may join it with the space before
        self._by_words = isinstance(self._tokenizer.pre_tokenizer, BertPreTokenizer)
        self._of_known = lru_cache(MOST_WORDS)(self._of_word)
        self._of_long = lru_cache(LAST)(self._of_word)

    def count(self, text: str) -> int:
        """Tokens of a text, the model's special ones included."""
        if not self._by_words:
            return len(self._tokenizer.encode(text))
        # a sum over words that come again and again: 5 times as fast as reading the whole text
        return self._special + sum(
            self._of_known(word) if len(word) <= LONG_WORD else self._of_long(word)
            for word in SPACE.split(text)
        )

    def offsets(self, text: str) -> list[tuple[int, int]]:
        """Where each token begins and ends, in characters; the special ones are not among them."""
        return self._tokenizer.encode(text, add_special_tokens=False).offsets

    def whole_words(self) -> list[str]:
        """The words of four letters and more that the model has as one token, by their number.

        A WordPiece vocabulary counts them from the most to the least frequent.
        """
        numbers = self._tokenizer.get_vocab()
        words = (word for word in numbers if len(word) >= 4 and word.isalpha())
        return sorted(words, key=numbers.__getitem__)

    def _of_word(self, word: str) -> int:
        return len(self._tokenizer.encode(word, add_special_tokens=False))
