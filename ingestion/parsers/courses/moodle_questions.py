"""The question bank of a Moodle backup."""

from __future__ import annotations

from collections.abc import Iterator

from ingestion.parsers.quizzes.moodle_xml import SHOWN, finished, points
from ingestion.parsers.quizzes.question import Question
from ingestion.parsers.safe_xml import Node, every, local, text

AFTERWARDS = ("generalfeedback", "feedback", "hint", "graderinfo")


def question_bank(root: Node | None) -> Iterator[Question]:
    """The questions by category; those that are part of another one are read with it."""
    for node in every(root, "question") if root is not None else ():
        kind = text(node, "qtype")
        if kind and kind != "random" and text(node, "parent") in ("", "0"):
            yield _question(node, kind)


def _question(node: Node, kind: str) -> Question:
    above = (a for a in node.iterancestors() if local(a) == "question_category")
    category = next(above, None)
    name = text(category, "name") if category is not None else ""
    made = Question(
        name=text(node, "name"),
        text=text(node, "questiontext"),
        category="" if name == "top" else name,
    )
    for answer in every(node, "answer"):
        answer_text = text(answer, "answertext")
        if kind in SHOWN:
            made.choices.append(answer_text)
        if kind == "ordering" or points(text(answer, "fraction")) > 0:
            made.answers.append(answer_text)
    for match in every(node, "match"):
        stem, answer_text = text(match, "questiontext"), text(match, "answertext")
        made.choices += [stem, answer_text]
        made.answers.append(f"{stem}: {answer_text}")
    made.feedback = [text(part) for part in node.iter() if local(part) in AFTERWARDS]
    return finished(made, kind)
