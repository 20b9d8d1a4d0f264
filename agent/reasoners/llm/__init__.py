"""The reasoner that asks a language model.

Grading is one call for all passages; answering shares its prompt up to the task, so that the server
reads the passages once (measured with 0.5B parameters on two cores: 18 tokens instead of 1,200).
A turn calls the model twice on the straight path and at most four times; a new query comes with
the verdict that nothing is relevant.
"""

from __future__ import annotations

import json
import re
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing, suppress
from dataclasses import replace
from typing import Any

from agent import prompts
from agent.errors import ModelUnavailable
from agent.llm.client import Model
from agent.llm.pool import ModelPool
from agent.reasoner import Cite, Grades, Notice, Opinion, Reasoner, ReasonerParts, Rewrite, Turn
from agent.reasoners.extractive import ExtractiveReasoner
from agent.reasoners.llm.markers import MarkerParser
from agent.reasoners.llm.prompt_fitting import Fitted, Fitting, asker_of
from agent.types import Mode, Usage, no_usage

GRADE_TOKENS = 256  # for the numbers, a query, and the white space of weak models
CHECK_TOKENS = 128  # for the numbers of statements
QUERY = 160  # characters

_LIST = re.compile(r'"relevant"\s*:\s*(\[[\d\s,]*\])')


async def open_reasoner(parts: ReasonerParts) -> Reasoner:
    """The reasoner for the configured servers, with the extractive one as fallback."""
    settings, pool = parts.settings, await parts.pool()
    if not settings.llm_model:
        with suppress(ModelUnavailable):  # loads the model's name; repeated when it is up
            await pool.model()
    return LlmReasoner(
        Model(pool, settings.llm_key, settings.llm_model, timeout=settings.limits.llm_seconds),
        pool,
        ExtractiveReasoner(parts.vocabulary, similarity=parts.similarity),
        answer_tokens=settings.max_answer_tokens,
        second_opinion=settings.second_opinion,
    )


