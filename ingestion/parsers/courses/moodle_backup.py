"""Moodle backups (.mbz): sections and activities in their order, the files that they show, and the
question bank. What students wrote is never read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from agent.errors import Unreadable
from ingestion.elements import Parsed
from ingestion.parsers.archive import one_deeper
from ingestion.parsers.courses.backup_files import DAMAGED, unpacked
from ingestion.parsers.courses.moodle_activities import activity, name_of
from ingestion.parsers.courses.moodle_questions import question_bank
from ingestion.parsers.courses.outline import Outline, page_text
from ingestion.parsers.members import read_inner
from ingestion.parsers.parser_options import Reading
from ingestion.parsers.quizzes.question import questions
from ingestion.parsers.safe_xml import Node, every, text, tree

TABLE = "moodle_backup.xml"
AREAS = ("content", "intro", "introattachment", "package")  # of files that are materials
MOST = 200 << 20  # bytes of one XML file


@dataclass(slots=True)
class Backup:
    """An unpacked backup while it is read."""

    files: dict[str, Path]
    folder: Path
    reading: Reading
    outline: Outline = field(default_factory=Outline)
    shown: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    """Names and hashes of the files of each context."""
    done: set[str] = field(default_factory=set)  # files, sections, activities that were read

    def is_new(self, what: str) -> bool:
        """Whether something is asked for the first time; it is read once."""
        new = what not in self.done
        self.done.add(what)
        return new

    def tree(self, name: str) -> Node | None:
        """The root of an XML file; None if it is missing or damaged."""
        path = self.files.get(name)
        if path is None or path.stat().st_size > MOST:
            return None
        try:
            return tree(path.read_bytes())
        except SyntaxError:
            self.outline.notes.append(f"{name}: The file is damaged within the backup.")
            return None


def parse(path: Path, reading: Reading) -> Parsed:
    """Read a course; what is hidden is left out, and answers of quizzes by default."""
    with (
        unpacked(path, reading.room) as files,
        TemporaryDirectory(prefix="mentor-") as folder,
    ):
        backup = Backup(files, Path(folder), one_deeper(reading))
        contents = backup.tree(TABLE)
        if contents is None:
            raise Unreadable(DAMAGED)
        backup.shown = _shown_files(backup.tree("files.xml"))
        _course(backup, contents)
        for section in every(contents, "section"):
            if text(section, "sectionid") and backup.is_new(text(section, "directory")):
                _section(backup, section, contents)
        bank = list(question_bank(backup.tree("questions.xml")))
        backup.outline.asked = bank
        if bank:
            found = questions(bank, reading.quiz_answers, backup.outline.counted)
            backup.outline.section("Question bank", found, 1)
        return backup.outline.parsed(reading.quiz_answers)


def _course(backup: Backup, contents: Node) -> None:
    course = backup.tree("course/course.xml")
    own = text(course, "fullname") if course is not None else ""
    names = (text(node) for node in every(contents, "original_course_fullname"))
    backup.outline.title = own or next(names, "")
    if course is not None:
        backup.outline.elements += page_text(text(course, "summary"), backup.outline.counted)


def _shown_files(root: Node | None) -> dict[str, list[tuple[str, str]]]:
    found: dict[str, list[tuple[str, str]]] = {}
    for node in every(root, "file") if root is not None else ():
        name, size = text(node, "filename"), text(node, "filesize")
        material = text(node, "component").startswith("mod_") and text(node, "filearea") in AREAS
        if material and name not in ("", ".") and size not in ("", "0"):
            found.setdefault(text(node, "contextid"), []).append((name, text(node, "contenthash")))
    return found


def _section(backup: Backup, section: Node, contents: Node) -> None:
    number = text(section, "sectionid")
    own = backup.tree(f"{text(section, 'directory')}/section.xml")
    if own is not None and text(own, "visible") == "0":
        backup.outline.counted.hidden("hidden section")
        return
    name = (text(own, "name") if own is not None else "").removeprefix("$@NULL@$")
    said = text(own, "summary") if own is not None else ""
    summary = page_text(said, backup.outline.counted)
    backup.outline.section(name or text(section, "title"), summary, 1)
    order = (text(own, "sequence") if own is not None else "").split(",")
    for node in sorted(_activities(contents, number), key=lambda node: _place(node, order)):
        _activity(backup, node)


def _activities(contents: Node, section: str) -> Iterator[Node]:
    for node in every(contents, "activity"):
        if text(node, "sectionid") == section:
            yield node


def _place(node: Node, order: list[str]) -> int:
    name = text(node, "moduleid")
    return order.index(name) if name in order else len(order)


def _activity(backup: Backup, node: Node) -> None:
    folder, kind = text(node, "directory"), text(node, "modulename")
    if not backup.is_new(folder):
        return
    module = backup.tree(f"{folder}/module.xml")
    if module is not None and "0" in (text(module, "visible"), text(module, "visibleoncoursepage")):
        backup.outline.counted.hidden("hidden activity")
        return
    root = backup.tree(f"{folder}/{kind}.xml")
    if root is None:
        return
    title = name_of(root) or text(node, "title")
    said = activity(root, backup.outline.counted)
    backup.outline.section("" if kind == "label" else title, said, 2)
    for name, digest in backup.shown.get(root.get("contextid", ""), ()):
        _file(backup, name, digest)


def _file(backup: Backup, name: str, digest: str) -> None:
    path = backup.files.get(f"files/{digest[:2]}/{digest}")
    if path is None or not backup.is_new(f"{digest}{PurePosixPath(name).suffix.lower()}"):
        return
    try:
        parsed = read_inner(name, lambda: path.open("rb"), backup.folder, backup.reading)
    except Unreadable as error:
        backup.outline.unread(name, error)
    else:
        backup.outline.file(name, parsed, 3)
