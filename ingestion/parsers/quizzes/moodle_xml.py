"""Question banks in Moodle's XML format, and quizzes in QTI; other XML is not read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from agent.errors import Unreadable, Unsupported
from ingestion.elements import Parsed
from ingestion.parsers.office.left_out import LeftOut
from ingestion.parsers.parser_options import Reading
from ingestion.parsers.quizzes import qti
from ingestion.parsers.quizzes.cloze import embedded
from ingestion.parsers.quizzes.question import GAP, Question, left_out, questions
from ingestion.parsers.safe_xml import Node, every, local, text, tree

FILES = re.compile(rb"<file\b[^>]*>[^<]*</file>")  # pictures within texts, in base64
SHOWN = ("multichoice", "matching", "ddmatch", "ordering", "gapselect", "ddwtos", "multichoiceset")
OTHER = "The XML file is no question bank of Moodle or QTI; save it as HTML, PDF or text instead."


def parse(path: Path, reading: Reading) -> Parsed:
    """Read a question bank; raises `Unsupported` for other XML."""
    try:
        root = tree(FILES.sub(b"", path.read_bytes()))
    except SyntaxError as error:
        raise Unreadable("The XML file is damaged; export it again.") from error
    if local(root) not in ("quiz", "questestinterop"):
        raise Unsupported(OTHER)
    found = list(_bank(root)) if local(root) == "quiz" else qti.questions_of(root)
    counted = LeftOut()
    elements = list(questions(found, reading.quiz_answers, counted))
    notes = (*left_out(found, reading.quiz_answers), *counted.notes())
    return Parsed(qti.title_of(root), elements, notes=notes)


def _bank(root: Node) -> Iterator[Question]:
    category = about = ""
    for node in root:
        if local(node) != "question":
            continue
        if node.get("type") == "category":
            category = named(text(node, "category", "text"))
            about = text(node, "info", "text")
        else:
            yield replace(question(node, node.get("type", ""), category), about_category=about)


def named(path: str) -> str:
    """A category's path as it is shown: "$course$/top/Algebra" is "Algebra"."""
    parts = [part for part in path.split("/") if part not in ("", "top") and part[:1] != "$"]
    return " / ".join(parts)


def question(node: Node, kind: str, category: str = "") -> Question:
    """A question of a bank; answers are those that give points."""
    made = Question(
        name=text(node, "name", "text"), text=text(node, "questiontext", "text"), category=category
    )
    for answer in every(node, "answer"):
        answer_text = text(answer, "text")
        owner = answer.getparent()
        if local(owner) == "subquestion":
            stem = text(owner, "text")
            made.choices += [stem, answer_text]
            made.answers.append(f"{stem}: {answer_text}" if stem else "")
            continue
        if kind in SHOWN:
            made.choices.append(answer_text)
        if kind == "ordering" or points(answer.get("fraction", "0")) > 0:
            made.answers.append(answer_text)
        made.feedback.append(text(answer, "feedback", "text"))
    for name in ("dragbox", "selectoption"):
        made.choices += [text(box, "text") for box in node if local(box) == name]
    made.feedback += [text(part, "text") for part in node if local(part) in AFTERWARDS]
    return finished(made, kind)


AFTERWARDS = (
    "generalfeedback", "correctfeedback", "partiallycorrectfeedback", "incorrectfeedback",
    "hint", "graderinfo",
)  # fmt: skip


def finished(made: Question, kind: str) -> Question:
    """The question with gaps where its text holds answers, and without what is empty."""
    if kind in ("gapselect", "ddwtos"):
        made.text = re.sub(r"\[\[\d+\]\]", GAP, made.text)
        made.answers = made.answers or made.choices
    if kind in ("cloze", "multianswer", ""):
        made = embedded(made)
    made.answers = [answer for answer in made.answers if answer]
    made.feedback = [feedback for feedback in made.feedback if feedback]
    return made


def points(fraction: str) -> float:
    """The share of the points for an answer."""
    try:
        return float(fraction)
    except ValueError:
        return 0.0
