"""Removes the tags of our own prompts from what a model repeats of them."""

from __future__ import annotations

import re
from collections.abc import AsyncGenerator
from contextlib import aclosing

from agent.reasoner import Notice
from agent.types import Usage

_AROUND = re.compile(r"</?(?:answer|passages?|conversation)>[ \t]*\n?", re.IGNORECASE)
_ENDS = re.compile(r"<question>.*", re.IGNORECASE | re.DOTALL)
"""What follows is the student's message, repeated."""
_LONGEST = len("</conversation>")


async def without_tags(
    pieces: AsyncGenerator[str | Notice | Usage],
) -> AsyncGenerator[str | Notice | Usage]:
    """A model's text without tags, as a stream: held back only where a tag may begin."""
    held = ""
    ended = False
    async with aclosing(pieces):
        async for piece in pieces:
            if isinstance(piece, str):
                if ended:
                    continue
                held += piece
                ended = bool(_ENDS.search(held))
                clean = _AROUND.sub("", _ENDS.sub("", held))
                ready = len(clean) if ended else _sure(clean)
                if ready:
                    yield clean[:ready]
                held = clean[ready:]
                continue
            if held:
                yield held
                held = ""
            yield piece
    if held:
        yield held


def _sure(text: str) -> int:
    """How much of a text is surely no part of a tag."""
    begins = text.rfind("<")
    may_be_one = begins >= 0 and ">" not in text[begins:] and len(text) - begins < _LONGEST
    return begins if may_be_one else len(text)
