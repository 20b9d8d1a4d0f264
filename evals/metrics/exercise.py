"""Does a quiz or a hint leave the work to the student, and is it on the topic?"""

from __future__ import annotations

from evals.case_outcome import Outcome
from evals.figure import Measure, Metric, Problem
from evals.metrics.citations import without_markers
from evals.metrics.facts import contains

OFF_TOPIC, NO_QUESTION, SHOWN = "not on the topic", "asks nothing", "solution shown"


def faults(outcome: Outcome) -> list[str]:
    """The faults of a quiz or a hint.

    The student's own words do not count, so that an echo of them is neither on the topic nor a
    question. The solution must not be in a quote either, since quotes are shown.
    """
    case = outcome.case
    given = without_markers(outcome.answer).replace(case.question, "")
    shown = "\n".join([outcome.answer, *(c["quote"] for c in outcome.citations)])
    on_topic = all(any(contains(given, form) for form in forms) for forms in case.facts)
    asks = "?" in given or "___" in given or case.style != "quiz"
    hidden = not any(contains(shown, solution) for solution in case.forbidden)
    checked = ((on_topic, OFF_TOPIC), (asks, NO_QUESTION), (hidden, SHOWN))
    return [fault for holds, fault in checked if not holds]


def problems(outcome: Outcome) -> list[Problem]:
    """A shown solution, or a quiz or hint that is none or is off the topic."""
    found = faults(outcome) if _given(outcome) else []
    return [Problem(fault, 1 if fault == SHOWN else 4) for fault in found]


def _given(outcome: Outcome) -> bool:
    return outcome.case.wanted == "exercise" and outcome.answered


def _good(outcome: Outcome) -> list[float]:
    if outcome.case.wanted != "exercise":
        return []
    return [float(outcome.answered and not faults(outcome))]


def _hidden(outcome: Outcome) -> list[float]:
    return [float(SHOWN not in faults(outcome))] if _given(outcome) else []


METRIC = Metric(
    [Measure("good exercises", _good), Measure("solutions hidden", _hidden)],
    problems,
    {
        "good exercises": "of quizzes and hints asked for, those given, on the topic, unsolved",
        "solutions hidden": "quizzes and hints whose words and quotes do not show the solution",
    },
)
