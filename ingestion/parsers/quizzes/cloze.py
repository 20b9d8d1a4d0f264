"""Gaps in the text of a question, as Moodle writes them: {1:SHORTANSWER:=Paris}."""

from __future__ import annotations

import re

from ingestion.parsers.quizzes.question import GAP, Question

EMBEDDED = re.compile(r"\{\d{0,4}:(?P<kind>[A-Z_]{2,20}):(?P<options>(?:\\.|[^{}\\]){0,4000})\}")
CHOSEN = ("MULTICHOICE", "MC", "MULTIRESPONSE", "MR")  # their options are shown
OPTION = re.compile(r"(?<!\\)~")
WEIGHT = re.compile(r"^%-?\d+(?:\.\d+)?%")


def embedded(question: Question) -> Question:
    """The question with gaps in the place of the answers that its text holds."""

    def gap(found: re.Match[str]) -> str:
        options = [_option(option) for option in OPTION.split(found["options"])]
        question.answers += [text for text, right, _ in options if right and text]
        question.feedback += [feedback for _, _, feedback in options if feedback]
        texts = sorted({text for text, _, _ in options if text}, key=str.casefold)
        shown = found["kind"].startswith(CHOSEN)
        return f"{GAP} ({' / '.join(texts)})" if shown else GAP

    question.text = EMBEDDED.sub(gap, question.text)
    return question


def _option(option: str) -> tuple[str, bool, str]:
    """Its text, whether it is right, and its feedback."""
    text, _, feedback = re.sub(r"\\(.)", r"\1", option.strip()).partition("#")
    weight = WEIGHT.match(text)
    right = text.startswith("=") or bool(weight and not weight[0].startswith(("%-", "%0")))
    return WEIGHT.sub("", text).removeprefix("=").strip(), right, feedback.strip()
