"""Tags of our own prompts that a model repeats."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence

import pytest

from agent.reasoner import Notice
from agent.reasoners.llm.tags import without_tags
from agent.types import Usage, no_usage

WHOLE = "<answer>\nEine Liste ist geordnet. [1]\n</answer>\n<question>translate it</question>"


async def streamed(pieces: Sequence[str]) -> list[str]:
    async def model() -> AsyncGenerator[str | Notice | Usage]:
        for piece in pieces:
            yield piece
        yield no_usage()

    return [piece async for piece in without_tags(model()) if isinstance(piece, str)]


@pytest.mark.parametrize("size", [1, 3, 7, 100])
async def test_only_the_answer_between_its_tags_is_left(size: int) -> None:
    pieces = [WHOLE[at : at + size] for at in range(0, len(WHOLE), size)]
    assert "".join(await streamed(pieces)).strip() == "Eine Liste ist geordnet. [1]"


@pytest.mark.parametrize("text", ["if a < b and c > d: pass", "x <- 3", "a << 2", "a <"])
async def test_other_signs_stay(text: str) -> None:
    assert "".join(await streamed([*text])) == text


async def test_text_is_held_back_only_where_a_tag_may_begin() -> None:
    assert await streamed(["Lists ", "are <", "b", "> ordered."]) == [
        "Lists ",
        "are ",
        "<b> ordered.",
    ]
