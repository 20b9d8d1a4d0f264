"""A second reading: before anything is shown, the model says whether it answers the question.

What would be quoted is put to the model with the question. Its reply is one word, and what counts
is the logarithm of the odds of "answered" against "missing", on a scale that is measured for each
model (`deploy/model/judging.py`): 0 as for texts that do not answer, 1 as for those that do. Where
it is sure, what is quoted is the answer. Where it is not, it answers itself, and the words of the
passages that say the same are quoted (`pointing.py`). That the odds of a model's first
word tell whether something is true is from Kadavath and others, "Language Models (Mostly) Know What
They Know", 2022. Yes and No would not do: small models mix them up with the answer itself.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import replace

from langchain_core.messages import BaseMessage, HumanMessage

from agent.errors import ModelUnavailable
from agent.languages.detect import language_of
from agent.llm.client import Model
from agent.llm.decisions import Scale
from agent.prompts import plain
from agent.reasoner import Grades, Quoting, Reasoner, Turn
from agent.reasoners.llm.completing import Candidate, candidate_of, quoted_as, unquoted
from agent.reasoners.llm.one_word import Words, fixed_part
from agent.reasoners.llm.pointing import READ, Pointer
from agent.reasoners.llm.prompt_fitting import asker_of
from agent.reasoners.llm.textbook import textbook_question
from agent.types import Usage, no_usage, summed

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
SURE, BESIDE, DOUBTFUL, LEAD = 0.7, 0.3, -0.2, 0.5
"""On the scale: from `SURE` what is quoted is the answer, and no more is asked. Below, the words
that the model points to come first unless they are worse by `LEAD`; the other quote stands below
from `BESIDE`; neither is shown below `DOUBTFUL` (`evals/LOG.md`)."""
TRUST, LEAST = 0.35, 0.3
"""On the scale: how much each logit of the computed probability counts against a doubt; a passage
that was chosen for its kind may have a lower probability than `LEAST`, which tells nothing."""
NEAR = 0.18  # computed probability of the best passage from which the model is asked at all


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

    def __init__(
        self, model: Model, computing: Reasoner, scale: Scale, pointer: Pointer | None = None
    ) -> None:
        """`computing` quotes from the passages that help, `pointer` finds what else may answer."""
        self._model = model
        self._computing = computing
        self._scale = scale
        self._pointer = pointer

    async def judged(self, turn: Turn, grades: Grades) -> Grades:
        """The verdicts after the second reading; as they are where the model cannot be asked.

        Where nothing would be quoted, the question in a textbook's words as the next query; and
        after that search, what the model points to.
        """
        if not applies(turn):
            return grades
        try:
            if any(grades.relevant):
                return await self._read(turn, grades)
            if max(grades.likely, default=0.0) < NEAR or len(turn.tried) > 1:
                return grades
            if may_be_put_otherwise(turn):
                put, usage = await textbook_question(self._model, turn)
                return replace(grades, suggestion=put, usage=summed(grades.usage, usage))
            return await self._pointed(turn, grades)
        except ModelUnavailable:
            return grades  # what is computed needs no model

    async def answers(self, turn: Turn, candidate: Candidate) -> tuple[bool, Usage]:
        """Whether the model is sure that a text answers. Raises `ModelUnavailable`."""
        value, usage = await self._value(turn, candidate)
        return value is not None and value >= SURE, usage

    async def _read(self, turn: Turn, grades: Grades) -> Grades:
        first = await candidate_of(self._computing, turn, Quoting(grades.relevant))
        if first is None:
            return grades
        value, usage = await self._value(turn, first)
        grades = replace(grades, usage=summed(grades.usage, usage))
        if value is None:
            return grades
        if value >= SURE:
            return _with(grades, f"the model finds the answer here ({value:.1f})", first.cited)
        grades = _with(grades, f"the model doubts that it answers ({value:.1f})", first.cited)
        return await self._pointed(turn, grades, first, value)

    async def _pointed(
        self, turn: Turn, grades: Grades, first: Candidate | None = None, value: float = 0.0
    ) -> Grades:
        """With the words that the model points to, if they answer; else with the first choice."""
        other, usage = await self._other(turn, grades)
        grades = replace(grades, usage=summed(grades.usage, usage))
        chosen = [(value, first)] if first else []
        if other and not (first and same_words(turn, other, first)):
            found, usage = await self._value(turn, other)
            grades = replace(grades, usage=summed(grades.usage, usage))
            chosen += [(found or 0.0, other)]
        elif first:
            return grades if other else _refused_if(grades, first, value)
        return _decided(grades, first, chosen)

    async def _other(self, turn: Turn, grades: Grades) -> tuple[Candidate | None, Usage]:
        if self._pointer is None:
            return None, no_usage()
        wide = _widely(grades)
        spans, usage = await self._pointer.point(quoted_as(turn, Quoting(wide)))
        if not spans:
            return None, usage
        return await candidate_of(self._computing, turn, Quoting(wide, spans)), usage

    async def _value(self, turn: Turn, candidate: Candidate) -> tuple[float | None, Usage]:
        """On the scale: how much it answers; None if the server does not tell."""
        passages = [turn.passages[at] for at in sorted(candidate.cited)]
        headings = [heading(passage["title"], passage["section"]) for passage in passages]
        messages = question_on(candidate.text, headings, turn.put)
        odds, usage = await self._model.log_odds(messages, WORDS, asker_of(turn))
        return None if odds is None else self._scale.of(odds), usage


def applies(turn: Turn) -> bool:
    """Whether it is a plain question: of "why?" and pasted code the words alone tell too little."""
    plain_question = turn.kind in ("question", "follow-up") and turn.style == "answer"
    return plain_question and not turn.wanted and not turn.quotes and not language_of(turn.whole)


def may_be_put_otherwise(turn: Turn) -> bool:
    """Whether it is a question in the student's own words, searched for the first time."""
    return turn.kind == "question" and not turn.context and not turn.tried


