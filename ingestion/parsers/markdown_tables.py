"""Tables as Markdown, so that rows stay readable when they are quoted."""

from __future__ import annotations

from collections.abc import Sequence


def markdown_table(rows: Sequence[Sequence[str]]) -> str:
    """The rows as a Markdown table, the first as its header; "" without any text.

    Rows are padded to the longest; a cell's line breaks become spaces.
    """
    cleaned = [[_cell(cell) for cell in row] for row in rows]
    cleaned = [row for row in cleaned if any(row)]
    if not cleaned:
        return ""
    width = max(len(row) for row in cleaned)
    header, *body = [_line(row + [""] * (width - len(row))) for row in cleaned]
    return "\n".join([header, _line(["---"] * width), *body])


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
