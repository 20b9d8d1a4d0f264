"""openpyxl: Excel files, sheet by sheet, as tables of what the cells show."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import date, datetime, time, timedelta
from functools import partial
from itertools import chain, zip_longest
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.workbook import Workbook

from ingestion.elements import Element, Parsed
from ingestion.parsers.office.left_out import LeftOut
from ingestion.parsers.office.numbers import raised
from ingestion.parsers.office.package import open_package
from ingestion.parsers.parser_options import Reading
from ingestion.parsers.row_tables import tables
from ingestion.parsers.spreadsheet.drawings import drawings
from ingestion.parsers.spreadsheet.number_formats import duration, number
from ingestion.parsers.spreadsheet.outline import outline
from ingestion.parsers.spreadsheet.spread import Spreading

MIDNIGHT = time()
MAX_ROW = 1_048_576  # of Excel; openpyxl would give empty rows up to any number


def parse(path: Path, reading: Reading) -> Parsed:
    """Read an Excel file: a section a sheet. Formulas show their last result, or themselves where
    the file has none; hidden sheets, rows and columns are left out."""
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
        title = (values.properties.title or "").strip()
        hidden = [sheet.title for sheet in values.worksheets if sheet not in shown]
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
    rows = (
        [
            _shown(cell, formula, values.title, left_out)
            for cell, formula in zip(row, sources, strict=False)
        ]
        for row, sources in both
    )
    around = outline(archive, path)
    for kind, some in (("row", around.rows), ("column", around.columns)):
        if some:
            left_out.hidden(f"group of hidden {kind}s", values.title)
    found = chain(tables(Spreading(around).rows(rows), 2), drawings(archive, path, left_out))
    for first in found:  # without any there is no section either
        yield Element("heading", values.title.strip(), level=1)
        yield first
        yield from found


def _shown(cell: Any, formula: Any, sheet: str, left_out: LeftOut) -> str:
    """A cell as Excel shows it; a formula without a stored result as it is, and it is counted."""
    value = cell.value
    if value is None:
        if formula.value is not None:
            left_out.unread("formula result that Excel has not stored", sheet)
        return "" if formula.value is None else str(formula.value)
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float | int):
        return number(value, str(cell.number_format))
    if isinstance(value, timedelta):
        return duration(value)
    if isinstance(value, CellRichText):
        return "".join(map(_run, value)).strip()
    if isinstance(value, datetime):
        return str(value.date() if value.time() == MIDNIGHT else value.replace(microsecond=0))
    return str(value) if isinstance(value, date | time) else str(value).strip()


def _run(part: TextBlock | str) -> str:
    """A part of a cell with its own font; raised digits as such."""
    up = not isinstance(part, str) and part.font.vertAlign == "superscript"
    return raised(str(part)) if up else str(part)
