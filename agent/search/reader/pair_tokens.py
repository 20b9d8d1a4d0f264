"""A question and a passage as the tokens that the reader reads, in one row."""

from __future__ import annotations

from collections.abc import Collection
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from tokenizers import Tokenizer

from agent.text.english_words import Word, content_stems, words

QUESTION, HEADING, TEXT = 40, 24, 150  # tokens of each part at most
CACHED = 256  # parts; the same passages are read with one question after another
ASKED, READ = 0, 1  # types of tokens: of the question, of the passage
SHARED = 2  # is added where the other side has a word of the same stem


class Row(NamedTuple):
    """[CLS] question [SEP] heading text [SEP]."""

    ids: list[int]
    types: list[int]  # 0 to 3, see above
    text: int  # place of the first token of the passage's text
    offsets: list[tuple[int, int]]  # of the tokens of the text, in its characters


class _Part(NamedTuple):
    """The question, the heading or the text of a pair."""

    ids: list[int]
    offsets: list[tuple[int, int]]
    words: list[Word]

    def types(self, shared: Collection[str], side: int) -> list[int]:
        """One for each token; `shared`: the stems that both sides have."""
        met = [(word.start, word.end) for word in self.words if word.stem in shared]
        types = []
        at = 0
        for start, _ in self.offsets:
            while at < len(met) and met[at][1] <= start:
                at += 1
            inside = at < len(met) and met[at][0] <= start
            types.append(side + (SHARED if inside else 0))
        return types


class PairTokens:
    """A BERT tokenizer for pairs; safe to use from several threads."""

    def __init__(self, file: Path) -> None:
        """`file` is the tokenizer.json of the model's folder."""
        self._tokenizer = Tokenizer.from_file(str(file))
        self._tokenizer.no_truncation()
        self._tokenizer.no_padding()
        self._begin, self._end = self._tokenizer.encode("").ids
        self._part = lru_cache(CACHED)(self._parted)

    def row(self, question: str, heading: str, text: str) -> Row:
        """The tokens of a pair; what is too long is cut off at its end."""
        asked, above = self._part(question, QUESTION), self._part(heading, HEADING)
        read = self._part(text, TEXT)
        wanted = frozenset(content_stems(question))
        shared = wanted & {word.stem for part in (above, read) for word in part.words}
        ids = [self._begin, *asked.ids, self._end, *above.ids]
        types = [ASKED, *asked.types(shared, ASKED), ASKED, *above.types(shared, READ)]
        first = len(ids)
        ids += [*read.ids, self._end]
        types += [*read.types(shared, READ), READ]
        return Row(ids, types, first, read.offsets)

    def _parted(self, text: str, most: int) -> _Part:
        tokens = self._tokenizer.encode(text, add_special_tokens=False)
        return _Part(tokens.ids[:most], tokens.offsets[:most], words(text))
