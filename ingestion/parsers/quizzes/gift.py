"""Question banks in GIFT, Moodle's plain text format: ::Name:: Question {=right ~wrong}."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from agent.errors import Unreadable
from ingestion.elements import Parsed
from ingestion.parsers.office.left_out import LeftOut
from ingestion.parsers.parser_options import Reading
from ingestion.parsers.plain_text import read
from ingestion.parsers.quizzes.moodle_xml import named
from ingestion.parsers.quizzes.question import GAP, Question, left_out, questions

COMMENT = re.compile(r"^\s*//.*$", re.MULTILINE)
CATEGORY = re.compile(r"\s*\$CATEGORY:\s*(.*)")
NAME = re.compile(r"\s*::(.*?)::", re.DOTALL)
NAMED = re.compile(r"[ \t]*::[^:].*::")
FORM = re.compile(r"\s*\[(html|moodle|plain|markdown)\]")
ESCAPED = re.compile(r"\\([~=#{}:n\\])")
HIDDEN = 0xE100  # private characters that stand for escaped ones
OPTION = re.compile(r"[=~][^=~]*")
WEIGHT = re.compile(r"%(-?\d+(?:\.\d+)?)%")
TRUTH = re.compile(r"\s*(TRUE|FALSE|T|F)\b", re.IGNORECASE)


def parse(path: Path, reading: Reading) -> Parsed:
    """Read a question bank; raises `Unreadable` if there is none."""
    return bank(read(path), reading)


def bank(source: str, reading: Reading) -> Parsed:
    """The questions of a text."""
    found = list(_questions(source))
    if not found:
        raise Unreadable("There are no questions in the file; export it as GIFT again.")
    counted = LeftOut()
    elements = list(questions(found, reading.quiz_answers, counted))
    return Parsed("", elements, notes=(*left_out(found, reading.quiz_answers), *counted.notes()))


def _questions(source: str) -> Iterator[Question]:
    category = ""
    hidden = ESCAPED.sub(lambda found: chr(HIDDEN + ord(found[1])), COMMENT.sub("", source))
    for part in re.split(r"\n[ \t]*\n", hidden):
        if named_here := CATEGORY.match(part):
            category = named(_shown(named_here[1]).strip())
            part = part[named_here.end() :]
        for one in _apart(part):
            yield _question(one, category)


def _apart(part: str) -> Iterator[str]:
    """The questions of a part: somebody may have forgotten the empty line between them, and with
    it the next answers would be text."""
    lines = part.split("\n")
    last = max((n for n, line in enumerate(lines) if "{" in line), default=-1)
    start, open_, closed = 0, False, False
    for number, line in enumerate(lines):
        named = not open_ and NAMED.match(line)
        if number > start and (named or (closed and number <= last)):
            yield "\n".join(lines[start:number])
            start, closed = number, False
        if "{" in line or "}" in line:
            open_ = line.rfind("{") > line.rfind("}")
            closed = not open_
    if "".join(lines[start:]).strip():
        yield "\n".join(lines[start:])


def _question(part: str, category: str) -> Question:
    name = NAME.match(part)
    rest = part[name.end() :] if name else part
    form = FORM.match(rest)
    rest = rest[form.end() :] if form else rest
    before, opened, inside = rest.partition("{")
    answers, closed, after = inside.partition("}")
    gap = f" {GAP} " if after.strip() else ""
    made = Question(
        name=_shown(name[1]) if name else "",
        text=_shown(f"{before.rstrip()}{gap}{after.strip()}".strip()),
        category=category,
    )
    return _answered(made, answers) if opened and closed else made


def _answered(made: Question, source: str) -> Question:
    source, _, general = source.partition("####")
    made.feedback = [_shown(general).strip()] if general.strip() else []
    if truth := TRUTH.match(source):
        made.answers = ["true" if truth[1].upper().startswith("T") else "false"]
        return made
    if source.strip().startswith("#"):
        made.answers = [_shown(source.strip("# \n"))]
        return made
    options = [option.group() for option in OPTION.finditer(source)]
    choice = any(option.startswith("~") for option in options)
    for option in options:
        _option(made, option, choice)
    return made


def _option(made: Question, option: str, choice: bool) -> None:
    text, _, feedback = option[1:].partition("#")
    weight = WEIGHT.match(text.strip())
    text = _shown(WEIGHT.sub("", text)).strip()
    stem, arrow, match = text.partition("->")
    if arrow:
        made.choices += [stem.strip(), match.strip()]
    elif choice:
        made.choices.append(text)
    if option.startswith("=") or (weight and float(weight[1]) > 0):
        made.answers.append(f"{stem.strip()}: {match.strip()}" if arrow else text)
    if feedback.strip():
        made.feedback.append(_shown(feedback).strip())


def _shown(text: str) -> str:
    """A text with its escaped characters as they are shown."""

    def plain(found: re.Match[str]) -> str:
        sign = chr(ord(found[0]) - HIDDEN)
        return "\n" if sign == "n" else sign

    return re.sub(f"[{chr(HIDDEN)}-{chr(HIDDEN + 127)}]", plain, text)