class LlmReasoner:
    """Asks the model, and falls back to `fallback` if its output cannot be parsed."""

    mode: Mode = "llm"

    def __init__(
        self,
        model: Model,
        pool: ModelPool,
        fallback: Reasoner,
        *,
        answer_tokens: int,
        second_opinion: bool = False,
    ) -> None:
        """`fallback` grades and rewrites if the model's output is unusable; with
        `second_opinion` the model is asked once more about its answer."""
        self._model = model
        self._pool = pool
        self._fitting = Fitting(pool, answer_tokens)
        self._answer_tokens = answer_tokens
        self._fallback = fallback
        self._second_opinion = second_opinion

    @property
    def model(self) -> str | None:
        """The model's name."""
        return self._model.name

    async def grade(self, turn: Turn) -> Grades:
        """See `Reasoner.grade`; passages beyond the model's context are not relevant."""
        if not turn.passages:
            return Grades([], [])
        fitted = await self._fit(turn)
        count = len(fitted.turn.passages)
        tokens = min(GRADE_TOKENS, fitted.answer_tokens)
        reply, usage, asked = await self._model.read(
            prompts.grading(fitted.turn), _grade_schema(count), tokens, asker_of(turn)
        )
        numbers, suggestion = _verdict(reply, count)
        if numbers is None:
            grades = await self._fallback.grade(fitted.turn)
            verdicts = list(grades.relevant)
            reasons = [f"model's verdict unreadable; {reason}" for reason in grades.reasons]
        else:
            verdicts = [number in numbers for number in range(1, count + 1)]
            reasons = ["model: helps" if good else "model: does not help" for good in verdicts]
        beyond = len(turn.passages) - count
        return Grades(
            [*verdicts, *[False] * beyond],
            [*reasons, *["no room in the model's context"] * beyond],
            usage,
            suggestion=None if any(verdicts) else suggestion,
            dropped=fitted.dropped,
            asked=asked,
        )

    async def estimate(self, turn: Turn) -> Sequence[bool]:
        """See `Reasoner.estimate`."""
        return await self._fallback.estimate(turn)

    async def rewrite(self, turn: Turn) -> Rewrite:
        """See `Reasoner.rewrite`: the model's suggestion from grading, else computed."""
        if turn.suggestion and turn.suggestion not in turn.tried:
            return Rewrite(turn.suggestion)
        return replace(await self._fallback.rewrite(turn), usage=no_usage())

    async def generate(self, turn: Turn) -> AsyncGenerator[str | Cite | Notice | Usage]:
        """See `Reasoner.generate`."""
        fitted = await self._fit(turn)
        if fitted.dropped:
            yield Notice("dropped", "; ".join(fitted.dropped))
        markers = MarkerParser()
        messages = prompts.answering(fitted.turn)
        answer = self._model.ask(messages, max_tokens=fitted.answer_tokens, asker=asker_of(turn))
        async with aclosing(answer) as pieces:
            async for piece in pieces:
                if isinstance(piece, str):
                    for part in markers.feed(piece):
                        yield part
                    continue
                markers, rest = MarkerParser(), markers.flush()
                if not (isinstance(piece, Notice) and piece.kind == "discard"):
                    for part in rest:
                        yield part
                yield piece

    def revise(self, turn: Turn, answer: str) -> AsyncGenerator[str | Notice | Usage]:
        """See `Reasoner.revise`: one call, without any passage."""
        messages = prompts.revising(turn.question, answer)
        return self._model.ask(messages, max_tokens=self._answer_tokens, asker=asker_of(turn))

    async def check_claims(self, turn: Turn, statements: Sequence[str]) -> Opinion:
        """See `Reasoner.check_claims`: one call, if it is switched on and the context has room."""
        if not self._second_opinion or not statements:
            return Opinion()
        fitted, asker = await self._fit(turn), asker_of(turn)
        messages = prompts.checking(fitted.turn, statements)
        room = await self._pool.context() - await self._pool.prompt_tokens(messages, asker)
        if room < CHECK_TOKENS:
            return Opinion(note="no room in the model's context")
        schema = _numbers_schema("unsupported", len(statements))
        try:
            reply, usage, _ = await self._model.read(messages, schema, CHECK_TOKENS, asker)
        except ModelUnavailable as error:  # the answer exists, and passed the word-by-word check
            return Opinion(note=error.message)
        numbers = _listed(reply, "unsupported", len(statements))
        if numbers is None:
            return Opinion(usage=usage, note="unreadable")
        return Opinion(frozenset(number - 1 for number in numbers), usage)

    async def _fit(self, turn: Turn) -> Fitted:
        with self._pool.expecting(asker_of(turn)):
            return await self._fitting.fit(turn)


def _grade_schema(count: int) -> dict[str, Any]:
    query = {"type": "string", "maxLength": QUERY}
    return _numbers_schema("relevant", count, query=query)


def _numbers_schema(name: str, count: int, **more: dict[str, Any]) -> dict[str, Any]:
    """An object with a list of numbers from 1 to `count`, and more properties."""
    number = {"type": "integer", "minimum": 1, "maximum": count}
    listed = {"type": "array", "items": number, "maxItems": count}
    return {
        "type": "object",
        "properties": {name: listed, **more},
        "required": [name],
        "additionalProperties": False,
    }


def _listed(reply: str, name: str, count: int) -> set[int] | None:
    """The numbers that a reply lists under a name; None if it has none."""
    try:
        parsed = json.loads(reply)
    except (ValueError, RecursionError):
        return None
    return _numbers(parsed.get(name), count) if isinstance(parsed, dict) else None


def _verdict(reply: str, count: int) -> tuple[set[int] | None, str | None]:
    """The passage numbers in a reply, and the query; None if missing.

    The numbers are read even if the reply was cut off after them.
    """
    try:
        parsed = json.loads(reply)
    except (ValueError, RecursionError):
        found = _LIST.search(reply)
        parsed = {"relevant": [int(n) for n in re.findall(r"\d{1,9}", found[1])]} if found else None
    if not isinstance(parsed, dict):
        return None, None
    query = parsed.get("query")
    words = " ".join(query.split())[:QUERY] if isinstance(query, str) else ""
    return _numbers(parsed.get("relevant"), count), words or None


def _numbers(listed: Any, count: int) -> set[int] | None:
    if not isinstance(listed, list) or not all(type(number) is int for number in listed):
        return None
    return {number for number in listed if 1 <= number <= count}
