"""Whole lists and tables as answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from agent.reasoners.extractive.answer_shape import AnswerShape
from agent.reasoners.extractive.blocks import Block, blocks, length
from agent.reasoners.extractive.candidates import Candidate, Choice, Source
from agent.reasoners.extractive.context import (
    LIST_WORDS,
    NAMED,
    TABLE_ROWS,
    code_after,
    introduction,
    with_context,
)
from agent.reasoners.extractive.features import has_type
from agent.reasoners.extractive.question import Question
from agent.reasoners.extractive.scoring import (
    EXERCISE,
    HEADINGS,
    INSIDE,
    LABEL,
    TYPE,
    named_by,
)

RATHER = 0.85  # of the best sentence's score, from which a list is preferred if one is wanted
BESIDE = 0.65  # ... and from which it is quoted after that sentence


@dataclass(frozen=True, slots=True)
class Group:
    """A whole list or table, and how well it answers."""

    source: Source
    block: Block
    score: float


def whole(
    question: Question, wanted: AnswerShape, found: Sequence[Source], pool: Sequence[Candidate]
) -> Choice | None:
    """The best list or table, unless a sentence or a single row answers better."""
    lists = [group for group in groups(question, found) if wanted.many or _steps(group)]
    if not lists or (pool and _is_named(question, pool[0])):
        return None
    top = max(lists, key=lambda group: group.score)
    inside = {(top.source.place, at) for at in top.block.all}
    rivals = [c for c in pool if (c.source.place, c.at) not in inside]
    rival = max(rivals, key=lambda c: _bare(question, c), default=None)
    score = max(_bare(question, rival), 0.0) if rival else 0.0
    choice = Choice()
    if rival and top.score < RATHER * score:
        if top.score < BESIDE * score or not wanted.many or rival.unit.kind != "sentence":
            return None
        choice.add(rival.source, with_context(question, wanted, rival.source.units, rival.at))
    for group in [top, *(g for g in lists if g is not top and _goes_on(top, g))]:
        places = _members(question, group)
        if places and wanted.steps:
            places = sorted({*places, *code_after(wanted, group.source.units, places)})
        choice.add(group.source, places)
    return choice if choice.taken else None


def _steps(group: Group) -> bool:
    """Whether a list gives steps: it is numbered, announced, or begins the section."""
    units, block = group.source.units, group.block
    first = units[block.members[0]]
    numbered = group.source.passage["text"][first.start : first.start + 1].isdigit()
    return first.kind == "item" and (numbered or block.lead is not None or block.members[0] == 0)


def _bare(question: Question, candidate: Candidate) -> float:
    """The score of a unit without the bonus for its label."""
    return candidate.score - LABEL * named_by(question, candidate.unit.label)


def _is_named(question: Question, candidate: Candidate) -> bool:
    """Whether the question names one row: "office hours" among the course's facts."""
    return len(candidate.unit.label) > 1 and named_by(question, candidate.unit.label) >= NAMED


def groups(question: Question, found: Sequence[Source]) -> list[Group]:
    """All lists and tables of the relevant passages."""
    return [
        Group(source, block, _group_score(question, source, block))
        for source in found
        for block in blocks(source.units)
        if len(block.members) > 1
    ]


def _group_score(question: Question, source: Source, block: Block) -> float:
    """On the scale of a unit's score: its title and its best member count.

    Not all members together, or a long glossary would match everything.
    """
    credits, headings = source.credits, source.credits.reading.headings
    title = _title(source, block)
    members = [source.units[at] for at in block.members]
    value = max(credits.share(title | member.bag, headings) for member in members)
    value += INSIDE * sum(credits.share(title | member.bag) for member in members) / len(members)
    value += HEADINGS * credits.share(headings) + source.bonus
    value += TYPE * any(has_type(question, member) or False for member in members)
    return value - EXERCISE * source.exercises


def _title(source: Source, block: Block) -> frozenset[str]:
    """Stems of the heading, sentence and header that describe a list or table."""
    bags = [source.units[at].bag for at in (block.before, block.head) if at is not None]
    return source.topic.union(*bags)


def _members(question: Question, group: Group) -> list[int]:
    """The whole block if it is short, else the members with a word of the question."""
    units, block, credits = group.source.units, group.block, group.source.credits
    title = _title(group.source, block) | credits.reading.headings
    asked = [t for t in question.terms if not t.framing and credits.inside(t, title) == 0]
    met = [
        at
        for at in block.members
        if any(credits.inside(term, frozenset(units[at].order)) for term in asked)
    ]
    is_table = units[block.members[0]].kind == "row"
    fits = len(block.members) <= TABLE_ROWS if is_table else length(units, block.all) <= LIST_WORDS
    if not fits or (is_table and len(met) > 1):
        first = [at for at in (block.lead, block.head) if at is not None]
        return [*first, *met] if met else []
    return sorted({*block.all, *introduction(units, block)})


def _goes_on(top: Group, other: Group) -> bool:
    """Whether a table or list continues one that was split between passages."""
    first, second = top.source.passage, other.source.passage
    if (first["document_id"], first["section"]) != (second["document_id"], second["section"]):
        return False
    if top.source is other.source:
        return False
    head = top.block.head
    if head is None or other.block.head is None:
        return head is other.block.head and other.block.members[0] == 0
    return top.source.units[head].order == other.source.units[other.block.head].order
