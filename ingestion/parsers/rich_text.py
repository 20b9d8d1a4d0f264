"""striprtf: the text of RTF files, with its headings."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from striprtf.striprtf import rtf_to_text

from agent.errors import Unreadable
from ingestion.elements import Element, Parsed
from ingestion.parsers.office.left_out import LeftOut
from ingestion.parsers.reading import Reading
from ingestion.parsers.tables import markdown_table

OUTLINE = re.compile(r"\\outlinelevel(\d)(?!\d) ?")
MARK = 0xE000  # a private character per level, inserted before a heading
HEADING = re.compile("[\ue000-\ue008]+")
BULLET = re.compile(r"\s*[•·▪◦\uf0b7](?:\s+|\t)")
UNREAD = re.compile(r"\{(?:\\\*)?\\(?!nonshppict)(pict|object)(?![a-z])")
TITLE = re.compile(r"\{\\title ([^{}]+)\}")


def parse(path: Path, _: Reading) -> Parsed:
    """Read an RTF file. Its bytes are ASCII, with escapes for other characters."""
    source = path.read_bytes().decode("latin-1")
    if not source.lstrip().startswith("{\\rtf"):
        raise Unreadable("The file is damaged or no RTF document; save it again.")
    marked = OUTLINE.sub(lambda found: f"{{\\uc0\\u{MARK + int(found[1]) - 0x10000} }}", source)
    title = TITLE.search(source)
    lines = _plain(marked).split("\n")
    own = _plain(f"{{\\rtf1 {title[1]}}}") if title else ""
    left_out = LeftOut()
    for what in UNREAD.findall(source):
        left_out.unread("picture" if what == "pict" else "embedded object")
    return Parsed(own.strip(), list(_elements(lines)), notes=left_out.notes())


def _elements(lines: list[str]) -> Iterator[Element]:
    for is_row, group in groupby(lines, key=lambda line: line.rstrip().endswith("|")):
        if is_row:
            rows = [HEADING.sub("", line).rstrip().removesuffix("|").split("|") for line in group]
            if table := markdown_table(rows):
                yield Element("table", table)
        else:
            yield from (element for line in group for element in _line(line))


def _line(line: str) -> Iterator[Element]:
    heading = HEADING.search(line)
    text = HEADING.sub("", line).strip()
    if not text:
        return
    if heading:
        yield Element("heading", text, level=ord(heading[0][-1]) - MARK + 1)
    elif BULLET.match(text):
        yield Element("list_item", f"- {BULLET.sub('', text, count=1)}")
    else:
        yield Element("paragraph", text)


def _plain(source: str) -> str:
    return str(rtf_to_text(source, errors="replace"))  # type: ignore[no-untyped-call]
