"""Code of a model, compared with the code of the passages."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from agent.text.sentences import sentences
from agent.types import Passage

ALIKE = 0.5
"""Share of a block's names and numbers from which a passage's block can stand in its place."""
_FENCE_LINE = re.compile(r"^\s*(?:```|~~~).*$", re.MULTILINE)
_OUTPUT = re.compile(r"^```output\n.*?^```$", re.MULTILINE | re.DOTALL)
_COMMENT = re.compile(r"#.*$", re.MULTILINE)
_NAME = re.compile(r"[A-Za-z_]\w*|\d+(?:\.\d+)?")


class Block(NamedTuple):
    """A block of code with its fences, and the place of the passage that has it, from 1."""

    text: str
    place: int


def checked_code(block: str, passages: Sequence[tuple[int, Passage]]) -> Block | None:
    """The block where each of its lines is a passage's; else the passage's block most like it.

    None where no passage has code like it. `passages` come with their places.
    """
    lines = [_plain(line) for line in _bare(block).splitlines() if _plain(line)]
    if not lines:
        return None
    for place, passage in passages:
        text = _OUTPUT.sub("", passage["text"])  # explains nothing by itself
        known = {_plain(line) for line in text.splitlines()}
        if all(line in known for line in lines):
            return Block(_fenced(_FENCE_LINE.sub("", block)), place)
    return _most_alike(set(_NAME.findall(_bare(block))), passages)


def _most_alike(names: set[str], passages: Sequence[tuple[int, Passage]]) -> Block | None:
    best, share = None, ALIKE
    for found in _blocks(passages):
        theirs = set(_NAME.findall(_bare(found.text)))
        alike = len(names & theirs) / len(names | theirs) if names | theirs else 0.0
        if alike >= share:
            best, share = found, alike
    return best


def _blocks(passages: Sequence[tuple[int, Passage]]) -> Iterator[Block]:
    for place, passage in passages:
        for span in sentences(passage["text"]):
            if span.kind == "code" and not passage["text"].startswith("```output", span.start):
                text = passage["text"][span.start : span.end]
                yield Block(_fenced(_FENCE_LINE.sub("", text)), place)


def _bare(block: str) -> str:
    return _COMMENT.sub("", _FENCE_LINE.sub("", block))


def _plain(line: str) -> str:
    return " ".join(_COMMENT.sub("", line).removeprefix(">>> ").split())


def _fenced(code: str) -> str:
    return f"```python\n{code.strip(chr(10))}\n```"