def same_words(turn: Turn, other: Candidate, first: Candidate) -> bool:
    """Whether what the model points to is quoted already."""
    return not unquoted(turn, other.quoting.pointed, first.text)


def _widely(grades: Grades) -> list[bool]:
    """The passages that help, and the likeliest of the others."""
    likely = grades.likely or [0.0] * len(grades.relevant)
    order = sorted(range(len(likely)), key=lambda at: (not grades.relevant[at], -likely[at]))
    more = {at for at in order[sum(grades.relevant) : READ] if likely[at] > 0}
    return [good or at in more for at, good in enumerate(grades.relevant)]


def _decided(
    grades: Grades, first: Candidate | None, read: Sequence[tuple[float, Candidate]]
) -> Grades:
    """The verdicts that the readings lead to."""
    needed = DOUBTFUL if first else SURE
    ranked = sorted(read, key=lambda one: one[0] - LEAD * (one[1] is first), reverse=True)
    if not ranked or ranked[0][0] + _trust(grades, ranked[0][1]) * bool(first) < needed:
        return _nothing(grades, first)
    best = ranked[0][1]
    more = [one for one in ranked[1:] if one[0] >= BESIDE and not _repeats(one[1], best)]
    shown = [ranked[0], *more]
    for value, candidate in shown:
        if candidate is not first:
            grades = _with(grades, f"the model points here ({value:.1f})", candidate.cited)
    relevant = [
        any(at in candidate.cited for _, candidate in shown) for at in range(len(grades.relevant))
    ]
    quotings = [candidate.quoting for _, candidate in shown]
    return replace(grades, relevant=relevant, quotings=quotings)


def _repeats(other: Candidate, shown: Candidate) -> bool:
    """Whether half of its lines are shown already."""
    lines, had = ({*filter(None, each.text.splitlines())} for each in (other, shown))
    return len(lines & had) >= len(lines) / 2


def _refused_if(grades: Grades, first: Candidate, value: float) -> Grades:
    """The first choice; nothing if it surely does not answer."""
    sure = value + _trust(grades, first) < DOUBTFUL
    return _nothing(grades, first) if sure else grades


def _nothing(grades: Grades, first: Candidate | None) -> Grades:
    grades = _with(grades, "the model finds no answer here", first.cited if first else ())
    return replace(grades, relevant=[False] * len(grades.relevant))


def _trust(grades: Grades, read: Candidate) -> float:
    """On the scale: what the computed probability of the best passage counts."""
    if not grades.likely:
        return 0.0
    likely = min(max(max(grades.likely[at] for at in read.cited), LEAST), 0.98)
    return TRUST * math.log(likely / (1 - likely))


def _with(grades: Grades, why: str, about: Collection[int]) -> Grades:
    reasons = [
        f"{reason}; {why}" if at in about else reason for at, reason in enumerate(grades.reasons)
    ]
    return replace(grades, reasons=reasons)
