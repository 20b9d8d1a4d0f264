"""Can every citation be followed, and is it the right one?

A citation is valid if it is verbatim and from the place that it names. Precision and recall compare
its place with the expected places, without a model's judgement.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from agent.types import Citation, Passage
from evals.case_outcome import Outcome, places
from evals.figure import Measure, Metric, Problem

_CODE = re.compile(r"```.*?```|`[^`\n]*`", re.DOTALL)
_MARKERS = re.compile(r"(?<!\S)(?:\[\d+\])+")  # `items[0]` is code, not a marker
_PLACE = ("document_id", "source", "section", "page")

Check = Callable[[Outcome, Citation], bool]


def problems(outcome: Outcome) -> list[Problem]:
    """Invalid citations, markers without a citation or the reverse, and answers that cite other
    places only."""
    if not outcome.answered:
        return []
    found = [
        Problem("citation not valid", 2, f"[{c['n']}]: {wrong}")
        for c in outcome.citations
        if (wrong := fault(outcome, c))
    ]
    if not markers_match(outcome):
        shown = f"{sorted(markers(outcome.answer))} for citations {_numbers(outcome)}"
        found.append(Problem("markers do not match", 2, shown))
    if outcome.case.answerable and not outcome.cites_evidence:
        found.append(Problem("evidence not cited", 5, places(outcome.case.expected)))
    return found


def fault(outcome: Outcome, citation: Citation) -> str | None:
    """The fault of a citation; None if it is valid."""
    passage = outcome.stored.get(citation["passage_id"])
    if passage is None:
        return "the passage is not in the index"
    if not is_verbatim(outcome, citation):
        quoted = citation["quote"].strip()
        return "the quote is not at its place in the passage" if quoted else "the quote is empty"
    wrong = _misplaced(passage, citation)
    return f"the passage has another {' and '.join(wrong)}" if wrong else None


def resolves(outcome: Outcome, citation: Citation) -> bool:
    """Whether the index has the cited passage."""
    return citation["passage_id"] in outcome.stored


def is_verbatim(outcome: Outcome, citation: Citation) -> bool:
    """Whether the passage has the quote at the citation's offsets."""
    passage = outcome.stored.get(citation["passage_id"])
    if passage is None or not citation["quote"].strip():
        return False
    return passage["text"][citation["start"] : citation["end"]] == citation["quote"]


def is_in_place(outcome: Outcome, citation: Citation) -> bool:
    """Whether document, section and page are those of the passage."""
    passage = outcome.stored.get(citation["passage_id"])
    return passage is not None and not _misplaced(passage, citation)


def markers_match(outcome: Outcome) -> bool:
    """Whether the markers in the answer are 1 to n for n citations.

    There must be citations, except in a reply without the materials.
    """
    numbers = _numbers(outcome)
    if not numbers and (outcome.replied or outcome.case.wanted == "reply"):
        return not markers(outcome.answer)
    in_order = numbers == list(range(1, len(numbers) + 1))
    return bool(numbers) and in_order and markers(outcome.answer) == set(numbers)


def markers(answer: str) -> set[int]:
    """The numbers of the `[n]` in an answer, code left out."""
    runs = _MARKERS.findall(_CODE.sub("", answer))
    return {int(number) for run in runs for number in re.findall(r"\d+", run)}


def without_markers(answer: str) -> str:
    """The words of an answer."""
    return _MARKERS.sub("", answer)


def _misplaced(passage: Passage, citation: Citation) -> list[str]:
    return [name for name in _PLACE if passage[name] != citation[name]]  # type: ignore[literal-required]


def _numbers(outcome: Outcome) -> list[int]:
    return [citation["n"] for citation in outcome.citations]


def _each(name: str, right: Check) -> Measure:
    """Over all citations of answers."""
    return Measure(name, lambda o: [float(right(o, c)) for c in o.citations] if o.answered else [])


def _given(outcome: Outcome) -> bool:
    return outcome.case.answerable and outcome.answered


def _precision(outcome: Outcome) -> list[float]:
    if not _given(outcome):
        return []
    expected = outcome.case.expected
    return [float(any(place.holds(c) for place in expected)) for c in outcome.citations]


def _recall(outcome: Outcome) -> list[float]:
    if not _given(outcome):
        return []
    named = [any(place.holds(c) for c in outcome.citations) for place in outcome.case.expected]
    return [sum(named) / len(named) if outcome.case.all else float(any(named))]


METRIC = Metric(
    [
        _each("citations valid", lambda o, c: fault(o, c) is None),
        _each("citations that resolve", resolves),
        _each("citations to the letter", is_verbatim),
        _each("citations in their place", is_in_place),
        Measure("markers match", lambda o: [float(markers_match(o))] if o.answered else []),
        Measure("citation precision", _precision),
        Measure("citation recall", _recall),
        Measure("evidence cited", lambda o: [float(o.cites_evidence)] if _given(o) else []),
    ],
    problems,
    {
        "citations valid": "the quoted words are in the document, on the named page",
        "citations that resolve": "the cited passage is in the index",
        "citations to the letter": "the quote is in the passage, letter by letter",
        "citations in their place": "document, section and page are those of the passage",
        "markers match": "every [n] in the answer has its citation, and vice versa",
        "citation precision": "of the citations given, those at a place with the answer",
        "citation recall": "of the places needed, those cited",
        "evidence cited": "answers that cite all they need to",
    },
)
