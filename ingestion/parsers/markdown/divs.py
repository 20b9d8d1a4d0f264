"""Boxes of Markdown dialects: their beginnings and ends, their names, and the sections of their
content.

A box is part of its section: headings in it are deeper than the one above it, and with its end the
text belongs to that one again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from ingestion.elements import Element

# "::: {.callout-note}" of Pandoc, "::: tip Title" of VuePress, ":::note[Title]" of Docusaurus,
# ":::{admonition} Title" of MyST
FENCE = re.compile(
    r":{3,}[ \t]*(?:\{(?P<given>[^}]*)\}|(?P<name>[\w-]+))?(?:\[(?P<short>[^\]]*)\])?"
    r"[ \t]*(?P<title>[^:\n]*?)[ \t]*:*[ \t]*"
)
TITLE = re.compile(r"""\btitle\s*=\s*(?:"([^"]*)"|'([^']*)')""")
CLASS = re.compile(r"[\w-]+")
FORMAT = re.compile(r"\b(?:when|unless)-format\b")  # hidden in one form of the document only
PARTS = {  # of a lesson, as the Carpentries name them
    "keypoints": "Key points",
    "objectives": "Objectives",
    "questions": "Questions",
    "prereq": "Prerequisites",
}
NAMED = frozenset(
    "note tip hint important warning caution danger attention error seealso exercise solution "
    "answer challenge discussion checklist spoiler instructor theorem lemma corollary "
    "proposition definition example proof remark conjecture algorithm question".split()
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Opened:
    """A box begins: "title" as a heading of it; "label" as the word before its text."""

    title: str = ""
    label: str = ""
    hidden: bool = False  # nobody sees what is in it


@dataclass(frozen=True, slots=True)
class Closed:
    """The box that was opened last ends."""


def opened(given: str, title: str = "") -> Opened:
    """The name of a box, from its names or attributes, and its title."""
    own = TITLE.search(given)
    title = title or ((own[1] or own[2]) if own else "")
    if "content-hidden" in given and not FORMAT.search(given):
        return Opened(hidden=True)
    kinds = [name.lower().removeprefix("callout-") for name in CLASS.findall(given)]
    part = next((PARTS[kind] for kind in kinds if kind in PARTS), "")
    label = next((kind.capitalize() for kind in kinds if kind in NAMED), "")
    return Opened(title or part, label)


def placed(found: Iterable[Element | Opened | Closed]) -> Iterator[Element]:
    """The elements, the headings in boxes at the depth of their place."""
    boxes: list[_Box] = []
    level = 0  # of the innermost section
    for one in _seen(found):
        if isinstance(one, Opened):
            boxes.append(_Box(level))
            if one.title:
                level += 1
                yield Element("heading", one.title, level=level)
            elif one.label:
                yield Element("paragraph", f"{one.label}:")
        elif isinstance(one, Closed):
            if boxes and (box := boxes.pop()) and level > box.around:
                level = box.around
                yield Element("heading", "", level=level + 1)
        elif one.kind == "heading":
            level = boxes[-1].deep(one.level) if boxes else one.level
            yield replace(one, level=level)
        else:
            yield one


def _seen(found: Iterable[Element | Opened | Closed]) -> Iterator[Element | Opened | Closed]:
    """The text outside hidden boxes."""
    depth = 0  # of boxes in a hidden one
    for one in found:
        if depth:
            depth += isinstance(one, Opened) - isinstance(one, Closed)
        elif isinstance(one, Opened) and one.hidden:
            depth = 1
        else:
            yield one


class _Box:
    def __init__(self, around: int) -> None:
        self.around = around  # the level of the section that it is in
        self._shift: int | None = None

    def deep(self, level: int) -> int:
        """The level of a heading, below the section around."""
        if self._shift is None:
            self._shift = max(self.around + 1 - level, 0)
        return max(level + self._shift, self.around + 1)
