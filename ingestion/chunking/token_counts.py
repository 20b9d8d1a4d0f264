"""How long a text is to the embedding model."""

from __future__ import annotations

from typing import Protocol

CHARS_PER_TOKEN = 8  # a word of over 100 letters is one token to the model, but not to a reader


class Tokens(Protocol):
    """The embedding model's own tokens."""

    max_tokens: int

    def count_tokens(self, text: str) -> int:
        """How many tokens the model reads for a text, its special ones included."""

    def tokenize_offsets(self, text: str) -> list[tuple[int, int]]:
        """Where each token begins and ends in the text."""


def size(text: str, tokens: Tokens) -> int:
    """Tokens of a text, never less than its length suggests to a reader."""
    count = tokens.count_tokens(text) - tokens.count_tokens("")
    return max(count, -(-len(text) // CHARS_PER_TOKEN))
