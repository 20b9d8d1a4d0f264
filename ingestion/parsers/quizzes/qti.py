"""Quizzes in QTI 1.2, as Common Cartridges hold them (Canvas, Blackboard, Brightspace)."""

from __future__ import annotations

from ingestion.parsers.quizzes.question import Question
from ingestion.parsers.safe_xml import Node, every, first, local, text


def questions_of(root: Node) -> list[Question]:
    """The questions of a quiz or a bank."""
    return [_question(item) for item in every(root, "item")]


def title_of(root: Node) -> str:
    """The name of the quiz."""
    return next((str(node.get("title", "")) for node in every(root, "assessment")), "")


def _question(item: Node) -> Question:
    made = Question(name=item.get("title", ""))
    shown = first(item, "presentation")
    texts: list[str] = []
    choices: dict[str, str] = {}
    for node in every(shown, "mattext") if shown is not None else ():
        label = next((a for a in node.iterancestors() if local(a) == "response_label"), None)
        if label is None:
            texts.append(_said(node))
        else:
            choices[label.get("ident", "")] = _said(node)
    made.text = "\n\n".join(texts)
    made.choices = list(choices.values())
    for condition in every(item, "respcondition"):
        if _gives_points(condition):
            made.answers += [
                choices.get(value, value)
                for node in every(condition, "varequal")
                if local(node.getparent()) != "not" and (value := text(node))
            ]
    made.feedback = [_said(node) for part in every(item, "itemfeedback")
                     for node in every(part, "mattext")]  # fmt: skip
    return made


def _said(node: Node) -> str:
    return "".join(node.itertext()).strip()


def _gives_points(condition: Node) -> bool:
    values = (text(node) for node in every(condition, "setvar"))
    return any(value.strip("0. -") and not value.startswith("-") for value in values)
