"""Does the answer have the key facts?"""

from __future__ import annotations

import re
from functools import cache

from evals.case_outcome import Outcome
from evals.figure import Measure, Metric, Problem

_TOKEN = re.compile(r"\w+|[^\w\s]")
_GAP = r"[\s`*]*"  # white space and Markdown's emphasis


def contains(text: str, form: str) -> bool:
    """Whether a text contains a form as whole words, ignoring capitals and spacing."""
    return _pattern(form).search(text) is not None


@cache
def _pattern(form: str) -> re.Pattern[str]:
    tokens = _TOKEN.findall(form)
    inner = _GAP.join(map(re.escape, tokens))
    before = r"(?<!\w)" if tokens[0][0].isalnum() else ""
    after = r"(?!\w)" if tokens[-1][-1].isalnum() else ""
    return re.compile(before + inner + after, re.IGNORECASE)


def missing(outcome: Outcome) -> list[str]:
    """The key facts that the answer lacks, each in its first form."""
    return [
        forms[0]
        for forms in outcome.case.facts
        if not any(contains(outcome.answer, form) for form in forms)
    ]


def forbidden_content(outcome: Outcome) -> list[str]:
    """The forbidden content of the answer."""
    return [form for form in outcome.case.forbidden if contains(outcome.answer, form)]


def corrected(outcome: Outcome) -> bool:
    """Whether the answer corrects a false premise, and has nothing forbidden."""
    if not outcome.answered or outcome.case.wanted != "refusal" or not outcome.case.facts:
        return False
    return not missing(outcome) and not forbidden_content(outcome)


def problems(outcome: Outcome) -> list[Problem]:
    """The key facts that an answer lacks."""
    judged = outcome.answered and outcome.case.wanted == "answer"
    lacking = missing(outcome) if judged else []
    return [Problem("missing facts", 4, ", ".join(lacking))] if lacking else []


def _recall(outcome: Outcome) -> list[float]:
    if not (outcome.case.wanted == "answer" and outcome.answered):
        return []
    return [1 - len(missing(outcome)) / len(outcome.case.facts)]


def _complete(outcome: Outcome) -> list[float]:
    if outcome.case.wanted != "answer":
        return []
    return [float(outcome.answered and not missing(outcome))]


METRIC = Metric(
    [Measure("key-fact recall", _recall), Measure("complete answers", _complete)],
    problems,
    {
        "key-fact recall": "of the required facts, those in the answers given",
        "complete answers": "of all questions that can be answered, those answered in full",
    },
)
