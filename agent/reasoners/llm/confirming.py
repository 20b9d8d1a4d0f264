"""The model's own sentences, held against their passages once more by the model itself.

Words alone do not tell "attendance is graded" from "attendance is not recorded". So a sentence that
is to be added is put to the model with what it cites, and shown only if it finds it said there. As
in `judging.py`, what counts are the odds of its one word, on a scale measured for each model.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Iterator, Sequence
from contextlib import aclosing

from langchain_core.messages import BaseMessage, HumanMessage

from agent.errors import ModelUnavailable
from agent.llm.client import Model
from agent.llm.decisions import Scale
from agent.prompts import plain
from agent.reasoner import Cite, Notice, Turn
from agent.reasoners.llm.one_word import Words, fixed_part
from agent.reasoners.llm.prompt_fitting import asker_of
from agent.reasoners.llm.short_prompt import cut
from agent.text.english_words import content_stems
from agent.types import Usage, no_usage, summed

WORDS: Words = ("said", "unsaid")
SAID, UNSAID = WORDS
SYSTEM = """You check whether a text from a course says what a statement says. A statement with \
another number, name, condition or meaning is not said. Reply with one word: said or unsaid."""
EXAMPLES = (  # text, statement, reply
    (
        "The membrane is a thin layer around the cell. It controls what enters and what leaves.",
        "The membrane decides what gets into a cell and out of it.",
        SAID,
    ),
    (
        "Attendance is not recorded. Reports are due one week after the lab.",
        "Attendance is graded.",
        UNSAID,
    ),
    (
        "Books and notes stay outside. One formula sheet may be used.",
        "You may bring a book to the exam.",
        UNSAID,
    ),
    (
        "| Part | Share |\n| --- | --- |\n| Reports | 30% |\n| Exam | 70% |",
        "Reports count 30 percent.",
        SAID,
    ),
    (
        "Add the base drop by drop. As soon as the colour stays pink, close the tap.",
        "You close the tap before the colour turns pink.",
        UNSAID,
    ),
    (
        "Osmosis is the movement of water through a membrane to where more is dissolved in it.",
        "In osmosis, water moves to the side where more is dissolved.",
        SAID,
    ),
    (
        "Glass is not attacked by strong acids, with one exception: hydrofluoric acid.",
        "Hydrofluoric acid does not attack glass.",
        UNSAID,
    ),
    (
        "With the printing press books became cheap, and within fifty years many more people could "
        "read.",
        "Cheap books helped more people to learn reading.",
        SAID,
    ),
)
ROOM = 1_800  # bytes of the passages that are read
CONFIRMED = 0.7
"""On the scale, 0 as for statements that a text does not say, 1 as for those that it says."""


def question_on(text: str, statement: str) -> list[BaseMessage]:
    """Asks whether a text says a statement."""
    return [*FIXED_PART, HumanMessage(plain(_asked(text, statement)))]


def _asked(text: str, statement: str) -> str:
    return (
        f"Text:\n{text}\n\nStatement: {statement}\n\n"
        f"Does the text say this? Reply {SAID} or {UNSAID}."
    )


FIXED_PART = fixed_part(SYSTEM, ((_asked(*asked), reply) for *asked, reply in EXAMPLES))


class Confirming:
    """Passes on the sentences of an answer that the model finds in what they cite."""

    def __init__(self, model: Model, scale: Scale, turn: Turn) -> None:
        self._model = model
        self._scale = scale
        self._turn = turn
        self.dropped: list[str] = []
        """The sentences that were not."""

    async def confirmed(
        self, written: AsyncGenerator[str | Cite | Notice | Usage]
    ) -> AsyncGenerator[str | Cite | Notice | Usage]:
        """Once all is `written`: what is confirmed of it; then the usage of everything."""
        held, usage = list[str | Cite](), no_usage()
        async with aclosing(written) as pieces:
            async for piece in pieces:
                if isinstance(piece, str | Cite):
                    held.append(piece)
                elif isinstance(piece, Notice):
                    yield piece
                else:
                    usage = piece
        for statement in _statements(held):
            text = "".join(piece for piece in statement if isinstance(piece, str)).strip()
            places = [piece.place for piece in statement if isinstance(piece, Cite)]
            said, more = await self._said(text, places)
            usage = summed(usage, more)
            if not said:
                self.dropped.append(text)
                continue
            for piece in statement:
                yield piece
        yield usage

    async def _said(self, statement: str, places: Sequence[int]) -> tuple[bool, Usage]:
        texts = [self._turn.passages[place - 1]["text"] for place in dict.fromkeys(places)]
        if not texts:
            return False, no_usage()
        wanted = set(content_stems(statement))
        read = "\n\n".join(cut(text, wanted, ROOM // len(texts)) for text in texts)
        try:
            odds, usage = await self._model.log_odds(
                question_on(read, statement), WORDS, asker_of(self._turn)
            )
        except ModelUnavailable:
            return False, no_usage()
        return odds is not None and self._scale.of(odds) >= CONFIRMED, usage


def _statements(pieces: Sequence[str | Cite]) -> Iterator[list[str | Cite]]:
    """The pieces of each sentence with what it cites."""
    statement: list[str | Cite] = []
    for piece in pieces:
        if isinstance(piece, str) and statement and isinstance(statement[-1], Cite):
            yield statement
            statement = []
        statement.append(piece)
    if statement:
        yield statement
