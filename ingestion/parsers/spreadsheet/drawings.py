"""Drawings over the cells of a sheet: text boxes are read, but only the titles of charts, whose
values are in the cells."""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Iterator

from ingestion.elements import Element
from ingestion.parsers.office.left_out import LeftOut
from ingestion.parsers.office.markup import C, M, Node, R, drawn_text, one_branch, tree
from ingestion.parsers.spreadsheet.outline import Range, ranges
from ingestion.parsers.unpack import small

WORKBOOK = "xl/workbook.xml"
XDR = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}"
RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"


def drawings(archive: zipfile.ZipFile, sheet: str, left_out: LeftOut) -> Iterator[Element]:
    """The text over a sheet at this path; pictures and equations are counted as unread."""
    for kind, drawing in _related(archive, sheet):
        if kind.endswith("/comments"):
            for _ in tree(small(archive, drawing)).iter("{*}comment"):
                left_out.hidden("comment")
        elif kind.endswith("/drawing"):
            charts = dict(_targets(archive, drawing))
            yield from _drawn(archive, one_branch(tree(small(archive, drawing))), charts, left_out)


def chart_sheets(archive: zipfile.ZipFile) -> Iterator[tuple[str, str, bool]]:
    """The names and paths of the sheets that are one chart each, and whether they are shown."""
    if WORKBOOK not in archive.namelist():
        return
    targets = dict(_targets(archive, WORKBOOK))
    for sheet in tree(small(archive, WORKBOOK)).iter("{*}sheet"):
        path = targets.get(sheet.get(f"{R}id", ""), "")
        if "/chartsheets/" in path and path in archive.namelist():
            yield sheet.get("name", ""), path, sheet.get("state", "visible") == "visible"


def table_ranges(archive: zipfile.ZipFile, sheet: str) -> Iterator[Range]:
    """The ranges of the tables on a sheet at this path, which have colours of their own."""
    for kind, part in _related(archive, sheet):
        if kind.endswith("/table"):
            yield from ranges(tree(small(archive, part)).get("ref", "").encode())


def _drawn(
    archive: zipfile.ZipFile, root: Node, charts: dict[str, str], left_out: LeftOut
) -> Iterator[Element]:
    for shape in root.iter(f"{XDR}sp"):
        if text := drawn_text(shape).strip():
            yield Element("paragraph", text)
    for _ in root.iter(f"{XDR}pic"):
        left_out.unread("picture")
    for _ in root.iter(f"{M}oMath"):
        left_out.unread("equation")
    for chart in root.iter(f"{C}chart"):
        name = charts.get(chart.get(f"{R}id", ""), "")
        if name in archive.namelist():
            titles = tree(small(archive, name)).iter(f"{C}title")
            text = " ".join(" ".join(drawn_text(title).split()) for title in titles).strip()
            if text:
                yield Element("paragraph", f"Chart: {text}")


def _related(archive: zipfile.ZipFile, part: str) -> Iterator[tuple[str, str]]:
    """The kinds and paths of the parts that a part refers to."""
    for relation in _relations(archive, part):
        path = _path(part, relation)
        if path in archive.namelist():
            yield relation.get("Type", ""), path


def _targets(archive: zipfile.ZipFile, part: str) -> Iterator[tuple[str, str]]:
    for relation in _relations(archive, part):
        yield relation.get("Id", ""), _path(part, relation)


def _relations(archive: zipfile.ZipFile, part: str) -> list[Node]:
    folder, name = posixpath.split(part)
    path = f"{folder}/_rels/{name}.rels"
    if path not in archive.namelist():
        return []
    found = tree(small(archive, path)).iter(RELATION)
    return [relation for relation in found if relation.get("TargetMode") != "External"]


def _path(part: str, relation: Node) -> str:
    target = relation.get("Target", "")
    joined = posixpath.join("/", posixpath.dirname(part), target)
    return posixpath.normpath(joined).lstrip("/")
