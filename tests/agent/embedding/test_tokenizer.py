"""Tokens are counted word by word, and yet as the model reads them."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from tokenizers.pre_tokenizers import ByteLevel

from agent.embedding.tokenizer import ModelTokens

FILE = Path(__file__).parents[3] / "data/models/all-MiniLM-L6-v2-int8/tokenizer.json"
ODD = ("[SEP]", "[MASK] ", "##ing", "\0", "\x1c", "\x85", "\xa0", "\u0301", "\u200b", "\u2028")
WORDS = st.sampled_from([*ODD, "naïve", "漢字", "don't", "🎉", "a", " ", "\t", "\r\n", "ab" * 60])


@pytest.fixture(scope="module")
def tokens() -> ModelTokens:
    return ModelTokens(FILE)


@pytest.fixture(scope="module")
def whole() -> Tokenizer:
    tokenizer = Tokenizer.from_file(str(FILE))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.text(), st.lists(WORDS, max_size=12).map("".join)))
def test_the_sum_over_words_is_the_count_of_the_text(
    tokens: ModelTokens, whole: Tokenizer, text: str
) -> None:
    assert tokens.count(text) == len(whole.encode(text))


def test_a_model_whose_words_hold_the_space_before_reads_whole_texts(tmp_path: Path) -> None:
    tokenizer = Tokenizer(WordLevel({"one": 0, "Ġtwo": 1, "?": 2}, unk_token="?"))
    tokenizer.pre_tokenizer = ByteLevel(add_prefix_space=False)
    tokenizer.save(str(tmp_path / "tokenizer.json"))
    assert ModelTokens(tmp_path / "tokenizer.json").count("one two  two") == 4
