"""Sizes of texts in tokens of the embedding model."""

from __future__ import annotations

from typing import Protocol

CHARS_PER_TOKEN = 8  # limits words of over 100 letters, which are a single token to the model


class Tokens(Protocol):
    """The embedding model's tokenizer."""

    max_tokens: int

    def count_tokens(self, text: str) -> int:
        """The number of tokens of a text, including special ones."""

    def tokenize_offsets(self, text: str) -> list[tuple[int, int]]:
        """Start and end of each token in the text."""


def size(text: str, tokens: Tokens) -> int:
    """Tokens of a text, but at least one per `CHARS_PER_TOKEN` characters."""
    count = tokens.count_tokens(text) - tokens.count_tokens("")
    return max(count, -(-len(text) // CHARS_PER_TOKEN))
