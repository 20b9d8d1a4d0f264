"""Common Cartridges (.imscc: Canvas, Blackboard, Brightspace) and other packages with an
imsmanifest.xml: modules in their order, then the files that are in no module."""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import unquote

from agent.errors import Unreadable
from ingestion.elements import Element, Parsed
from ingestion.parsers.archive import materials, one_deeper
from ingestion.parsers.courses.canvas import assignment, is_unpublished
from ingestion.parsers.courses.outline import Outline, page_text
from ingestion.parsers.members import name_of, read_zipped
from ingestion.parsers.parser_options import Reading
from ingestion.parsers.quizzes import qti
from ingestion.parsers.quizzes.question import questions
from ingestion.parsers.safe_xml import Node, every, first, local, text, tree
from ingestion.parsers.unpack import opened, small, unbroken

MANIFEST = "imsmanifest.xml"
HEAD = 8_192  # bytes of a page that show whether it is published
DEEPEST = 8  # modules within modules
MACHINERY = (".xml", ".qti", ".css", ".js", ".json", ".xsd", ".dtd")


@dataclass(slots=True)
class Resource:
    """Something that a module may show: its kind and its files, the one that is opened first."""

    kind: str
    files: list[str]


@dataclass(slots=True)
class Cartridge:
    """An opened package while it is read."""

    archive: zipfile.ZipFile
    folder: Path
    reading: Reading
    resources: dict[str, Resource]
    outline: Outline = field(default_factory=Outline)
    members: dict[str, zipfile.ZipInfo] = field(default_factory=dict)
    """The files of the package by their paths."""
    done: set[str] = field(default_factory=set)  # paths of files, and names of resources

    def __post_init__(self) -> None:
        self.members = {name_of(member): member for member in materials(self.archive)}


def parse(path: Path, reading: Reading) -> Parsed:
    """Read a course; unpublished pages are left out, and answers of quizzes by default."""
    with (
        opened(path, reading.room, "course export") as archive,
        TemporaryDirectory(prefix="mentor-") as folder,
    ):
        try:
            manifest = tree(small(archive, MANIFEST))
        except (KeyError, SyntaxError) as error:
            raise Unreadable(
                "The course export has no table of contents (imsmanifest.xml); export it again."
            ) from error
        course = Cartridge(archive, Path(folder), one_deeper(reading), _resources(manifest))
        course.outline.title = _title(manifest)
        for organization in every(manifest, "organization"):
            for item in organization:
                _item(course, item, 1)
        for name in course.resources:
            _resource(course, name, "", 1)
        for name in course.members:
            if name not in course.done and not name.lower().endswith(MACHINERY):
                _file(course, name, "", 1)
    return course.outline.parsed(reading.quiz_answers)


def _title(manifest: Node) -> str:
    """The course's title in the manifest's metadata (LOM)."""
    for title in every(manifest, "title"):
        if local(title.getparent()) == "general":
            return " ".join("".join(title.itertext()).split())
    return ""


def _resources(manifest: Node) -> dict[str, Resource]:
    found = {}
    for node in every(manifest, "resource"):
        base = node.get("{http://www.w3.org/XML/1998/namespace}base", "")
        files = [file.get("href", "") for file in node if local(file) == "file"]
        names = [_inside(base, name) for name in (node.get("href", ""), *files) if name]
        found[node.get("identifier", "")] = Resource(
            node.get("type", ""), list(dict.fromkeys(names))
        )
    return found


def _inside(base: str, name: str) -> str:
    """A path in the package, as its members are called."""
    path = unquote(name.partition("?")[0]).replace("$IMS-CC-FILEBASE$", "web_resources")
    return posixpath.normpath(posixpath.join(base, path)).lstrip("/")


def _item(course: Cartridge, item: Node, level: int) -> None:
    """A module or what it shows, and the items below."""
    if local(item) != "item" or level > DEEPEST:
        return
    title = text(item, "title")
    below = [child for child in item if local(child) == "item"]
    shown = item.get("identifierref", "")
    if shown in course.resources:
        _resource(course, shown, title, level)
    elif title:
        course.outline.section(title, (), level)
    for child in below:
        _item(course, child, level + 1 if title else level)


def _resource(course: Cartridge, name: str, title: str, level: int) -> None:
    """The content of a resource, once."""
    if name in course.done:
        return
    course.done.add(name)
    resource = course.resources[name]
    new = [file for file in resource.files if file not in course.done]
    course.done.update(new)
    for file in new:
        if file.lower().endswith((".xml", ".qti")):
            _markup(course, file, title, level)
        elif not file.lower().endswith(MACHINERY) and _is_shown(course, resource, file):
            _file(course, file, title if file == resource.files[0] else "", level)


def _is_shown(course: Cartridge, resource: Resource, file: str) -> bool:
    """Whether students see a file: an assignment is read with its settings."""
    settings = next((f for f in resource.files if f.endswith("assignment_settings.xml")), "")
    if not settings or not file.endswith((".html", ".htm")):
        return True
    root = _tree(course, settings)
    return root is None or not is_unpublished(root)


def _tree(course: Cartridge, name: str) -> Node | None:
    try:
        return tree(small(course.archive, name))
    except (KeyError, SyntaxError, Unreadable):
        return None


def _file(course: Cartridge, name: str, title: str, level: int) -> None:
    member = course.members.get(name)
    if member is None:
        return
    try:
        if name.endswith(".html") and is_unpublished(_beginning(course, member)):
            course.outline.counted.hidden("unpublished page")
            return
        parsed = read_zipped(course.archive, member, course.folder, course.reading)
    except Unreadable as error:
        course.outline.unread(name, error)
    else:
        course.outline.file(title or parsed.title or name, parsed, level)


def _beginning(course: Cartridge, member: zipfile.ZipInfo) -> bytes:
    with unbroken("The file is damaged within the archive."), course.archive.open(member) as page:
        return page.read(HEAD)


def _markup(course: Cartridge, name: str, title: str, level: int) -> None:
    """A discussion, a link, a quiz or an assignment."""
    root = _tree(course, name)
    if root is None:
        return
    kind = local(root)
    if kind == "questestinterop":
        found = qti.questions_of(root)
        course.outline.asked += found
        shown = questions(found, course.reading.quiz_answers, course.outline.counted)
        course.outline.section(title or qti.title_of(root), shown, level)
    elif kind == "assignment":
        settings = assignment(root, course.outline.counted)
        if settings is None:
            course.outline.counted.hidden("unpublished assignment")
        else:
            course.outline.section(title or text(root, "title"), settings, level)
    elif kind in ("topic", "webLink"):
        course.outline.section(title or text(root, "title"), _spoken(root, course), level)


def _spoken(root: Node, course: Cartridge) -> Iterator[Element]:
    yield from page_text(text(root, "text"), course.outline.counted)
    address = first(root, "url")
    if address is not None and address.get("href"):
        yield Element("paragraph", str(address.get("href")))
