"""Answers without a language model: grades by features, rewrites by rules, quotes verbatim."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncGenerator, Callable, Iterator, Sequence
from dataclasses import replace
from itertools import compress

from agent.languages.similarity import Similarity
from agent.reasoner import (
    Cite,
    Exchange,
    Grades,
    Opinion,
    Reader,
    Reasoner,
    ReasonerParts,
    Remark,
    Rewrite,
    Span,
    Turn,
    in_context,
)
from agent.reasoners.extractive.answer import quotes
from agent.reasoners.extractive.error_notes import error_notes, is_entry
from agent.reasoners.extractive.features import Fit, measure
from agent.reasoners.extractive.grader import Grader, fitted, reason, worth_reading
from agent.reasoners.extractive.kinds_of_passage import relevant_by_kind
from agent.reasoners.extractive.lacking import lacks_its_subject, lacks_what_is_asked
from agent.reasoners.extractive.premise import denial
from agent.reasoners.extractive.question import Question, ask
from agent.reasoners.extractive.recite import recite
from agent.reasoners.extractive.rewriting import rewritten
from agent.reasoners.extractive.same_code import asked_code
from agent.reasoners.extractive.styles import hint, quiz
from agent.reasoners.extractive.where_covered import where_covered
from agent.search.followup import about_the_last, standalone
from agent.search.multi_part import parts
from agent.search.reader.pair_scores import PairScores
from agent.search.spelling import suggestions
from agent.search.vocabulary import Vocabulary
from agent.text.english_words import FRAME_STEMS, content_stems
from agent.types import Mode, Passage, Usage
from agent.understanding.pasted_error import pasted_error

SURE = 0.6
"""Probability from which a question that may be misspelt is answered as it stands, or one over a
part of the documents at all."""
AT_ONCE = 10
"""Words that are sent together; to send each by itself takes longer than to find the answer."""
_PIECE = re.compile(r"\s*\S+|\s+")
_SHAPES = {"answer": quotes, "hint": hint, "quiz": quiz}


async def open_reasoner(parts: ReasonerParts) -> Reasoner:
    """The reasoner over the words of the index."""
    return ExtractiveReasoner(parts.vocabulary, reader=parts.reader, similarity=parts.similarity)


class ExtractiveReasoner:
    """The `Reasoner` without a model. `vocabulary` returns the current words of the index."""

    mode: Mode = "extractive"
    model: str | None = None

    def __init__(
        self,
        vocabulary: Callable[[], Vocabulary],
        grader: Callable[[], Grader] = fitted,
        reader: Reader | None = None,
        similarity: Similarity | None = None,
    ) -> None:
        """`reader`: a model that reads question and passages together, if there is one."""
        from agent.reasoners.languages.other_languages import (
            OtherLanguages,  # which imports from here
        )

        self._vocabulary = vocabulary
        self._grader = grader
        self._reader = reader
        self._others = OtherLanguages(vocabulary, similarity)

    async def grade(self, turn: Turn) -> Grades:
        """See `Reasoner.grade`. Compares with the student's question, not with the query."""
        return await asyncio.to_thread(self._grade, turn)

    async def estimate(self, turn: Turn) -> Sequence[bool]:
        """See `Reasoner.estimate`."""
        return (await self.grade(turn)).relevant

    async def rewrite(self, turn: Turn) -> Rewrite:
        """See `Reasoner.rewrite`: spelling first, then the materials' own words, then fewer.

        None for a question whose premise the passages deny: other words would not help.
        """
        if self._others.applies(turn):
            return Rewrite(None)
        return await asyncio.to_thread(self._rewrite, turn)

    async def check_claims(self, turn: Turn, statements: Sequence[str]) -> Opinion:
        """See `Reasoner.check_claims`: quotes need no check."""
        return Opinion()

    def revise(self, turn: Turn, answer: str) -> None:
        """See `Reasoner.revise`: quotes have one form."""

    async def generate(self, turn: Turn) -> AsyncGenerator[str | Cite | Remark | Usage]:
        """See `Reasoner.generate`: quotes in reading order, word by word."""
        for part in await asyncio.to_thread(lambda: list(self._answer(turn))):
            for n, piece in enumerate(_PIECE.findall(part) if isinstance(part, str) else [part]):
                yield piece
                if n % AT_ONCE == 0:
                    await asyncio.sleep(0)  # lets the first word be sent at once

    def _rewrite(self, turn: Turn) -> Rewrite:
        if self._denial(turn):
            return Rewrite(None)
        first = len(turn.tried) == 1
        if first and (meant := self._meant(turn)):
            return Rewrite(meant, asked=meant)
        if first and turn.context:  # perhaps it stands alone
            return Rewrite(_asked(turn))
        if first and (put := self._vocabulary().put_in_terms(self._plain(turn))):
            return Rewrite(put, asked=put)
        if first and self._may_lean(turn) and (whole := about_the_last(*_leaning(turn))):
            return Rewrite(whole, asked=whole)
        return Rewrite(rewritten(turn.query, turn.tried, self._vocabulary()))

    def _meant(self, turn: Turn) -> str | None:
        """What a misspelt question surely means."""
        meant = suggestions(_asked(turn), self._vocabulary())
        return meant[0] if len(meant) == 1 else None

    def _may_lean(self, turn: Turn) -> bool:
        """Whether a question may be about the one before: it names nothing new to the materials."""
        known = self._vocabulary().counts
        named = set(content_stems(_asked(turn))) - FRAME_STEMS
        return turn.kind == "question" and named <= known.keys()

    def _answer(self, turn: Turn) -> Iterator[str | Cite | Remark]:
        if turn.quotes:
            return recite(turn.quotes, turn.passages)
        error = pasted_error(turn.question) if turn.kind == "error" else None
        if error and any(p["relevant"] and is_entry(p, error) for p in turn.passages):
            return error_notes(error, turn.passages)
        if self._others.applies(turn):
            return self._others.answer(turn)
        if turn.style == "answer" and turn.wanted == "places":
            return where_covered(self._questions(turn)[0], turn.passages)
        return _SHAPES[turn.style](self._questions(turn), turn.passages)

    def _grade(self, turn: Turn) -> Grades:
        if self._others.applies(turn):
            return self._others.grade(turn)
        if denied := self._denial(turn):
            refused = f"the question assumes what the materials deny: {denied}"
            return Grades([False] * len(turn.passages), [refused] * len(turn.passages))
        question = self._question(turn)
        fits = measure(question, turn.passages)
        judge = read = None
        if self._reader:
            judge = self._reader.fitted.grading
            read = self._read(self._reader, question, turn.passages, fits)
        probabilities, likely = self._grader().judged(fits, judge, read or ())
        relevant = relevant_by_kind(question, turn, likely)
        kept = [p for p, good in zip(turn.passages, relevant, strict=True) if good]
        lacking = beside = None
        unsure = max(probabilities, default=0.0) < SURE
        if kept and unsure and not turn.tried and self._meant(turn):
            lacking = "perhaps misspelt"
        elif kept and unsure and turn.partial:
            lacking = "the answer may be in a document that is not indexed yet"
        elif turn.kind != "error":
            found = [p for p, good in zip(turn.passages, likely, strict=True) if good]
            lacking = lacks_what_is_asked(
                question, kept or turn.passages, self._vocabulary(), sure=not unsure
            )
            if unsure and not lacking:
                beside = lacks_its_subject(question, found or kept)
        if lacking or beside:
            relevant = [False] * len(relevant)
        reasons = [reason(*judged) for judged in zip(fits, probabilities, relevant, strict=True)]
        if missing := lacking or beside:
            reasons = [f"{one}; {missing}" for one in reasons]
        return Grades(relevant, reasons, likely=() if lacking else probabilities)

    def _read(
        self, reader: Reader, question: Question, passages: Sequence[Passage], fits: Sequence[Fit]
    ) -> list[PairScores | None]:
        """The reader's scores of each passage; None where they could not make it relevant."""
        judge, grader = reader.fitted.grading, self._grader()
        undecided = [worth_reading(fit) and judge.undecided(grader.logit(fit)) for fit in fits]
        some = list(compress(passages, undecided))
        read = iter(reader.scores(question.whole, some, self._vocabulary()))
        return [next(read) if each else None for each in undecided]

    def _denial(self, turn: Turn) -> str | None:
        """The sentence of the materials that denies the question's premise, if there is one.

        The question is not spell-checked first: that could turn its meaning round.
        """
        return denial(_asked(turn), turn.passages)

    def _question(self, turn: Turn) -> Question:
        asked = ask(self._plain(turn), self._vocabulary(), context=self._context(turn))
        return replace(asked, quoted=_quoted(turn))

    def _plain(self, turn: Turn) -> str:
        """The student's question in the spelling of the materials, without a course's name."""
        vocabulary = self._vocabulary()
        asked = turn.question if turn.context else _asked(turn)
        return vocabulary.corrected(vocabulary.courses.without(asked))

    def _context(self, turn: Turn) -> str:
        """The question before, in the same spelling, if this one is read behind it."""
        vocabulary = self._vocabulary()
        return vocabulary.corrected(vocabulary.courses.without(turn.context))

    def _questions(self, turn: Turn) -> list[Question]:
        """The parts of the student's question."""
        vocabulary = self._vocabulary()
        asked = parts(self._plain(turn), vocabulary.courses)
        code = asked_code(turn.question)
        quoted, context = _quoted(turn), self._context(turn)
        return [
            replace(
                ask(part, vocabulary, self._scores(in_context(part, context), turn), context),
                code=code,
                quoted=quoted,
                pointed=turn.pointed,
            )
            for part in asked
        ]

    def _scores(self, question: str, turn: Turn) -> dict[str, PairScores]:
        """What the reader says of each relevant passage."""
        relevant = [passage for passage in turn.passages if passage["relevant"]]
        if not self._reader:
            return {}
        read = self._reader.whole(question, relevant, self._vocabulary())
        return {passage["id"]: each for passage, each in zip(relevant, read, strict=True)}


def _leaning(turn: Turn) -> tuple[str, Sequence[Exchange]]:
    return _asked(turn), [past for past in turn.history if past.kind in ("question", "follow-up")]


def _quoted(turn: Turn) -> list[Span]:
    return [Span(c["passage_id"], c["start"], c["end"]) for c in turn.quoted]


def _asked(turn: Turn) -> str:
    return turn.asked or standalone(turn.question, turn.history)
