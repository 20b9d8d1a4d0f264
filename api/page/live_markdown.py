"""The Markdown of a growing answer: only changed blocks are rendered and sent again."""

from __future__ import annotations

import re

from typing_extensions import TypedDict

from api.page.markdown import answers, blocks

UNFINISHED = re.compile(
    r"(?:\[[\d, ]*|\*{1,2}|`+|(?:^|\n)\|[^\n]*(?:\n[|:\- ]*)?"
    r"|\n\s*(?:[-*+#>]+|\d{1,3}[.)]?))\Z"
)
"""Endings that may become markup: half a `[12]`, `**`, backticks, a table row, a list marker."""
FORMULAS = (("$$", "$$"), ("\\[", "\\]"), ("\\(", "\\)"))
FENCE = re.compile(r"^[ ]{0,3}```.*$", re.M)
NO_FORMULA = (*"0123456789", " ")  # after a dollar sign: an amount of money
DOLLAR = re.compile(r"(?<!\$)\$(?!\$)")
LINE_END = re.compile(r"\r\n|\r|\n")


class Changed(TypedDict):
    """The new HTML of block `at`, of `of` blocks."""

    at: int
    html: str
    of: int


class LiveMarkdown:
    """Renders one growing answer and returns the changed blocks."""

    def __init__(self) -> None:
        self._markdown = answers()
        self._shown: list[str] = []
        self._settled = 0  # finished blocks: later text does not change them
        self._from = 0  # start of the text after them

    def grown(self, text: str) -> list[Changed]:
        """The changes for the text so far."""
        tail = text[self._from :]
        found = blocks(self._markdown, _as_it_may_end(tail))
        changed = self._show(self._settled, [block.html for block in found])
        if len(found) > 1:
            self._settled += len(found) - 1
            self._from += _offset(tail, found[-1].line)
        return changed

    def whole(self, text: str) -> list[Changed]:
        """The changes for the complete text, which may differ from the text so far."""
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
    """The HTML blocks of a complete answer."""
    return [block.html for block in blocks(answers(), text)]


def _as_it_may_end(text: str) -> str:
    """The text with open markup closed, and half-written markup removed."""
    fences = list(FENCE.finditer(text))
    if len(fences) % 2:
        return text  # inside code, which ends with the text
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
    """The offset of a line; `str.splitlines` splits at more characters than Markdown."""
    return ([0] + [found.end() for found in LINE_END.finditer(text)])[line]
