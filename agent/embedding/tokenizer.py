"""The embedding model's tokenizer: counts and positions of tokens."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

from tokenizers import Tokenizer
from tokenizers.pre_tokenizers import BertPreTokenizer

SPACE = re.compile(r"[ \t\n\r]+")  # word boundaries of every model
MOST_WORDS = 50_000  # in the cache; a textbook has 10,000
LONG_WORD = 64  # characters; longer ones only recur immediately, while a cut is measured
LAST = 32  # long words in the cache


class ModelTokens:
    """A model's tokenizer without truncation; thread-safe."""

    def __init__(self, file: Path) -> None:
        """`file` is the tokenizer.json of the model's folder."""
        self._tokenizer = Tokenizer.from_file(str(file))
        self._tokenizer.no_truncation()
        self._tokenizer.no_padding()
        self._special = len(self._tokenizer.encode(""))
        # BERT models tokenize each word separately; others may join it with the preceding space
        self._by_words = isinstance(self._tokenizer.pre_tokenizer, BertPreTokenizer)
        self._of_known = lru_cache(MOST_WORDS)(self._of_word)
        self._of_long = lru_cache(LAST)(self._of_word)

    def count(self, text: str) -> int:
        """The number of tokens, including special ones."""
        if not self._by_words:
            return len(self._tokenizer.encode(text))
        # summing cached counts of words is 5 times as fast as tokenizing the whole text
        return self._special + sum(
            self._of_known(word) if len(word) <= LONG_WORD else self._of_long(word)
            for word in SPACE.split(text)
        )

    def offsets(self, text: str) -> list[tuple[int, int]]:
        """Start and end of each token in characters, without special tokens."""
        return self._tokenizer.encode(text, add_special_tokens=False).offsets

    def whole_words(self) -> list[str]:
        """Words of four or more letters that are single tokens, by token id.

        A WordPiece vocabulary is sorted from the most to the least frequent.
        """
        numbers = self._tokenizer.get_vocab()
        words = (word for word in numbers if len(word) >= 4 and word.isalpha())
        return sorted(words, key=numbers.__getitem__)

    def _of_word(self, word: str) -> int:
        return len(self._tokenizer.encode(word, add_special_tokens=False))
