"""A question and a passage as the tokens that the reader reads, in one row."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import NamedTuple

from tokenizers import Encoding, Tokenizer

from agent.text.english_words import content_stems, stems, words

QUESTION, HEADING, TEXT = 40, 24, 150  # tokens of each part at most
ASKED, READ = 0, 1  # types of tokens: of the question, of the passage
SHARED = 2  # is added where the other side has a word of the same stem


class Row(NamedTuple):
    """[CLS] question [SEP] heading text [SEP]."""

    ids: list[int]
    types: list[int]  # 0 to 3, see above
    text: int  # place of the first token of the passage's text
    offsets: list[tuple[int, int]]  # of the tokens of the text, in its characters


class PairTokens:
    """A BERT tokenizer for pairs; safe to use from several threads."""

    def __init__(self, file: Path) -> None:
        """`file` is the tokenizer.json of the model's folder."""
        self._tokenizer = Tokenizer.from_file(str(file))
        self._tokenizer.no_truncation()
        self._tokenizer.no_padding()
        self._begin, self._end = self._tokenizer.encode("").ids

    def row(self, question: str, heading: str, text: str) -> Row:
        """The tokens of a pair; what is too long is cut off at its end."""
        asked, above, read = (
            self._tokenizer.encode(part, add_special_tokens=False)
            for part in (question, heading, text)
        )
        wanted = frozenset(content_stems(question))
        shared = wanted & {*stems(heading), *stems(text)}
        ids = [self._begin, *asked.ids[:QUESTION], self._end]
        types = [ASKED, *_types(question, asked, shared, ASKED)[:QUESTION], ASKED]
        ids += above.ids[:HEADING]
        types += _types(heading, above, shared, READ)[:HEADING]
        first = len(ids)
        ids += [*read.ids[:TEXT], self._end]
        types += [*_types(text, read, shared, READ)[:TEXT], READ]
        return Row(ids, types, first, list(read.offsets[:TEXT]))


def _types(text: str, encoding: Encoding, shared: Collection[str], side: int) -> list[int]:
    met = [(word.start, word.end) for word in words(text) if word.stem in shared]
    types = []
    at = 0
    for start, _ in encoding.offsets:
        while at < len(met) and met[at][1] <= start:
            at += 1
        inside = at < len(met) and met[at][0] <= start
        types.append(side + (SHARED if inside else 0))
    return types
