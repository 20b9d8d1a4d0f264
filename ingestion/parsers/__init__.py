"""The registry of parsers: a file name's suffix names the module that reads it.

A parser is a module with `parse(path: Path, reading: Reading) -> Parsed` that raises `Unreadable`
when it cannot. It is imported with the first file that needs it. If the content shows another
format than the name, the content counts.
"""

from __future__ import annotations

import logging
import re
import struct
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import cast

from agent.errors import Unreadable, Unsupported
from ingestion.elements import Element, Parsed, Streamed
from ingestion.parsers.advice import advice
from ingestion.parsers.kinds import NAMES, kind, name_of
from ingestion.parsers.languages import LANGUAGES
from ingestion.parsers.parser_options import Reading
from ingestion.parsers.programs import LIBREOFFICE, TESSERACT

DOCUMENTS = {
    ".pdf": "ingestion.parsers.pdf",
    ".docx": "ingestion.parsers.word",
    ".pptx": "ingestion.parsers.slides",
    ".xlsx": "ingestion.parsers.spreadsheet",
    ".xlsm": "ingestion.parsers.spreadsheet",
    ".csv": "ingestion.parsers.delimited",
    ".tsv": "ingestion.parsers.delimited",
    ".html": "ingestion.parsers.web",
    ".htm": "ingestion.parsers.web",
    ".xhtml": "ingestion.parsers.web",
    ".md": "ingestion.parsers.markdown",
    ".markdown": "ingestion.parsers.markdown",
    ".mdx": "ingestion.parsers.markdown",
    ".rmd": "ingestion.parsers.markdown",
    ".qmd": "ingestion.parsers.markdown",
    ".rst": "ingestion.parsers.restructured",
    ".ipynb": "ingestion.parsers.notebook",
    ".tex": "ingestion.parsers.latex",
    ".epub": "ingestion.parsers.book",
    ".odt": "ingestion.parsers.opendocument",
    ".rtf": "ingestion.parsers.rich_text",
    ".txt": "ingestion.parsers.plain_text",
    ".srt": "ingestion.parsers.transcript",
    ".vtt": "ingestion.parsers.transcript",
    ".eml": "ingestion.parsers.mail",
    ".zip": "ingestion.parsers.archive",
    ".imscc": "ingestion.parsers.courses.common_cartridge",
    ".mbz": "ingestion.parsers.courses.moodle_backup",
    ".h5p": "ingestion.parsers.courses.h5p",
    ".xml": "ingestion.parsers.quizzes.moodle_xml",
    ".gift": "ingestion.parsers.quizzes.gift",
}
PICTURES = dict.fromkeys(
    (".png", ".jpg", ".jpeg", ".gif", ".tif", ".tiff", ".bmp", ".webp"), "ingestion.parsers.picture"
)
LEGACY = dict.fromkeys((".doc", ".ppt", ".xls", ".odp", ".ods"), "ingestion.parsers.legacy")
CODE = dict.fromkeys(LANGUAGES, "ingestion.parsers.source_code")
COMMUNITY = "ingestion.parsers.community"  # reads what MENTOR_LOADERS names a loader for
PARSERS = DOCUMENTS | PICTURES | LEGACY | CODE
NEEDS = dict.fromkeys(PICTURES, TESSERACT) | dict.fromkeys(LEGACY, LIBREOFFICE)
VERSION = 10  # raise it when a parser gives other elements for the same file
LOCKED = {
    ".locked": "The file is protected by a password; save a copy without one.",
    ".ole": "The file is protected by a password, damaged, or in a format from before 2007; save "
    "it as .docx, .pptx or .xlsx without a password.",
}
# Errors of libraries about unexpected files. One such file must not stop the others; the log has
# the details.
FAULTS = (
    ArithmeticError, AssertionError, AttributeError, LookupError, MemoryError, RuntimeError,
    SyntaxError, TypeError, ValueError, struct.error, zlib.error,
)  # fmt: skip

UNSEEN = re.compile("[\u00ad\u2060\ufeff]")  # soft hyphen, word joiner, byte order mark

log = logging.getLogger(__name__)


def module_for(path: Path, loaders: Iterable[str] = ()) -> str:
    """The name of the module that reads this file; raises `Unsupported`."""
    suffix = path.suffix.lower()
    if suffix in loaders:
        return COMMUNITY
    if missing := _missing(suffix):
        raise Unsupported(missing)
    if suffix in PARSERS:
        return PARSERS[suffix]
    raise Unsupported(advice(suffix))


def _missing(suffix: str) -> str:
    """Why files of this type cannot be read on this machine; "" when they can."""
    program = NEEDS.get(suffix)
    if program is None or program.find():
        return ""
    return program.missing("The picture" if suffix in PICTURES else f"A {suffix} file")


def parse(path: Path, reading: Reading | None = None) -> Parsed:
    """Read one file; raises `Unreadable` or `Unsupported`, whose message a teacher understands."""
    reading = reading or Reading()
    module = module_for(path, reading.loaders)
    if path.stat().st_size == 0:
        raise Unreadable("The file is empty.")
    named, found = path.suffix.lower(), "" if module == COMMUNITY else _kind(path)
    if found in ("", named) or PARSERS.get(found) == module:
        return _parse(module, path, reading)
    wrong = f"The file is named {named} but is {name_of(found)}"
    try:
        parsed = _parse(module_for(Path(f"it{found}")), path, reading)
    except Unreadable as error:
        raise type(error)(f"{wrong}. {error.message}") from error
    return replace(parsed, notes=(f"{wrong}, and was read as one.", *parsed.notes))


def _kind(path: Path) -> str:
    """The suffix of the content's format, if it can differ from the file name's."""
    found = kind(path)
    if found in LOCKED:
        raise Unreadable(LOCKED[found])
    if found == ".html" and path.suffix.lower() not in NAMES:
        return ""  # a text may begin like a page
    return found


def _parse(module: str, path: Path, reading: Reading) -> Parsed:
    parser = import_module(module)
    try:
        parsed = cast(Parsed, parser.parse(path, reading))
    except FAULTS as error:
        log.exception("%s cannot be parsed", path)
        raise Unreadable(
            "The file is damaged or in an unknown form; open it, save it again "
            "or as a PDF, and ingest again."
        ) from error
    if not any(element.text.strip() for element in parsed.elements):
        raise Unreadable("No text was found in the file.")
    return replace(parsed, title=_shown(parsed.title), elements=_all_shown(parsed.elements))


def _all_shown(elements: Sequence[Element]) -> Sequence[Element]:
    """The elements without characters that nobody sees and that part words for a search."""
    if isinstance(elements, Streamed):
        return Streamed(lambda: map(_element, elements))
    return [_element(element) for element in elements]


def _element(element: Element) -> Element:
    text = element.text if element.kind == "code" else _shown(element.text)
    return element if text is element.text else replace(element, text=text)


def _shown(text: str) -> str:
    return text if text.isascii() else UNSEEN.sub("", text)
