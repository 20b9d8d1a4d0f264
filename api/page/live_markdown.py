"""An answer's Markdown while it grows: only blocks that have changed are rendered and sent anew."""

from __future__ import annotations

import re

from typing_extensions import TypedDict

from api.page.markdown import answers, blocks

UNFINISHED = re.compile(
    r"(?:\[[\d, ]*|\*{1,2}|`+|(?:^|\n)\|[^\n]*(?:\n[|:\- ]*)?"
    r"|\n\s*(?:[-*+#>]+|\d{1,3}[.)]?))\Z"
)
"""Ends that may become a mark: half a `[12]`, `**`, backticks, a table's row, a list's marker."""
FORMULAS = (("$$", "$$"), ("\\[", "\\]"), ("\\(", "\\)"))
FENCE = re.compile(r"^[ ]{0,3}```.*$", re.M)
NO_FORMULA = (*"0123456789", " ")  # behind a dollar: it is money
DOLLAR = re.compile(r"(?<!\$)\$(?!\$)")
LINE_END = re.compile(r"\r\n|\r|\n")


class Changed(TypedDict):
    """The block at a place is this HTML now; there are so many blocks in all."""

    at: int
    html: str
    of: int


class LiveMarkdown:
    """Renders one answer, again and again, and tells what is new."""

    def __init__(self) -> None:
        self._markdown = answers()
        self._shown: list[str] = []
        self._settled = 0  # blocks before the last one: nothing that follows changes them
        self._from = 0  # where the text behind them begins

    def grown(self, text: str) -> list[Changed]:
        """What has changed now that the answer has come to this text."""
        tail = text[self._from :]
        found = blocks(self._markdown, _as_it_may_end(tail))
        changed = self._show(self._settled, [block.html for block in found])
        if len(found) > 1:
            self._settled += len(found) - 1
            self._from += _offset(tail, found[-1].line)
        return changed

    def whole(self, text: str) -> list[Changed]:
        """What has changed now that the answer is complete, whatever it was before."""
        return self._show(0, [block.html for block in blocks(self._markdown, text)])

    def _show(self, first: int, found: list[str]) -> list[Changed]:
        before, self._shown = self._shown, [*self._shown[:first], *found]
        of = len(self._shown)
        changed = [
            Changed(at=at, html=html, of=of)
            for at, html in enumerate(found, start=first)
            if at >= len(before) or before[at] != html
        ]
        if of < len(before) and of and not changed:
            changed = [Changed(at=of - 1, html=self._shown[-1], of=of)]
        return changed


def rendered(text: str) -> list[str]:
    """The HTML of a whole answer, block by block."""
    return [block.html for block in blocks(answers(), text)]


def _as_it_may_end(text: str) -> str:
    """The text with its last marks closed, or left out where they are half written."""
    fences = list(FENCE.finditer(text))
    if len(fences) % 2:
        return text  # within code, which ends where the text ends
    text = UNFINISHED.sub("", _without_open_formula(text))
    last = text[max(text.rfind("\n\n"), fences[-1].end() if fences else 0, 0) :]
    if last.count("`") % 2:
        return text + "`"
    return text + "**" if last.count("**") % 2 else text


def _without_open_formula(text: str) -> str:
    for opening, closing in FORMULAS:
        at = text.rfind(opening)
        same = opening == closing
        if at >= 0 and (text.count(opening) % 2 if same else text.rfind(closing) < at):
            text = text[:at]
    line = text.rfind("\n") + 1
    dollars = [found.start() for found in DOLLAR.finditer(text, line)]
    if len(dollars) % 2 and not text[dollars[-1] + 1 :].startswith(NO_FORMULA):
        return text[: dollars[-1]]
    return text


def _offset(text: str, line: int) -> int:
    """Where a line begins; `str.splitlines` would end lines at more than Markdown does."""
    return ([0] + [found.end() for found in LINE_END.finditer(text)])[line]
