"""A second reading: before anything is shown, the model says whether it answers the question.

What would be quoted is put to the model with the question. Its reply is one word, and what counts
is the logarithm of the odds of "answered" against "missing", on a scale that is measured for each
model (`deploy/model/judging.py`): 0 as for texts that do not answer, 1 as for those that do. Where
the first choice is doubtful, what would be quoted without its passages is put to the model, too,
and the best is shown; where nothing reaches the bound, nothing is. That the odds of a model's first
word tell whether something is true is from Kadavath and others, "Language Models (Mostly) Know What
They Know", 2022. Yes and No would not do: small models mix them up with the answer itself.
"""

from __future__ import annotations

import math
from collections.abc import AsyncGenerator, Collection, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace

from langchain_core.messages import BaseMessage, HumanMessage

from agent.errors import ModelUnavailable
from agent.languages.detect import language_of
from agent.llm.client import Model
from agent.llm.decisions import Scale
from agent.prompts import plain
from agent.reasoner import Cite, Grades, Reasoner, Turn
from agent.reasoners.llm.completing import computed_parts
from agent.reasoners.llm.one_word import Words, fixed_part
from agent.reasoners.llm.prompt_fitting import asker_of
from agent.types import Passage, Usage, summed

SYSTEM = """You check whether a text from a course answers a student's question. A text that is \
only on the same topic does not answer it. Reply with one word: answered or missing."""
WORDS: Words = ("answered", "missing")
ANSWERED, MISSING = WORDS
EXAMPLES = (  # heading, text, question, reply
    (
        "Biology 1 > The cell",
        "The membrane is a thin layer around the cell. It controls what enters and what leaves.",
        "what is the membrane of a cell",
        ANSWERED,
    ),
    (
        "Syllabus > Labs",
        "Labs take place on Tuesday afternoon in room 3. Bring your coat and the instructions.",
        "can i leave the lab early",
        MISSING,
    ),
    (
        "History 2 > Printing",
        "With the printing press books became cheap, and within fifty years many more people could "
        "read.",
        "who invented the printing press",
        MISSING,
    ),
    (
        "Syllabus > Grading",
        "| Part | Share |\n| --- | --- |\n| Reports | 30% |\n| Exam | 70% |",
        "how much do the reports count?",
        ANSWERED,
    ),
    (
        "Syllabus > Exam",
        "Books and notes stay outside. Calculators are not allowed in the exam.",
        "can i use my calculator in the exam",
        ANSWERED,
    ),
    (
        "Biology 1 > Osmosis",
        "Osmosis is the movement of water through a membrane to where more is dissolved in it.",
        "what's the difference between osmosis and diffusion",
        MISSING,
    ),
    (
        "Physics > Ice",
        "Ice is water in its solid state. It forms at 0 °C, in winter first on small ponds.",
        "why does ice float",
        MISSING,
    ),
    (
        "Chemistry > Acids",
        "Glass is not attacked by strong acids, with one exception: hydrofluoric acid.",
        "does sulfuric acid destroy glass",
        ANSWERED,
    ),
)
LONG = 900  # characters of a text that are read
READ, LEFT_OUT = 3, 2
"""Texts that are read in a turn, at most: where something was chosen, and where nothing was."""
SURE, DOUBTFUL, LEAD = 0.8, -0.2, 0.35
"""On the scale: from `SURE` a text is shown, also one from a passage that was not computed to help;
below `DOUBTFUL` nothing is; another choice needs `LEAD` above the first one. Fitted, like `TRUST`,
to questions on five courses (`evals/LOG.md`)."""
TRUST, LEAST = 0.35, 0.3
"""On the scale: how much each logit of the computed probability counts against a doubt; a passage
that was chosen for its kind may have a lower probability than `LEAST`, which tells nothing."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """What would be quoted if just the `relevant` passages helped."""

    relevant: tuple[bool, ...]
    text: str
    cited: frozenset[int]  # places of its passages, from 0
    chosen: bool  # from the passages that were computed to help


def question_on(text: str, headings: Sequence[str], question: str) -> list[BaseMessage]:
    """Asks whether a text that stands below these headings answers a question."""
    source = "; ".join(dict.fromkeys(headings))
    return [*FIXED_PART, HumanMessage(plain(_asked(source, text[:LONG], question)))]


def _asked(source: str, text: str, question: str) -> str:
    return (
        f"Text, from {source}:\n{text}\n\nQuestion: {question}\n\n"
        f"Is this question answered by the text? Reply {ANSWERED} or {MISSING}."
    )


FIXED_PART = fixed_part(SYSTEM, ((_asked(*asked), reply) for *asked, reply in EXAMPLES))


def heading(title: str, section: str) -> str:
    """Where a text stands."""
    return f"{title} > {section}" if section else title


class Judge:
    """Reads once more what would be quoted."""

    def __init__(self, model: Model, computing: Reasoner, scale: Scale) -> None:
        """`computing` quotes from the passages that help."""
        self._model = model
        self._computing = computing
        self._scale = scale

    async def judged(self, turn: Turn, grades: Grades) -> Grades:
        """The verdicts after the second reading; as they are where the model cannot be asked."""
        most = _most(turn, grades) if _applies(turn) else 0
        read: list[tuple[float, Candidate]] = []
        usage = grades.usage
        async with aclosing(self._candidates(turn, grades)) as candidates:
            while len(read) < most and not (read and read[-1][0] >= SURE):
                try:
                    candidate = await anext(candidates)
                    odds, more = await self._odds(turn, candidate)
                except (ModelUnavailable, StopAsyncIteration):
                    break  # what is computed needs no model
                usage = summed(usage, more)
                if odds is None:
                    break
                read.append((self._scale.of(odds), candidate))
        return replace(_decided(grades, read), usage=usage)

    async def _odds(self, turn: Turn, candidate: Candidate) -> tuple[float | None, Usage]:
        passages = [turn.passages[at] for at in sorted(candidate.cited)]
        headings = [heading(passage["title"], passage["section"]) for passage in passages]
        messages = question_on(candidate.text, headings, turn.whole)
        return await self._model.log_odds(messages, WORDS, asker_of(turn))

    async def _candidates(self, turn: Turn, grades: Grades) -> AsyncGenerator[Candidate]:
        """What would be quoted, then without its passages; at last the passages left out."""
        left = list(grades.relevant)
        while any(left):
            candidate = await self._quoting(turn, left, chosen=True)
            if not candidate:
                break
            yield candidate
            left = [good and at not in candidate.cited for at, good in enumerate(left)]
        out = [at for at, good in enumerate(grades.relevant) if not good and grades.likely]
        for at in sorted(out, key=lambda at: -grades.likely[at]):
            alone = [place == at for place in range(len(turn.passages))]
            if candidate := await self._quoting(turn, alone, chosen=False):
                yield candidate

    async def _quoting(
        self, turn: Turn, relevant: Sequence[bool], *, chosen: bool
    ) -> Candidate | None:
        passages: list[Passage] = [
            passage | {"relevant": good}
            for passage, good in zip(turn.passages, relevant, strict=True)
        ]
        parts = [p async for p in computed_parts(self._computing, replace(turn, passages=passages))]
        cited = frozenset(part.place - 1 for part in parts if isinstance(part, Cite))
        text = "".join(part if isinstance(part, str) else "" for part in parts)
        return Candidate(tuple(relevant), text, cited, chosen) if text and cited else None


def _applies(turn: Turn) -> bool:
    """Whether it is a plain question: of "why?" and pasted code the words alone tell too little."""
    plain_question = turn.kind in ("question", "follow-up") and turn.style == "answer"
    return plain_question and not turn.wanted and not turn.quotes and not language_of(turn.whole)


def _most(turn: Turn, grades: Grades) -> int:
    """How many texts are read: few where nothing was chosen, or for a rewritten question."""
    if turn.tried:
        return int(any(grades.relevant))
    return READ if any(grades.relevant) else LEFT_OUT


def _decided(grades: Grades, read: Sequence[tuple[float, Candidate]]) -> Grades:
    """The verdicts that the readings lead to, with their reasons."""
    usable = [(value, each) for value, each in read if each.chosen or value >= SURE]
    if not usable:
        return grades
    first = read[0][1]
    value, best = max(usable, key=lambda one: one[0] + LEAD * (one[1] is first))
    if max(value for value, _ in usable) + _trust(grades, usable) < DOUBTFUL:
        nothing = [False] * len(best.relevant)
        return _with(grades, nothing, "the model finds no answer here", first.cited)
    why = f"the model finds the answer here ({value:.1f})"
    return _with(grades, best.relevant, why, best.cited)


def _trust(grades: Grades, read: Sequence[tuple[float, Candidate]]) -> float:
    """On the scale: what the computed probability of the best passage counts."""
    if not grades.likely:
        return 0.0
    best = max(grades.likely[at] for _, each in read for at in each.cited)
    likely = min(max(best, LEAST), 0.98)
    return TRUST * math.log(likely / (1 - likely))


def _with(grades: Grades, relevant: Sequence[bool], why: str, about: Collection[int]) -> Grades:
    reasons = [
        f"{reason}; {why}" if at in about else reason for at, reason in enumerate(grades.reasons)
    ]
    return replace(grades, relevant=list(relevant), reasons=reasons)
