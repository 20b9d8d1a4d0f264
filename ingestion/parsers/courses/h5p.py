"""H5P packages: the texts of an interactive content, whatever its type."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from agent.errors import Unreadable
from ingestion.elements import Element, Parsed
from ingestion.parsers.office.left_out import LeftOut
from ingestion.parsers.parser_options import Reading
from ingestion.parsers.quizzes.question import GAP, line, prose
from ingestion.parsers.unpack import opened, small

SHOWN_KEYS = frozenset(
    "text question description introduction taskdescription textfield contents summary definition "
    "term front back subtitle caption alt body content statement html paragraph intro clue "
    "startdate enddate".split()
)
NAMED = frozenset("title heading headline header label startscreentitle chaptertitle".split())
ANSWERS = frozenset(
    "answer feedback chosenfeedback notchosenfeedback overallfeedback tip hint solution correct "
    "correctanswer incorrectanswer feedbackoncorrect feedbackonwrong".split()
)
MACHINERY = frozenset("ui l10n behaviour behavior metadata a11y override currikisettings".split())
FOR_TEACHERS = re.compile(r"answer|solution|feedback")  # in any other name of a text
BLOCK = re.compile(r"<(?:p|div|ul|ol|table|h[1-6])\b", re.IGNORECASE)  # of a text, not of a button
GAPS = re.compile(r"\*([^*\n]{1,300})\*")
CARDS = "Dialogcards"  # which their readers turn
MARKED = "H5P.MarkTheWords"
MEDIA = {"image": "picture", "video": "video", "audio": "recording"}
DEEPEST = 60


def parse(path: Path, reading: Reading) -> Parsed:
    """Read a package; answers of its questions are left out by default."""
    with opened(path, reading.room, "H5P package") as archive:
        try:
            about = json.loads(small(archive, "h5p.json"))
            content = json.loads(small(archive, "content/content.json"))
        except (KeyError, ValueError) as error:
            raise Unreadable(
                "The file is damaged or not an H5P package; export it again."
            ) from error
    found = _Texts(reading.quiz_answers)
    kind = str(about.get("mainLibrary", "")) if isinstance(about, dict) else ""
    elements = list(found.read(content, kind, 0))
    title = line(str(about.get("title", ""))) if isinstance(about, dict) else ""
    note = "Answers of its questions were left out; MENTOR_QUIZ_ANSWERS=true reads them, too."
    notes = (*found.left_out.notes(), *([note] if found.kept else []))
    return Parsed(title, elements, notes=notes)


class _Texts:
    """Goes through the content; its keys give the kind of a text."""

    def __init__(self, answers: bool) -> None:
        self._answers = answers
        self.kept = False  # something for teachers was left out
        self.left_out = LeftOut()

    def read(self, node: Any, kind: str, depth: int) -> Iterator[Element]:
        if depth > DEEPEST:
            return
        if isinstance(node, list):
            for part in node:
                yield from self._part(part, "questions", kind, depth)
        elif isinstance(node, dict):
            library = node.get("library")
            kind = library.partition(" ")[0] if isinstance(library, str) else kind
            described = bool(str(node.get("alt") or "").strip())
            for key, part in sorted(node.items(), key=lambda item: item[0].lower() not in NAMED):
                if not self._is_medium(part, described):
                    yield from self._part(part, key.lower(), kind, depth)

    def _is_medium(self, part: Any, described: bool) -> bool:
        """Whether something is a picture, a video or a recording; counts it if nothing says what
        it shows. A video may have several files."""
        file = part[0] if isinstance(part, list) and part else part
        if not isinstance(file, dict) or not isinstance(file.get("path"), str):
            return False
        medium = MEDIA.get(str(file.get("mime", "")).partition("/")[0], "")
        if medium and not (medium == "picture" and described):
            self.left_out.unread(medium)
        return bool(medium)

    def _part(self, part: Any, key: str, kind: str, depth: int) -> Iterator[Element]:
        if key in MACHINERY:
            return
        if key in ANSWERS and not (kind.endswith(CARDS) and key == "answer"):
            yield from self._answer(part, key)
        elif isinstance(part, str):
            yield from self._text(part, key, kind)
        elif isinstance(part, list) and (key == "answers" or _is_summary(part, key, kind)):
            yield from self._choices(part, kind, depth)
        else:
            yield from self.read(part, kind, depth + 1)

    def _answer(self, part: Any, key: str) -> Iterator[Element]:
        shown = line(part) if isinstance(part, str) else ""
        if shown and self._answers:
            yield Element("paragraph", f"{_label(key)}: {shown}")
        self.kept = self.kept or (bool(shown) and not self._answers)

    def _text(self, text: str, key: str, kind: str) -> Iterator[Element]:
        if key in NAMED:
            if shown := line(text):
                yield Element("heading", shown, level=1)
        elif key in SHOWN_KEYS or key in ("questions", "answer"):
            yield from prose(self._without_gaps(text, kind), self.left_out)
        elif BLOCK.search(text):
            yield from self._answer(text, key) if FOR_TEACHERS.search(key) else prose(text)

    def _without_gaps(self, text: str, kind: str) -> str:
        """Words between stars are what a student fills in, or finds in the text."""
        if kind == MARKED or self._answers or not GAPS.search(text):
            return GAPS.sub(r"\1", text)
        self.kept = True
        return GAPS.sub(GAP, text)

    def _choices(self, part: list[Any], kind: str, depth: int) -> Iterator[Element]:
        """The choices in alphabetical order, without which of them are right."""
        texts = [c if isinstance(c, str) else str(c.get("text", "")) for c in part
                 if isinstance(c, str | dict)]  # fmt: skip
        for shown in sorted({line(text) for text in texts} - {""}, key=str.casefold):
            yield Element("list_item", f"- {shown}")
        right = [line(str(c.get("text", ""))) for c in part
                 if isinstance(c, dict) and c.get("correct") is True]  # fmt: skip
        if kind.endswith(("SingleChoiceSet", "Summary")) and texts:
            right = [line(texts[0])]  # the first one, always
        if right and self._answers:
            yield Element("paragraph", f"Answer: {'; '.join(right)}")
        self.kept = self.kept or (bool(right) and not self._answers)


def _is_summary(part: list[Any], key: str, kind: str) -> bool:
    """Whether these are statements of which a student chooses one."""
    return kind.endswith("Summary") and key == "summary" and all(isinstance(p, str) for p in part)


def _label(key: str) -> str:
    return "Feedback" if "feedback" in key or key in ("tip", "hint") else "Answer"
