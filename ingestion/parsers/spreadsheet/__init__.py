"""openpyxl: Excel files, sheet by sheet, as tables of what the cells show."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from contextlib import ExitStack
from functools import partial
from itertools import chain, zip_longest
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.workbook import Workbook

from ingestion.elements import Element, Parsed
from ingestion.parsers.office.left_out import LeftOut
from ingestion.parsers.office.package import open_package
from ingestion.parsers.parser_options import Reading
from ingestion.parsers.row_tables import tables
from ingestion.parsers.spreadsheet.cells import Shown
from ingestion.parsers.spreadsheet.drawings import chart_sheets, drawings, table_ranges
from ingestion.parsers.spreadsheet.outline import outline
from ingestion.parsers.spreadsheet.spread import Spreading
from ingestion.parsers.spreadsheet.unseen import Unseen

MAX_ROW = 1_048_576  # of Excel; openpyxl would give empty rows up to any number


def parse(path: Path, reading: Reading) -> Parsed:
    """Read an Excel file: a section a sheet. Formulas show their last result, or themselves where
    the file has none; hidden sheets, rows, columns and cells are left out."""
    left_out = LeftOut()
    with ExitStack() as files:
        opener = partial(_open, files)
        values, formulas = open_package(opener, path, "Excel", reading.room, *BROKEN)
        archive = files.enter_context(zipfile.ZipFile(path))
        shown = [sheet for sheet in values.worksheets if sheet.sheet_state == "visible"]
        elements = [
            element
            for sheet in shown
            for element in _sheet(sheet, formulas[sheet.title], archive, left_out)
        ]
        charts = list(chart_sheets(archive))
        for name, part, visible in charts:
            if visible:
                elements += _below(name, drawings(archive, part, left_out))
        title = (values.properties.title or "").strip()
        hidden = [sheet.title for sheet in values.worksheets if sheet not in shown]
        hidden += [name for name, _, visible in charts if not visible]
    notes = (f"Hidden sheets were left out: {', '.join(hidden)}.",) if hidden else ()
    return Parsed(title, elements, notes=(*notes, *left_out.notes()))


BROKEN = (InvalidFileException, zipfile.BadZipFile)


def _open(files: ExitStack, name: str) -> tuple[Workbook, Workbook]:
    """The workbook twice: the results of its formulas, and the formulas. openpyxl leaves a file
    open that it cannot load, so `files` closes them."""
    return _loaded(files, name, results=True), _loaded(files, name, results=False)


def _loaded(files: ExitStack, name: str, *, results: bool) -> Workbook:
    file = files.enter_context(Path(name).open("rb"))  # noqa: SIM115  closed with the others
    return load_workbook(file, read_only=True, data_only=results, keep_links=False, rich_text=True)


def _sheet(
    values: Any, formulas: Any, archive: zipfile.ZipFile, left_out: LeftOut
) -> Iterator[Element]:
    path = str(values._worksheet_path).lstrip("/")  # openpyxl has no other name for it
    for sheet in (values, formulas):
        sheet.reset_dimensions()  # some programs write that a sheet has a million rows
    both = zip_longest(
        values.iter_rows(max_row=MAX_ROW), formulas.iter_rows(max_row=MAX_ROW), fillvalue=()
    )
    around = outline(archive, path)
    unseen = Unseen([*around.colored, *table_ranges(archive, path)], papered=around.ground)
    shown = Shown(unseen, left_out, values.title)
    rows = (list(map(shown.cell, row, sources)) for row, sources in both)
    for kind, some in (("row", around.rows), ("column", around.columns)):
        if some:
            left_out.hidden(f"group of hidden {kind}s", values.title)
    found = chain(tables(Spreading(around).rows(rows), 2), drawings(archive, path, left_out))
    yield from _below(values.title, found)


def _below(name: str, found: Iterator[Element]) -> Iterator[Element]:
    """The section of a sheet; without any elements there is none."""
    for first in found:
        yield Element("heading", name.strip(), level=1)
        yield first
        yield from found
