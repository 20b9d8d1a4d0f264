"""Cells as Excel shows them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from openpyxl.cell.rich_text import CellRichText, TextBlock

from ingestion.parsers.office.left_out import LeftOut
from ingestion.parsers.office.numbers import raised
from ingestion.parsers.spreadsheet.number_formats import duration, number, text
from ingestion.parsers.spreadsheet.unseen import Unseen

MIDNIGHT = time()


@dataclass(frozen=True, slots=True)
class Shown:
    """The text that a reader sees in the cells of a sheet; counts what he does not see."""

    unseen: Unseen
    left_out: LeftOut
    sheet: str

    def cell(self, cell: Any, formula: Any) -> str:
        """A cell as it is shown; a formula without a stored result as it is, and it is counted."""
        value = cell.value
        if value is None:
            value = getattr(formula.value, "text", formula.value)  # those of arrays are objects
            if value is None:
                return ""
            self.left_out.unread("formula result that Excel has not stored", self.sheet)
        if isinstance(value, CellRichText):
            return "".join(self._run(cell, part) for part in value).strip()
        if why := self.unseen.why(cell):
            return self._hide(why, str(value))
        written = _written(value, str(cell.number_format))
        return written or self._hide("hidden text", str(value or ""))  # zeros are often not shown

    def _run(self, cell: Any, part: TextBlock | str) -> str:
        """A part of a cell with its own font; raised digits as such."""
        font = cell.font if isinstance(part, str) else part.font
        if why := self.unseen.of_run(cell, font.color):
            return self._hide(why, str(part))
        return raised(str(part)) if font.vertAlign == "superscript" else str(part)

    def _hide(self, why: str, value: str) -> str:
        if value.strip():
            self.left_out.hidden(f"cell of {why}", self.sheet)
        return ""


def _written(value: object, form: str) -> str:
    if isinstance(value, bool | str):
        said = str(value).strip() if isinstance(value, str) else str(value).upper()
        return text(said, form) if said else ""
    if isinstance(value, float | int):
        return number(value, form)
    if isinstance(value, timedelta):
        return duration(value)
    if isinstance(value, datetime):
        return str(value.date() if value.time() == MIDNIGHT else value.replace(microsecond=0))
    return str(value) if isinstance(value, date | time) else str(value).strip()
