"""Does each sentence of an answer stand on a passage that the answer cites?

By the same deterministic matcher that the mentor checks its drafts with: words, numbers, names and
negations (`agent/text/citations.py`), here against the text that the index has for each citation.
"""

from __future__ import annotations

from agent.nodes.verify import FEWEST_WORDS
from agent.text.citations import SUPPORTED, support
from agent.text.language import content_stems
from agent.text.sentences import sentences
from evals.figure import Measure, Metric, Problem
from evals.metrics.citations import without_markers
from evals.outcome import Outcome


def unsupported(outcome: Outcome) -> list[str]:
    """The sentences that no cited passage supports."""
    return [sentence for sentence, holds in _checked(outcome) if not holds]


def problems(outcome: Outcome) -> list[Problem]:
    """Each sentence without support."""
    lacking = unsupported(outcome)
    return [Problem("unsupported sentence", 2, " / ".join(lacking)[:200])] if lacking else []


def _checked(outcome: Outcome) -> list[tuple[str, bool]]:
    if not outcome.answered:
        return []
    text = without_markers(outcome.answer)
    said = [" ".join(text[span.start : span.end].split()) for span in sentences(text)]
    return [
        (sentence, _holds(outcome, sentence))
        for sentence in said
        if len(content_stems(sentence)) >= FEWEST_WORDS
    ]


def _holds(outcome: Outcome, sentence: str) -> bool:
    asked = outcome.case.question
    return any(
        support(sentence, passage, asked).share >= SUPPORTED for passage in outcome.stored.values()
    )


METRIC = Metric(
    [Measure("sentences supported", lambda o: [float(holds) for _, holds in _checked(o)])],
    problems,
    {"sentences supported": "sentences of answers that a passage they cite bears out"},
)
