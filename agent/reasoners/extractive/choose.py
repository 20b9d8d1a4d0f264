"""Chooses the units of the relevant passages that make the answer."""

from __future__ import annotations

from collections.abc import Sequence

from agent.reasoners.extractive.answer_shape import AnswerShape, answer_shape
from agent.reasoners.extractive.candidates import (
    Candidate,
    Choice,
    Source,
    Taken,
    candidates,
    sources,
)
from agent.reasoners.extractive.code_beside import with_code
from agent.reasoners.extractive.context import with_context
from agent.reasoners.extractive.defining import defines
from agent.reasoners.extractive.lists import whole
from agent.reasoners.extractive.multi_part import both_sides, from_each_course
from agent.reasoners.extractive.question import Question
from agent.reasoners.extractive.same_code import with_result
from agent.reasoners.extractive.scoring import labelled
from agent.reasoners.extractive.sections import section
from agent.types import Passage

MOST = 2  # units that are chosen; each brings its context
CLEAR = 0.25  # lead of a row's score over the other rows', from which it is shown alone
GAIN = 0.2  # share of the question's weight that makes a further unit worth quoting
DEFINED = 0.5  # from which a unit defines a thing; "Merge sort was ..." and "... is useful" do not
ELSEWHERE = 1.0
"""Logits by which a reader finds that another passage answers better than a section."""
FAR_BEHIND = 0.6  # score by which no sentence of a section reaches the best one elsewhere
SEEN = 0.8  # mean probability of the tokens of the sentence in which it sees the answer there
NEARLY = 0.85  # of the best unit's score, from which a unit may be the answer as well


def choose(question: Question, passages: Sequence[Passage]) -> list[Taken]:
    """The units to quote with their context; the best passage first."""
    wanted = answer_shape(question)
    found = sources(question, passages)
    pool = candidates(question, found)
    if question.pointed:
        chosen = best(question, wanted, [c for c in pool if _pointed(question, c)])
        return with_code(question, wanted, chosen.taken, passages)
    choice = (
        with_result(question, wanted, pool)
        or (wanted.courses and from_each_course(question, wanted, pool))
        or (wanted.sides and both_sides(question, wanted, found, pool))
        or (wanted.many and whole(question, wanted, found, pool))
        or (_by_section(question, pool) and _section(question, found, pool))
        or ((wanted.many or wanted.steps) and whole(question, wanted, found, pool))
        or best(question, wanted, pool)
    )
    return with_code(question, wanted, choice.taken, passages)


def _pointed(question: Question, candidate: Candidate) -> bool:
    """Whether a language model has pointed to it."""
    unit, name = candidate.unit, candidate.source.passage["id"]
    return any(span.overlaps(name, unit.start, unit.end) for span in question.pointed)


def _by_section(question: Question, pool: Sequence[Candidate]) -> bool:
    """Whether the question is about a topic as a whole."""
    if question.shape in ("other", "howto", "list"):
        return True
    first = next(iter(pool), None)
    if first is None or question.shape != "definition":
        return False
    units, at = first.source.units, first.at
    defined = defines(question.subjects, first.unit) >= DEFINED
    return not (defined or labelled(question, units, at))


def _section(
    question: Question, found: Sequence[Source], pool: Sequence[Candidate]
) -> Choice | None:
    """The section that the question names, unless a reader sees the answer in a sentence of
    another document."""
    chosen, first = section(question, found), next(iter(pool), None)
    if chosen is None or first is None or first.source.place == chosen.taken[0][0]:
        return chosen
    other = next(c for c in pool if c.source.place == chosen.taken[0][0])
    elsewhere = first.source.passage["section"] != other.source.passage["section"]
    if (
        (question.asks_how or question.decides)
        and elsewhere
        and first.score - other.score >= FAR_BEHIND
    ):
        return None
    if first.source.passage["document_id"] == other.source.passage["document_id"]:
        return chosen
    one, two = (question.read.get(each.source.passage["id"]) for each in (first, other))
    if one is None or two is None or one.answers - two.answers < ELSEWHERE:
        return chosen
    return None if one.in_sentence(first.unit.start, first.unit.end) >= SEEN else chosen


def best(question: Question, wanted: AnswerShape, pool: Sequence[Candidate]) -> Choice:
    """The best unit, and further ones that add something to it."""
    choice = Choice()
    chosen: list[Candidate] = []
    for candidate in pool:
        if len(chosen) == MOST:
            break
        if chosen and not _adds(question, wanted, candidate, chosen):
            continue
        units, at = candidate.source.units, candidate.at
        clear = not (wanted.many or wanted.steps) and _clear(candidate, pool)
        if choice.add(candidate.source, with_context(question, wanted, units, at, clear=clear)):
            chosen.append(candidate)
    return choice


def _clear(candidate: Candidate, pool: Sequence[Candidate]) -> bool:
    """Whether a row answers clearly better than the other rows of its table."""
    if candidate.unit.kind != "row":
        return False
    others = (c for c in pool if c.source is candidate.source and c.unit.kind == "row")
    return all(c is candidate or c.score < candidate.score - CLEAR for c in others)


def _strays(question: Question, candidate: Candidate, first: Candidate) -> bool:
    """Whether it is below a heading on something else, and the first below one on the subject."""
    first_on_it = first.source.topic & question.subjects
    return bool(first_on_it and candidate.source.topic) and not (
        candidate.source.topic & question.subjects
    )


def _adds(
    question: Question, wanted: AnswerShape, candidate: Candidate, chosen: Sequence[Candidate]
) -> bool:
    """Whether a further unit adds something to the chosen ones."""
    unit, credits = candidate.unit, candidate.source.credits
    if unit.points or unit.fragment or any(unit.order == other.unit.order for other in chosen):
        return False
    covered = frozenset[str]().union(*(other.unit.bag | other.unit.context for other in chosen))
    wanted_stems = question.added
    before = wanted_stems & covered
    if credits.share(wanted_stems & (covered | unit.bag)) - credits.share(before) >= GAIN:
        return True
    if _strays(question, candidate, chosen[0]):
        return False
    nearly = candidate.score >= NEARLY * chosen[0].score
    return nearly and question.shape != "definition" and not wanted.steps and unit.kind != "code"
