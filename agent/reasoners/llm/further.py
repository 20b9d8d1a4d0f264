"""A further quote, where nothing of what the model wrote below the first could be shown.

Its own words failed the checks, but the passages may say the same: then they are quoted.
"""

from __future__ import annotations

from collections.abc import Sequence

from agent.errors import ModelUnavailable
from agent.reasoner import Quoting, Reasoner, Span, Turn
from agent.reasoners.llm.completing import Candidate, candidate_of, unquoted
from agent.reasoners.llm.judging import Judge, applies
from agent.reasoners.llm.pointing import NEAREST, SURELY, Pointer, finds_none
from agent.text.bearing import bears_on
from agent.types import Usage, no_usage


class Further:
    """Finds the words of the passages that say what the model wrote."""

    def __init__(self, pointer: Pointer, computing: Reasoner, judge: Judge | None = None) -> None:
        """With `judge`, only a quote that the model judges to answer."""
        self._pointer = pointer
        self._computing = computing
        self._judge = judge

    async def quote(self, turn: Turn, written: str, quoted: str) -> tuple[Candidate | None, Usage]:
        """A quote besides what is `quoted`; None if there is none."""
        if finds_none(written) or not applies(turn):
            return None, no_usage()
        least = NEAREST if self._judge else SURELY
        found = await self._pointer.nearest(written, turn, least)
        pointed = unquoted(turn, found, quoted)
        if not pointed:  # it wrote what is quoted
            return None, no_usage()
        if self._judge is None and (len(pointed) < len(found) or not _bears_on_it(turn, pointed)):
            return None, no_usage()
        relevant = [bool(passage["relevant"]) for passage in turn.passages]
        candidate = await candidate_of(self._computing, turn, Quoting(relevant, pointed))
        if candidate is None or candidate.text in quoted:
            return None, no_usage()
        if self._judge is None:
            return candidate, no_usage()
        try:
            answers, usage = await self._judge.answers(turn, candidate)
        except ModelUnavailable:
            return None, no_usage()  # the answer stands above
        return candidate if answers else None, usage


def _bears_on_it(turn: Turn, pointed: Sequence[Span]) -> bool:
    """Whether the words name what is asked."""
    texts = {passage["id"]: passage["text"] for passage in turn.passages}
    return all(
        bears_on(texts[span.passage_id][span.start : span.end], turn.whole) for span in pointed
    )
