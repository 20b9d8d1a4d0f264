"""Cells whose text a reader does not see: white on white, or in the colour of the cell itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from openpyxl.styles.colors import COLOR_INDEX, Color

from ingestion.parsers.spreadsheet.outline import Range

WHITE = "FFFFFF"
THEME = {0: WHITE, 1: "000000"}  # the colours of paper and of text; the others differ by theme


@dataclass(slots=True)
class Unseen:
    """Tells why the text of a sheet's cells is not seen.

    `painted` are the ranges whose ground may have a colour that is not the cell's own: tables and
    conditional formats. All of a sheet that is `papered` may have another colour.
    """

    painted: Sequence[Range] = ()
    papered: bool = False
    _grounds: dict[int, str] = field(default_factory=dict)
    _reasons: dict[int, str] = field(default_factory=dict)

    def why(self, cell: Any) -> str:
        """What its text is: "white text", "hidden text"; "" for what is seen."""
        style = cell._style_id
        if style not in self._reasons:
            self._reasons[style] = self._of(cell, cell.font.color)
        return self._reasons[style] and self._unless_painted(cell, self._reasons[style])

    def of_run(self, cell: Any, color: Color | None) -> str:
        """The same of a part of a cell's text that has its own font."""
        return self._unless_painted(cell, self._of(cell, color))

    def _of(self, cell: Any, color: Color | None) -> str:
        ground = self._ground(cell)
        if not ground or shade(color) != ground:
            return ""
        return "white text" if ground == WHITE else "hidden text"

    def _ground(self, cell: Any) -> str:
        """The colour of a cell; "" for patterns and gradients."""
        style = cell._style_id
        if style not in self._grounds:
            kind = getattr(cell.fill, "patternType", "gradient")
            solid = shade(cell.fill.fgColor) if kind == "solid" else ""
            self._grounds[style] = WHITE if kind in (None, "none") else solid
        return self._grounds[style]

    def _unless_painted(self, cell: Any, reason: str) -> str:
        if reason != "white text":
            return reason
        here = any(one.holds(cell.row, cell.column) for one in self.painted)
        return "" if self.papered or here else reason


def shade(color: Color | None) -> str:
    """A colour in a form that can be compared; "" for one that the program chooses itself."""
    if color is None:
        return ""
    name = ""
    if color.type == "rgb":
        name = str(color.rgb)[-6:].upper()
    elif color.type == "theme":
        name = THEME.get(color.theme, f"theme {color.theme}")
    elif color.type == "indexed" and color.indexed < len(COLOR_INDEX):
        name = COLOR_INDEX[color.indexed][-6:]
    lighter = name == WHITE and color.tint > 0  # which it cannot be
    return f"{name} {color.tint}" if name and color.tint and not lighter else name
