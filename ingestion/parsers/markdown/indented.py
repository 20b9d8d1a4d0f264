"""Boxes of MkDocs, whose content is indented: rewritten as fenced ones, as others have them."""

from __future__ import annotations

import re

BOX = re.compile(
    r"(?P<indent> *)(?:!!!|\?\?\?\+?)[ \t]+(?P<name>[A-Za-z][\w-]*)(?:[ \t]+[\w-]+)*"
    r"(?:[ \t]+\"(?P<title>[^\"\n]*)\")?[ \t]*"
)
TAB = re.compile(r"(?P<indent> *)===[+!]*[ \t]+\"(?P<title>[^\"\n]+)\"[ \t]*")
ANY = re.compile(r"^ *(?:!!!|\?\?\?\+?|===[+!]*)[ \t]+[\"A-Za-z]", re.MULTILINE)
FENCE = re.compile(r" *(`{3,}|~{3,})")
STEP = 4  # spaces that the content is indented by


def fenced(text: str) -> str:
    """The text with each "!!! note" and its indented lines between ":::"."""
    return "\n".join(_Boxes().lines(text)) if ANY.search(text) else text


class _Boxes:
    def __init__(self) -> None:
        self._open: list[int] = []  # the indentation of the boxes around
        self._fence = ""  # of the program around

    def lines(self, text: str) -> list[str]:
        found: list[str] = []
        for line in text.split("\n"):
            found += self._line(line)
        return [*found, *("" if n % 2 else ":::" for n in range(2 * len(self._open)))]

    def _line(self, line: str) -> list[str]:
        before: list[str] = []
        indent = len(line) - len(line.lstrip(" "))
        while line.strip() and self._open and indent < self._open[-1] + STEP:
            self._open.pop()
            self._fence = ""
            before += ["", ":::", ""]
        inner = line[STEP * len(self._open) :] if line.strip() else ""
        if fence := FENCE.match(inner):
            self._fence = "" if self._fence else fence[1]
        box = None if self._fence else BOX.fullmatch(line) or TAB.fullmatch(line)
        if box is None or indent != STEP * len(self._open):
            return [*before, inner]
        self._open.append(indent)
        name = box.groupdict().get("name") or "tab"
        return [*before, "", f"::: {{.{name}}} {box['title'] or ''}".rstrip(), ""]
