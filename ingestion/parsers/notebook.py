"""Jupyter notebooks: Markdown cells as Markdown, code cells whole, with what they printed."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from agent.errors import Unreadable
from ingestion.elements import Element, Parsed
from ingestion.parsers import markdown
from ingestion.parsers.reading import Reading

MAX_OUTPUT_LINES = 40
TERMINAL_COLOUR = re.compile(r"\x1b\[[0-9;]*m")
DRAWN = re.compile(r"<[\w.]+( object)? at 0x[0-9a-f]+>|<Figure size .*>")


def parse(path: Path, _: Reading) -> Parsed:
    """Read a notebook; its title is its first level-1 heading, or that of its metadata."""
    try:
        notebook = json.loads(path.read_bytes())
        cells = [
            cell for sheet in notebook.get("worksheets", [notebook]) for cell in sheet["cells"]
        ]
        language = _language(notebook)
        elements = [element for cell in cells for element in _cell(cell, language)]
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise Unreadable(
            "The file is no valid notebook; open it in Jupyter and save it again."
        ) from error
    named = notebook.get("metadata", {}).get("title")
    title = markdown.first_title(elements) or (named if isinstance(named, str) else "")
    return Parsed(title, elements)


def _language(notebook: dict[str, Any]) -> str:
    metadata = notebook.get("metadata", {})
    named = metadata.get("language_info", {}).get("name")
    return str(named or metadata.get("kernelspec", {}).get("language", "python"))


def _cell(cell: dict[str, Any], language: str) -> Iterator[Element]:
    source = _text(cell["source"] if "source" in cell else cell.get("input", ""))
    if cell["cell_type"] == "markdown":
        yield from markdown.blocks(source)
    elif cell["cell_type"] == "code" and source.strip():
        yield Element("code", source.strip("\n").rstrip(), language=language)
        if printed := _printed(cell.get("outputs", [])):
            yield Element("code", printed, language="output")


def _printed(outputs: list[dict[str, Any]]) -> str:
    """The text that a cell printed, returned or failed with; pictures and widgets are left out."""
    parts = [_output(output) for output in outputs]
    text = TERMINAL_COLOUR.sub("", "\n".join(part for part in parts if part))
    lines = [line.rstrip() for line in text.splitlines() if not DRAWN.fullmatch(line.strip())]
    shown = lines[:MAX_OUTPUT_LINES] + ["..."] * (len(lines) > MAX_OUTPUT_LINES)
    return "\n".join(shown).strip("\n")


def _output(output: dict[str, Any]) -> str:
    kind = output.get("output_type")
    if kind == "stream":
        return _text(output.get("text", "")).strip("\n")
    if kind == "error":
        return f"{output.get('ename', 'Error')}: {output.get('evalue', '')}"
    return _text(output.get("data", {}).get("text/plain", "")).strip("\n")


def _text(lines: str | list[str]) -> str:
    return lines if isinstance(lines, str) else "".join(lines)
