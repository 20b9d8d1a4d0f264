"""The embedding model's tokenizer: counts and positions of tokens."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

from tokenizers import Tokenizer
from tokenizers.pre_tokenizers import BertPreTokenizer, Metaspace

SPACE = re.compile(r"[ \t\n\r]+")  # word boundaries of every model
MOST_WORDS = 50_000  # in the cache; a textbook has 10,000
LONG_WORD = 64  # characters; longer ones only recur immediately, while a cut is measured
WORD_MARK = "\u2581"  # before the pieces of a unigram model that begin a word
LAST = 32  # long words in the cache


class ModelTokens:
    """A model's tokenizer without truncation; thread-safe."""

    def __init__(self, file: Path) -> None:
        """`file` is the tokenizer.json of the model's folder."""
        self._tokenizer = Tokenizer.from_file(str(file))
        self._tokenizer.no_truncation()
        self._tokenizer.no_padding()
        self._special = len(self._tokenizer.encode(""))
        # these models tokenize each word separately; others may join it with the preceding space
        self._by_words = isinstance(self._tokenizer.pre_tokenizer, (BertPreTokenizer, Metaspace))
        metaspace = isinstance(self._tokenizer.pre_tokenizer, Metaspace)
        self._word_mark = WORD_MARK if metaspace else ""
        self._of_known = lru_cache(MOST_WORDS)(self._of_word)
        self._of_long = lru_cache(LAST)(self._of_word)

    def count(self, text: str) -> int:
        """The number of tokens, including special ones."""
        if not self._by_words:
            return len(self._tokenizer.encode(text))
        # summing cached counts of words is 5 times as fast as tokenizing the whole text
        words = SPACE.split(text)
        if max(map(len, words)) <= LONG_WORD:
            return self._special + sum(map(self._of_known, words))
        return self._special + sum(
            self._of_known(word) if len(word) <= LONG_WORD else self._of_long(word)
            for word in words
        )

    def ids(self, prefix: str, text: str, limit: int) -> list[int]:
        """The token ids of a text behind a prefix, special ones included; `limit` of the text's.

        The end of a longer text is left out.
        """
        most = limit + (self.count(prefix) - self._special if prefix else 0)
        ids: list[int] = self._tokenizer.encode(prefix + text).ids
        return ids if len(ids) <= most else [*ids[: most - 1], ids[-1]]

    def offsets(self, text: str) -> list[tuple[int, int]]:
        """Start and end of each token in characters, without special tokens."""
        return self._tokenizer.encode(text, add_special_tokens=False).offsets

    def whole_words(self) -> list[str]:
        """Words of four or more letters that are single tokens, from the most frequent.

        The vocabularies are sorted by frequency: WordPiece's whole words, and the pieces of a
        unigram model, of which those that begin a word are marked.
        """
        numbers = self._tokenizer.get_vocab()
        mark = self._word_mark
        ranks = {
            piece.removeprefix(mark): rank
            for piece, rank in numbers.items()
            if piece.startswith(mark)
        }
        words = (word for word in ranks if len(word) >= 4 and word.isalpha())
        return sorted(words, key=ranks.__getitem__)

    def _of_word(self, word: str) -> int:
        return len(self._tokenizer.encode(word, add_special_tokens=False))
