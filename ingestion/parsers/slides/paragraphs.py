"""The content of a slide's paragraph: text, line breaks, fields and equations."""

from __future__ import annotations

from lxml import etree  # type: ignore[import-untyped]

from ingestion.parsers.formulas import omml, tex
from ingestion.parsers.office.markup import A, M, Node
from ingestion.parsers.office.numbers import automatic, crossed_out, raised

A14 = "{http://schemas.microsoft.com/office/drawing/2010/main}"
OF_THE_PAGE = ("slidenum", "datetime")  # fields unrelated to the subject
MAX_START = 100_000


def paragraph_text(paragraph: Node) -> str:
    """The text; equations as TeX between dollar signs."""
    parts = [_one(child) for child in paragraph.iterchildren(etree.Element)]
    return "".join(parts)


def _one(node: Node) -> str:
    if node.tag == f"{A14}m" or node.tag.startswith(M):
        found = node.iter(f"{M}oMath")
        return " ".join(filter(None, (tex.inline(omml.to_tex(one)) for one in found)))
    if node.tag == f"{A}br":
        return "\n"
    if node.tag == f"{A}fld" and node.get("type", "").startswith(OF_THE_PAGE):
        return ""
    if node.tag not in (f"{A}r", f"{A}fld"):
        return ""
    text = "".join(t.text or "" for t in node.iter(f"{A}t")).replace("\v", "\n")
    look = node.find(f"{A}rPr")
    if look is not None and look.get("strike", "noStrike") != "noStrike":
        text = crossed_out(text)
    up = look is not None and _whole(look.get("baseline", "")) > 0
    return raised(text) if up else text


class Numbers:
    """Counts the numbered paragraphs of a shape, level by level."""

    def __init__(self) -> None:
        self._counts: dict[int, int] = {}

    def next(self, paragraph: Node, level: int) -> str:
        """The number of the next paragraph; "" if it has none, which ends the list."""
        numbered = paragraph.find(f"{A}pPr/{A}buAutoNum")
        for deeper in [known for known in self._counts if known > level]:
            del self._counts[deeper]
        if numbered is None:
            self._counts.pop(level, None)
            return ""
        start = min(_whole(numbered.get("startAt", "")) or 1, MAX_START)
        self._counts[level] = self._counts.get(level, start - 1) + 1
        return automatic(numbered.get("type", "arabicPeriod"), self._counts[level])


def _whole(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 9 else 0
