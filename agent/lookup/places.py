"""A part of the materials, found by its name: pages, sections, problems, whole documents."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from agent.lookup.names import missing_page, named_documents, page_of
from agent.lookup.place_words import LAST, OUTER, Part, PlaceAsked
from agent.types import Passage

if TYPE_CHECKING:
    from agent.index import Index
    from agent.types import DocumentRow

MOST = 3  # documents of which a part is shown; of more it is asked which one is meant
NAMED_SO = 8  # documents that such a question names
ITEM = re.compile(r"(?m)^[ \t]*(?:[-*•]\s+)?\**(?P<said>[A-Za-z]+ )?(?P<number>\d+)\b[.):\s*]")


@dataclass(frozen=True, slots=True)
class PlaceFound:
    """Passages of one part of one document, and how the part is called."""

    called: str  # "page 2 (the 5th of the file)"; "" where its own heading says it
    row: DocumentRow
    passages: Sequence[Passage]


@dataclass(slots=True)
class Places:
    """What was found; `missing` says of documents why they have no such part."""

    found: list[PlaceFound] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    candidates: list[DocumentRow] = field(default_factory=list)


def places(
    asked: PlaceAsked, rows: Sequence[DocumentRow], index: Index, courses: Sequence[str]
) -> Places:
    """The part that is asked for, in each document that it may be in."""
    part = asked.part
    named = named_documents(asked.document, rows) if asked.document else []
    if asked.document and not named:
        return Places()
    if part is None:
        return _whole(named, index)
    if part.unit in ("page", "slide"):
        return _pages(part, named or [row for row in rows if row["pages"]], bool(named), index)
    if part.unit in OUTER and not named:
        words = (_stem_of(part.unit), part.number)
        if whole := named_documents(words, [row for row in rows if part.number != LAST]):
            return _whole(whole, index)
    return _sections(part, named, rows, index, courses)


def _stem_of(unit: str) -> str:
    return {"lecture": "lectur"}.get(unit, unit)


def _whole(rows: Sequence[DocumentRow], index: Index) -> Places:
    if len(rows) > MOST:
        return Places(candidates=list(rows))
    return Places([PlaceFound("", row, index.document(row["id"])) for row in rows])


def _pages(part: Part, rows: Sequence[DocumentRow], named: bool, index: Index) -> Places:
    found = Places()
    there = [(row, page_of(row, part.unit, part.number)) for row in rows]
    having = [row for row, page in there if page]
    if not having and named and rows:
        found.missing = [missing_page(row, part.unit, part.number) for row in rows[:MOST]]
    if len(having) > MOST:
        found.candidates = having
        return found
    for row, page in there:
        if page:
            passages = index.document(row["id"], [page.number])
            found.found.append(PlaceFound(page.called, row, passages))
    return found


def _sections(
    part: Part,
    named: Sequence[DocumentRow],
    rows: Sequence[DocumentRow],
    index: Index,
    courses: Sequence[str],
) -> Places:
    """Parts with a heading of their own, else numbered items below a heading that names them."""
    by_id = {row["id"]: row for row in rows}
    ids = [row["id"] for row in named]
    headed = index.headed(list(beginnings(part)), courses=courses, documents=ids)
    passages = [passage for passage in headed if _is_under(part, passage["section"])]
    if not passages and named:
        whole = [passage for row in named[:MOST] for passage in index.document(row["id"])]
        passages = [passage for passage in whole if _has_item(part, passage)]
    grouped: dict[str, list[Passage]] = {}
    for passage in passages:
        if passage["document_id"] in by_id:
            grouped.setdefault(passage["document_id"], []).append(passage)
    if len(grouped) > MOST:
        return Places(candidates=[by_id[id_] for id_ in grouped])
    return Places([PlaceFound("", by_id[id_], some) for id_, some in grouped.items()])


def beginnings(part: Part) -> Iterable[str]:
    """How a heading of the part may begin."""
    name, number = part.unit, part.number
    for said in (name, name.capitalize(), name.upper()):
        yield f"{said} {number}"
    if name in ("section", "chapter", "part"):
        yield from (f"{number} ", f"{number}.", f"{number}:", f"§ {number}", f"§{number}")


def _is_under(part: Part, section: str) -> bool:
    """Whether one of the headings is the part's: of "3" not "30", of "3.2" not "3.20"."""
    number = re.escape(part.number)
    unit = (
        rf"(?:{part.unit}|§)\s*"
        if part.unit not in ("section", "chapter", "part")
        else (rf"(?:(?:{part.unit}|section|chapter|§)\s*)?")
    )
    own = re.compile(rf"{unit}{number}(?![\w]|\.\d)", re.IGNORECASE)
    return any(own.match(heading.strip()) for heading in section.split(" > "))


def _has_item(part: Part, passage: Passage) -> bool:
    """Whether a passage has the numbered item: "Problem 2", or "2." below "Problems"."""
    titled = part.unit in f"{passage['title']} {passage['section']}".lower()
    for item in ITEM.finditer(passage["text"]):
        said = (item["said"] or "").strip().lower()
        if item["number"] == part.number and (said == part.unit or (not said and titled)):
            return True
    return False
