"""The reasoner that asks a language model.

What the model decides is measured (`agent/llm/decisions.py`). If it grades, that is one call for
all passages, and answering shares its prompt up to the task, so that the server reads the passages
once (measured with 0.5B parameters on two cores: 18 tokens instead of 1,200); a new query comes
with the verdict that nothing is relevant. Else grading is computed, and a turn is one call with a
short prompt; a model that tells texts that answer from others reads first what would be quoted
(`judging.py`), and one that finds what a text says confirms what it adds (`confirming.py`). What
was looked up is never rewritten by the model. Answers are released sentence by sentence
(`writing.py`); where nothing can be, the answer is the computed one. A model that is not measured
to answer better only adds to the computed answer (`mixed.py`), which then comes first.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import replace

from langchain_core.messages import BaseMessage, SystemMessage

from agent import prompts
from agent.errors import ModelUnavailable
from agent.languages.grounding import Grounding
from agent.languages.similarity import Similarity
from agent.llm.client import Model
from agent.llm.decisions import UNMEASURED, Decisions, decide
from agent.llm.pool import ModelPool
from agent.reasoner import (
    Cite,
    Grades,
    Notice,
    Opinion,
    Reasoner,
    ReasonerParts,
    Remark,
    Rewrite,
    Turn,
)
from agent.reasoners.extractive import ExtractiveReasoner
from agent.reasoners.llm.confirming import FIXED_PART as CONFIRMING
from agent.reasoners.llm.confirming import Confirming
from agent.reasoners.llm.further import Further
from agent.reasoners.llm.judging import FIXED_PART as JUDGING
from agent.reasoners.llm.judging import Judge
from agent.reasoners.llm.markers import with_citations
from agent.reasoners.llm.mixed import mixed
from agent.reasoners.llm.pointing import FIXED_PART as POINTING
from agent.reasoners.llm.pointing import Pointer
from agent.reasoners.llm.prompt_fitting import Fitted, Fitting, asker_of
from agent.reasoners.llm.short_prompt import SYSTEM as SHORT_SYSTEM
from agent.reasoners.llm.short_prompt import short_answering
from agent.reasoners.llm.tags import without_tags
from agent.reasoners.llm.textbook import FIXED_PART as TEXTBOOK
from agent.reasoners.llm.textbook import english_question
from agent.reasoners.llm.verdicts import grade_schema, listed, numbers_schema, verdict
from agent.reasoners.llm.writing import written
from agent.types import Mode, Usage, no_usage

GRADE_TOKENS = 256  # for the numbers, a query, and the white space of weak models
CHECK_TOKENS = 128  # for the numbers of statements


async def open_reasoner(parts: ReasonerParts) -> Reasoner:
    """The reasoner for the configured servers, with the extractive one as fallback."""
    settings, pool = parts.settings, await parts.pool()
    return LlmReasoner(
        Model(pool, settings.llm_key, settings.llm_model, timeout=settings.limits.llm_seconds),
        pool,
        ExtractiveReasoner(parts.vocabulary, reader=parts.reader, similarity=parts.similarity),
        answer_tokens=settings.llm_options.answer_tokens,
        second_opinion=settings.llm_options.verify == "model",
        decisions=decide(settings, settings.llm_model or await _served(pool)),
        checked=settings.llm_options.release == "checked",
        similarity=parts.similarity,
        nearness=parts.nearness,
    )


async def _served(pool: ModelPool) -> str | None:
    """The model's name where its server is up."""
    try:
        return await pool.model()
    except ModelUnavailable:
        return None


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
        decisions: Decisions = UNMEASURED,
        checked: bool = True,
        similarity: Similarity | None = None,
        nearness: Similarity | None = None,
    ) -> None:
        """`fallback` computes what the model does not decide, and where its output is unusable;
        with `second_opinion` the model is asked once more about its answer; `similarity` holds its
        sentences against passages in other languages, `nearness` against those in its own."""
        self._grounding = Grounding(similarity)
        self.decisions = decisions
        self._checked = checked
        self._model = model
        self._pool = pool
        self._fitting = Fitting(pool, answer_tokens)
        self._answer_tokens = answer_tokens
        self._fallback = fallback
        self._second_opinion = second_opinion
        scale = decisions.judge
        pointer = Pointer(model, nearness, decisions.prompt_tokens) if nearness else None
        self._judge = Judge(model, fallback, scale, pointer) if scale else None
        self._further = Further(pointer, fallback, self._judge) if pointer else None

    @property
    def model(self) -> str | None:
        """The model's name."""
        return self._model.name

    @property
    def fixed_parts(self) -> list[Sequence[BaseMessage]]:
        """What the prompts of all questions begin with."""
        writing = SHORT_SYSTEM if self.decisions.prompt_tokens else prompts.SYSTEM
        parts: list[Sequence[BaseMessage]] = [[SystemMessage(writing)]]
        if self.decisions.confirm:
            parts.append(CONFIRMING)
        if self._judge:
            parts += [POINTING, TEXTBOOK, JUDGING]
        return parts

    async def grade(self, turn: Turn) -> Grades:
        """See `Reasoner.grade`; passages beyond the model's context are not relevant."""
        if not turn.passages:
            return Grades([], [])
        if self.decisions.grade == "computed":
            grades = await self._fallback.grade(turn)
            return await self._judge.judged(turn, grades) if self._judge else grades
        fitted = await self._fit(turn)
        count = len(fitted.turn.passages)
        tokens = min(GRADE_TOKENS, fitted.answer_tokens)
        reply, usage, asked = await self._model.read(
            prompts.grading(fitted.turn), grade_schema(count), tokens, asker_of(turn)
        )
        numbers, suggestion = verdict(reply, count)
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
            if self.decisions.grade == "computed":  # compares with the question, not the query
                return Rewrite(turn.suggestion, asked=turn.suggestion, by_model=True)
            return Rewrite(turn.suggestion)
        if self.decisions.translate and turn.kind == "other-language" and len(turn.tried) == 1:
            put, usage = await english_question(self._model, turn)
            return Rewrite(put, asked=put, by_model=True, usage=usage)
        return replace(await self._fallback.rewrite(turn), usage=no_usage())

    async def generate(self, turn: Turn) -> AsyncGenerator[str | Cite | Remark | Notice | Usage]:
        """See `Reasoner.generate`: only sentences that a passage says."""
        if turn.quotes or self.decisions.write == "computed":
            async for piece in self._fallback.generate(turn):
                yield piece
            return
        async with aclosing(self._way(turn)) as pieces:
            async for piece in pieces:
                yield piece

    def _way(self, turn: Turn) -> AsyncGenerator[str | Cite | Remark | Notice | Usage]:
        """The way in which the model is measured to write best, or was told to."""
        asked = self._asked(turn)
        if not self._checked:
            return with_citations(asked)
        if self.decisions.write != "mixed":
            return written(turn, asked, self._fallback, self._grounding)
        scale = self.decisions.confirm
        confirming = Confirming(self._model, scale, turn) if scale else None
        return mixed(turn, asked, self._fallback, self._grounding, confirming, self._further)

    async def _asked(self, turn: Turn) -> AsyncGenerator[str | Notice | Usage]:
        """The model's own words."""
        if self.decisions.prompt_tokens:
            messages = short_answering(turn, self.decisions.prompt_tokens)
            most = min(self.decisions.answer_tokens or self._answer_tokens, self._answer_tokens)
        else:
            fitted = await self._fit(turn)
            if fitted.dropped:
                yield Notice("dropped", "; ".join(fitted.dropped))
            messages, most = prompts.answering(fitted.turn), fitted.answer_tokens
        answer = self._model.ask(messages, max_tokens=most, asker=asker_of(turn))
        async with aclosing(answer) as pieces:
            async for piece in pieces:
                yield piece

    def revise(self, turn: Turn, answer: str) -> AsyncGenerator[str | Notice | Usage]:
        """See `Reasoner.revise`: one call, without any passage."""
        messages = prompts.revising(turn.question, answer)
        asked = self._model.ask(messages, max_tokens=self._answer_tokens, asker=asker_of(turn))
        return without_tags(asked)

    async def check_claims(self, turn: Turn, statements: Sequence[str]) -> Opinion:
        """See `Reasoner.check_claims`: one call, if it is switched on and the context has room."""
        if not self._second_opinion or not statements:
            return Opinion()
        fitted, asker = await self._fit(turn), asker_of(turn)
        messages = prompts.checking(fitted.turn, statements)
        room = await self._pool.context() - await self._pool.prompt_tokens(messages, asker)
        if room < CHECK_TOKENS:
            return Opinion(note="no room in the model's context")
        schema = numbers_schema("unsupported", len(statements))
        try:
            reply, usage, _ = await self._model.read(messages, schema, CHECK_TOKENS, asker)
        except ModelUnavailable as error:  # the answer exists, and passed the word-by-word check
            return Opinion(note=error.message)
        numbers = listed(reply, "unsupported", len(statements))
        if numbers is None:
            return Opinion(usage=usage, note="unreadable")
        return Opinion(frozenset(number - 1 for number in numbers), usage)

    async def _fit(self, turn: Turn) -> Fitted:
        with self._pool.expecting(asker_of(turn)):
            return await self._fitting.fit(turn)
