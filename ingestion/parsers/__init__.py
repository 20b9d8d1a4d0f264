"""The registry of parsers: a file name's suffix names the module that reads it.

A parser is a module with `parse(path: Path) -> Parsed` that raises `Unreadable` when it cannot.
It is imported with the first file that needs it.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import cast

from agent.errors import Unreadable, Unsupported
from ingestion.elements import Parsed

PARSERS = {
    ".pdf": "ingestion.parsers.pdf",
    ".docx": "ingestion.parsers.word",
    ".pptx": "ingestion.parsers.slides",
    ".html": "ingestion.parsers.web",
    ".htm": "ingestion.parsers.web",
    ".md": "ingestion.parsers.markdown",
    ".markdown": "ingestion.parsers.markdown",
    ".ipynb": "ingestion.parsers.notebook",
    ".txt": "ingestion.parsers.text",
}
SAVE_AS = {".doc": ".docx", ".odt": ".docx", ".rtf": ".docx", ".ppt": ".pptx", ".odp": ".pptx"}
VERSION = 1  # raise it when a parser gives other elements for the same file


def supported() -> str:
    """The suffixes that can be read, for a sentence: ".docx, .htm, ... and .txt"."""
    *most, last = sorted(PARSERS)
    return f"{', '.join(most)} and {last}"


def module_for(path: Path) -> str:
    """The name of the module that reads this file; raises `Unsupported`."""
    suffix = path.suffix.lower()
    if suffix in PARSERS:
        return PARSERS[suffix]
    if suffix in SAVE_AS:
        raise Unsupported(f"{suffix} files cannot be read; save it as {SAVE_AS[suffix]} instead.")
    what = f"{suffix} files" if suffix else "Files without a suffix"
    raise Unsupported(f"{what} cannot be read; these can: {supported()}.")


def parse(path: Path) -> Parsed:
    """Read one file; raises `Unreadable` or `Unsupported`, whose message a teacher understands."""
    module = module_for(path)
    if path.stat().st_size == 0:
        raise Unreadable("The file is empty.")
    parsed = cast(Parsed, import_module(module).parse(path))
    if not any(element.text.strip() for element in parsed.elements):
        raise Unreadable("No text was found in the file.")
    return parsed
