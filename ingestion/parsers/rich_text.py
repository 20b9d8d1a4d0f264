"""striprtf: the text of RTF files, with its headings."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby, islice
from pathlib import Path

from striprtf.striprtf import rtf_to_text

from agent.errors import Unreadable
from ingestion.elements import Element, Parsed
from ingestion.parsers.office.left_out import LeftOut
from ingestion.parsers.parser_options import Reading
from ingestion.parsers.rich_text_groups import HANGING, grouped
from ingestion.parsers.rich_text_styles import headed, with_short_fonts, with_signs
from ingestion.parsers.rich_text_tables import ROW, SIGNS, Layout, parted, table
from ingestion.parsers.word.margins import NUMBER as PAGE_NUMBER

OUTLINE = re.compile(r"\\outlinelevel(\d)(?!\d) ?")
MARK = 0xE000  # a private character per level, inserted before a heading
HEADING = re.compile("[\ue000-\ue008]+")
MARKS = re.compile(f"[\ue000-\ue008{HANGING}]")
UNUSED = re.compile(f"[{SIGNS}]")  # of a table without an end
NUMBER = re.compile(r"(\(?(?:\d{1,3}|[a-z]|[ivx]{2,5})[.)])\t\s*")
BULLET = re.compile(r"\s*[•·▪◦\uf0b7](?:\s+|\t)")
UNREAD = re.compile(r"\{(?:\\\*)?\\(?!nonshppict)(pict|object)(?![a-z])")
TITLE = re.compile(r"\{\\title ([^{}]+)\}")


def parse(path: Path, _: Reading) -> Parsed:
    """Read an RTF file. Its bytes are ASCII, with escapes for other characters."""
    source = path.read_bytes().decode("latin-1")
    if not source.lstrip().startswith("{\\rtf"):
        raise Unreadable("The file is damaged or not an RTF document; save it again.")
    left_out = LeftOut()
    for what in UNREAD.findall(source):
        left_out.unread("picture" if what == "pict" else "embedded object")
    plain = with_signs(headed(with_short_fonts(source).replace("\\pntext", "\\listtext")))
    groups = grouped(plain, left_out)
    marked, layouts = parted(OUTLINE.sub(_mark, groups.source))
    title = TITLE.search(source)
    lines = _plain(marked).split("\n")
    own = _plain(f"{{\\rtf1 {title[1]}}}") if title else ""
    hanging = iter(groups.hanging)
    elements = [*_elements(lines, hanging, iter(layouts)), *_margins(groups.margins)]
    return Parsed(own.strip(), elements, notes=left_out.notes())


def _mark(found: re.Match[str]) -> str:
    return f"{{\\uc0\\u{MARK + int(found[1]) - 0x10000} }}"


def _margins(sources: list[str]) -> Iterator[Element]:
    """Page headers and footers that are more than a page number, each once, at the end."""
    texts = (" ".join(_plain(f"{{\\rtf1 {source}}}").split()) for source in sources)
    unique = dict.fromkeys(text for text in texts if not PAGE_NUMBER.fullmatch(text))
    if unique:
        yield Element("heading", "", level=1)
    for text in unique:
        yield Element("paragraph", text)


def _elements(
    lines: list[str], hanging: Iterator[tuple[str, str]], layouts: Iterator[Layout]
) -> Iterator[Element]:
    for is_row, group in groupby(lines, key=lambda line: ROW in line):
        if is_row:
            rows = list(group)
            yield from table([MARKS.sub("", row) for row in rows], [*islice(layouts, len(rows))])
            yield from _hanging("".join(rows), hanging)
        else:
            for line in group:
                yield from _line(line)
                yield from _hanging(line, hanging)


def _hanging(line: str, hanging: Iterator[tuple[str, str]]) -> Iterator[Element]:
    """The footnotes and text boxes of a line, below it."""
    for label, source in islice(hanging, line.count(HANGING)):
        text = " ".join(MARKS.sub("", _plain(f"{{\\rtf1 {source}}}")).split())
        if text:
            yield Element("paragraph", label + text)


def _line(line: str) -> Iterator[Element]:
    heading = HEADING.search(line)
    text = UNUSED.sub(" ", MARKS.sub("", line)).strip()
    if not text:
        return
    if heading:
        level = ord(heading[0][-1]) - MARK + 1
        yield Element("heading", " ".join(text.split()), level=level)
    elif BULLET.match(text):
        yield Element("list_item", f"- {BULLET.sub('', text, count=1)}")
    elif NUMBER.match(text):
        yield Element("list_item", NUMBER.sub(r"\1 ", text))
    else:
        yield Element("paragraph", text)


def _plain(source: str) -> str:
    text = str(rtf_to_text(source, errors="replace"))  # type: ignore[no-untyped-call]
    # what is beyond U+FFFF is written in two halves
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
