"""Does the answer say the key facts?"""

from __future__ import annotations

import re
from collections.abc import Sequence

from evals.figure import Figure, Problem, mean, share
from evals.outcome import Outcome

_TOKEN = re.compile(r"\w+|[^\w\s]")
_GAP = r"[\s`*]*"  # white space and Markdown's emphasis


def says(text: str, form: str) -> bool:
    """Whether a text contains a form as whole words, whatever its capitals and spacing."""
    tokens = _TOKEN.findall(form)
    pattern = _GAP.join(map(re.escape, tokens))
    before = r"(?<!\w)" if tokens[0][0].isalnum() else ""
    after = r"(?!\w)" if tokens[-1][-1].isalnum() else ""
    return re.search(before + pattern + after, text, re.IGNORECASE) is not None


def missing(outcome: Outcome) -> list[str]:
    """The key facts that the answer lacks, each in its first form."""
    return [
        forms[0]
        for forms in outcome.case.facts
        if not any(says(outcome.answer, form) for form in forms)
    ]


def corrected(outcome: Outcome) -> bool:
    """Whether the answer to a false premise says what is true instead."""
    case = outcome.case
    return outcome.answered and not case.answerable and bool(case.facts) and not missing(outcome)


def measure(outcomes: Sequence[Outcome]) -> list[Figure]:
    """Recall within the answers given, and the share of answerable cases answered in full."""
    answerable = [outcome for outcome in outcomes if outcome.case.answerable]
    given = [outcome for outcome in answerable if outcome.answered]
    recalls = [1 - len(missing(outcome)) / len(outcome.case.facts) for outcome in given]
    return [
        mean("key-fact recall", recalls, "share"),
        share("complete answers", [o.answered and not missing(o) for o in answerable]),
    ]


def problems(outcome: Outcome) -> list[Problem]:
    """Which key facts an answer lacks."""
    judged = outcome.answered and outcome.case.answerable
    lacking = missing(outcome) if judged else []
    return [Problem("missing facts", 4, ", ".join(lacking))] if lacking else []
