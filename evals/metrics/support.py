"""Is each statement of an answer supported by a cited passage, and does it answer the question?

Two figures, because a true quote of the wrong sentence is fully supported. The first uses the
matcher with which the mentor checks its drafts: words, numbers, names and negations
(`agent/text/citations.py`), here against the indexed text of each citation. The second compares the
quotes with the facts and places of the golden set.
"""

from __future__ import annotations

from agent.nodes.verify import FEWEST_WORDS
from agent.text.citations import SUPPORTED, support
from agent.text.english_words import content_stems
from agent.text.sentences import sentences
from agent.types import Citation
from evals.case_outcome import Outcome
from evals.figure import Measure, Metric, Problem
from evals.metrics.citations import without_markers
from evals.metrics.facts import contains

SUPPORTED_STATEMENTS = "statements quoted or supported"
ANSWERING_QUOTES = "quotes that answer"


def unsupported(outcome: Outcome) -> list[str]:
    """The sentences that no cited passage supports."""
    return [sentence for sentence, holds in _checked(outcome) if not holds]


def answers(outcome: Outcome, citation: Citation) -> bool:
    """Whether the quoted words have a key fact, and are at an expected place."""
    case = outcome.case
    if not any(place.holds(citation) for place in case.expected):
        return False
    return any(contains(citation["quote"], form) for forms in case.facts for form in forms)


def problems(outcome: Outcome) -> list[Problem]:
    """Each sentence without support."""
    lacking = unsupported(outcome)
    return [Problem("unsupported sentence", 2, " / ".join(lacking)[:200])] if lacking else []


def _checked(outcome: Outcome) -> list[tuple[str, bool]]:
    if not outcome.answered or outcome.case.wanted in ("reply", "exercise"):
        return []
    text = without_markers(outcome.answer)
    found = [" ".join(text[span.start : span.end].split()) for span in sentences(text)]
    return [
        (sentence, _holds(outcome, sentence))
        for sentence in found
        if len(content_stems(sentence)) >= FEWEST_WORDS
    ]


def _holds(outcome: Outcome, sentence: str) -> bool:
    asked = outcome.case.question
    return any(
        support(sentence, passage, asked).share >= SUPPORTED for passage in outcome.stored.values()
    )


def _answering(outcome: Outcome) -> list[float]:
    if not outcome.answered or outcome.case.wanted != "answer":
        return []
    return [float(answers(outcome, citation)) for citation in outcome.citations]


METRIC = Metric(
    [
        Measure(SUPPORTED_STATEMENTS, lambda o: [float(holds) for _, holds in _checked(o)]),
        Measure(ANSWERING_QUOTES, _answering),
    ],
    problems,
    {
        SUPPORTED_STATEMENTS: "statements supported by a cited passage, whether asked for or not",
        ANSWERING_QUOTES: "citations whose quote has a key fact, from a place with the answer",
    },
)
