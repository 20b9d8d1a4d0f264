"""Jupyter notebooks: Markdown cells as Markdown, code cells whole, with what they printed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from agent.errors import Unreadable
from ingestion.elements import Element, Parsed
from ingestion.parsers import markdown, program_options
from ingestion.parsers.notebook_outputs import Outputs, text_of
from ingestion.parsers.office.left_out import LeftOut
from ingestion.parsers.parser_options import Reading
from ingestion.parsers.plain_text import paragraphs


def parse(path: Path, _: Reading) -> Parsed:
    """Read a notebook; its title is its first level-1 heading, or that of its metadata."""
    try:
        notebook = json.loads(path.read_bytes())
        cells = [
            cell for sheet in notebook.get("worksheets", [notebook]) for cell in sheet["cells"]
        ]
        reader = _Cells(_language(notebook))
        elements = [element for cell in cells for element in reader.elements(cell)]
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise Unreadable(
            "The file is not a valid notebook; open it in Jupyter and save it again."
        ) from error
    named = notebook.get("metadata", {})
    own = named.get("title") or named.get("name")  # "name" until format 3
    title = markdown.first_title(elements) or (own if isinstance(own, str) else "")
    return Parsed(title, elements, notes=reader.notes())


def _language(notebook: dict[str, Any]) -> str:
    metadata = notebook.get("metadata", {})
    named = metadata.get("language_info", {}).get("name")
    return str(named or metadata.get("kernelspec", {}).get("language", "python"))


class _Cells:
    """Reads cells one after the other, and counts what cannot be read."""

    def __init__(self, language: str) -> None:
        self._language = language
        self._left_out = LeftOut()

    def notes(self) -> tuple[str, ...]:
        return self._left_out.notes()

    def elements(self, cell: dict[str, Any]) -> Iterator[Element]:
        """The elements of a cell; in format 3 code is its "input", and headings are cells."""
        source = text_of(cell["source"] if "source" in cell else cell.get("input", ""))
        kind = cell["cell_type"]
        if kind == "markdown":
            yield from markdown.blocks(source, self._left_out)
        elif kind == "heading" and source.strip():
            level = min(max(int(cell.get("level", 1)), 1), 6)
            yield Element("heading", " ".join(source.split()), level=level)
        elif kind == "raw":
            front, rest = markdown.front_matter.split(source)
            yield from (Element("paragraph", fact) for fact in front.facts)
            yield from paragraphs(rest)
        elif kind == "code" and source.strip():
            captions, program = program_options.parted(source.strip("\n").rstrip())
            yield from (Element("paragraph", caption) for caption in captions)
            if program.strip():
                yield Element("code", program, language=self._language)
            yield from Outputs(self._left_out).elements(cell.get("outputs", []))
