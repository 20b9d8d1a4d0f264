"""Quotes a section whose heading matches the question, from its beginning."""

from __future__ import annotations

from collections.abc import Sequence

from agent.passage_id import ordinal
from agent.reasoners.extractive.blocks import length
from agent.reasoners.extractive.candidates import Choice, Source, is_outline
from agent.reasoners.extractive.context import CODE_LINES
from agent.reasoners.extractive.question import Question
from agent.text.english_words import FRAME_STEMS, content_stems, word_set

WORDS = 130  # of a section that is quoted
NAMES = 0.8  # credit for each word of the question among those of the heading
MET = 0.72  # share of the question's weight in the headings above a section
NAMED = 0.6  # of the heading's words, from which the question names the section

_SAYS_LITTLE = word_set("idea concept basic introduct overview principl")
"""Stems of what a heading says beside the name of a thing: "Quicksort: the idea"."""


def section(question: Question, found: Sequence[Source]) -> Choice | None:
    """The beginning of the section whose heading matches the question, if there is one."""
    named = [(about, source) for source in found if (about := _about(question, source)) >= NAMED]
    named = [
        (about, source)
        for about, source in named
        if not source.exercises
        and not (question.shape == "definition" and is_outline(source.units))
        and (not question.asks_how or _shows_how(source))
    ]
    if not named:
        return None
    best = max(about for about, _ in named)
    ranked = [source for about, source in named if about == best]
    source = ranked[0]
    if question.shape == "definition":  # the beginning in words of a section
        first = next((s for s in ranked if not _begins_with_code(s)), source)
        source = min((s for _, s in named if _same_section(s, first)), key=_ordinal)
    choice = Choice()
    choice.add(source, beginning(source))
    return choice if choice.taken else None


def _begins_with_code(source: Source) -> bool:
    return next((unit.kind == "code" for unit in source.units), False)


def _same_section(one: Source, other: Source) -> bool:
    where = ((s.passage["document_id"], s.passage["section"]) for s in (one, other))
    return next(where) == next(where)


def _ordinal(source: Source) -> int:
    """The place of its passage in the document; that of an invented passage is unknown."""
    return ordinal(source.passage["id"]) or 0


def _shows_how(source: Source) -> bool:
    """Whether a section has code, numbered steps or a table, and not only talk of its subject."""
    text = source.passage["text"]
    return any(
        unit.kind in ("code", "row") or (unit.kind == "item" and text[unit.start].isdigit())
        for unit in source.units
    )


def beginning(source: Source) -> list[int]:
    """The first units of a passage, as many as fit."""
    taken: list[int] = []
    for at, unit in enumerate(source.units):
        code = sum(source.units[other].lines for other in taken) + unit.lines
        room = length(source.units, [*taken, at]) <= WORDS and code <= CODE_LINES
        if taken and not room:
            break
        if unit.kind != "heading" and not unit.fragment:
            taken.append(at)
    if taken and source.units[taken[-1]].announces:
        taken.pop()
    return taken


def _about(question: Question, source: Source) -> float:
    """Share of the heading's words that the question names; 0 if the headings above lack much
    of the question."""
    named = content_stems(source.passage["section"].split(" > ")[-1])
    if question.shape == "definition":
        named = [stem for stem in named if stem not in _SAYS_LITTLE]
    heading = {stem for stem in named if stem not in FRAME_STEMS and stem[0].isalpha()}
    asked = [term for term in question.terms if not term.framing]
    if not heading or not asked:
        return 0.0
    if any(number not in source.credits.reading.headings for _, number in question.numbered):
        return 0.0
    above = source.credits.reading.headings
    weight = sum(term.weight for term in asked) or 1.0
    met_above = sum(t.weight for t in asked if source.credits.inside(t, above) >= NAMES)
    if met_above < MET * weight:
        return 0.0
    met = {stem for stem in heading if any(_meets(term.stem, term.others, stem) for term in asked)}
    return len(met) / len(heading)


def _meets(stem: str, others: frozenset[str], word: str) -> bool:
    return word == stem or word in others
