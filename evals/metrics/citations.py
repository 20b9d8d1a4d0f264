"""Can every citation be followed? It must be verbatim, from where it says, and numbered."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from agent.types import Citation, Passage
from evals.figure import Figure, Problem, share
from evals.outcome import Outcome

_CODE = re.compile(r"```.*?```|`[^`\n]*`", re.DOTALL)
_MARKERS = re.compile(r"(?<!\S)(?:\[\d+\])+")  # `items[0]` is code, not a marker
_PLACE = ("document_id", "source", "section", "page")

Check = Callable[[Outcome, Citation], bool]


def measure(outcomes: Sequence[Outcome]) -> list[Figure]:
    """Over all citations, and over all answers."""
    answers = [outcome for outcome in outcomes if outcome.answered]
    valid = [not fault(outcome, c) for outcome in answers for c in outcome.citations]
    return [
        share("citations valid", valid),
        share("markers match", [markers_match(outcome) for outcome in answers]),
    ]


def problems(outcome: Outcome) -> list[Problem]:
    """Each citation that cannot be followed, and markers without a citation or the reverse."""
    if not outcome.answered:
        return []
    faults = [
        Problem("citation not valid", 2, f"[{c['n']}]: {found}")
        for c in outcome.citations
        if (found := fault(outcome, c))
    ]
    if markers_match(outcome):
        return faults
    shown = f"{sorted(markers(outcome.answer))} for citations {_numbers(outcome)}"
    return [*faults, Problem("markers do not match", 2, shown)]


def fault(outcome: Outcome, citation: Citation) -> str | None:
    """What is wrong with a citation; nothing when it holds."""
    passage = outcome.stored.get(citation["passage_id"])
    if passage is None:
        return "the passage is not in the index"
    if not to_the_letter(outcome, citation):
        said = citation["quote"].strip()
        return "the quote is not at its place in the passage" if said else "the quote is empty"
    wrong = _misplaced(passage, citation)
    return f"the passage has another {' and '.join(wrong)}" if wrong else None


def resolves(outcome: Outcome, citation: Citation) -> bool:
    """Whether the index has the cited passage."""
    return citation["passage_id"] in outcome.stored


def to_the_letter(outcome: Outcome, citation: Citation) -> bool:
    """Whether the passage says the quote where the citation says."""
    passage = outcome.stored.get(citation["passage_id"])
    if passage is None or not citation["quote"].strip():
        return False
    return passage["text"][citation["start"] : citation["end"]] == citation["quote"]


def in_its_place(outcome: Outcome, citation: Citation) -> bool:
    """Whether document, section and page are those of the passage."""
    passage = outcome.stored.get(citation["passage_id"])
    return passage is not None and not _misplaced(passage, citation)


def markers_match(outcome: Outcome) -> bool:
    """Whether the markers in the answer are 1 to n for n citations, which there must be."""
    numbers = _numbers(outcome)
    in_order = numbers == list(range(1, len(numbers) + 1))
    return bool(numbers) and in_order and markers(outcome.answer) == set(numbers)


def markers(answer: str) -> set[int]:
    """The numbers of the `[n]` in an answer, code left out."""
    runs = _MARKERS.findall(_CODE.sub("", answer))
    return {int(number) for run in runs for number in re.findall(r"\d+", run)}


def _misplaced(passage: Passage, citation: Citation) -> list[str]:
    return [name for name in _PLACE if passage[name] != citation[name]]  # type: ignore[literal-required]


def _numbers(outcome: Outcome) -> list[int]:
    return [citation["n"] for citation in outcome.citations]
