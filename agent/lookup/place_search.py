"""Finds a part of the materials by its name: pages, sections, problems, whole documents."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from agent.lookup.document_names import missing_page, named_documents, page_of
from agent.lookup.place_words import LAST, OUTER, Part, PlaceAsked
from agent.types import Passage

if TYPE_CHECKING:
    from agent.index import Index
    from agent.types import DocumentRow

SLIDES = ("pptx", "ppt", "odp")
MOST = 3  # documents of which a part is shown; with more, the student is asked to choose
NAMED_SO = 8  # documents listed in that question
ITEM = re.compile(r"(?m)^[ \t]*(?:[-*•]\s+)?\**(?P<word>[A-Za-z]+ )?(?P<number>\d+)\b[.):\s*]")


@dataclass(frozen=True, slots=True)
class PlaceFound:
    """Passages of one part of one document, and the part's name."""

    called: str  # "page 2 (the 5th of the file)"; "" if its heading names it
    row: DocumentRow
    passages: Sequence[Passage]
    item: Part | None = None  # a numbered item of the passages, rather than all of them


@dataclass(slots=True)
class Places:
    """The parts found; `missing` has the messages for documents without such a part."""

    found: list[PlaceFound] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    candidates: list[str] = field(default_factory=list)  # names of too many to show


def places(
    asked: PlaceAsked, rows: Sequence[DocumentRow], index: Index, courses: Sequence[str]
) -> Places:
    """The requested part, in each document that it may be in."""
    part = asked.part
    named = named_documents(asked.document, rows) if asked.document else []
    if asked.document and not named:
        return Places()
    if part is None:
        return _whole(named, index)
    if part.unit in ("page", "slide"):
        decks = [row for row in rows if row["pages"] and row["format"] in SLIDES]
        others = [row for row in rows if row["pages"]]
        among = named or (decks if part.unit == "slide" and decks else others)
        return _pages(part, among, bool(named), index)
    if part.unit in OUTER and not named:
        words = (_stem_of(part.unit), part.number)
        if whole := named_documents(words, [row for row in rows if part.number != LAST]):
            return _whole(whole, index)
    return _sections(part, named, rows, index, courses)


def _stem_of(unit: str) -> str:
    return {"lecture": "lectur"}.get(unit, unit)


def _whole(rows: Sequence[DocumentRow], index: Index) -> Places:
    if len(rows) > MOST:
        return Places(candidates=[_called(row) for row in rows])
    return Places([PlaceFound("", row, index.document(row["id"])) for row in rows])


def _pages(part: Part, rows: Sequence[DocumentRow], named: bool, index: Index) -> Places:
    found = Places()
    there = [(row, page_of(row, part.unit, part.number)) for row in rows]
    having = [row for row, page in there if page]
    if not having and named and rows:
        found.missing = [missing_page(row, part.unit, part.number) for row in rows[:MOST]]
    if len(having) > MOST:
        found.candidates = [_called(row) for row in having]
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
    """Parts with their own heading, else numbered items below a heading that names them."""
    by_id = {row["id"]: row for row in rows}
    ids = [row["id"] for row in named]
    headed = index.headed(list(beginnings(part)), courses=courses, documents=ids)
    under = [p for p in headed if p["document_id"] in by_id and _heading(part, p["section"])]
    grouped: dict[str, list[Passage]] = {}
    for passage in under:
        grouped.setdefault(passage["document_id"], []).append(passage)
    if len(grouped) > MOST:
        heads = [(by_id[id_], _heading(part, some[0]["section"])) for id_, some in grouped.items()]
        return Places(candidates=[_called(row, heading) for row, heading in heads])
    if grouped or len(named) > MOST:
        return Places([PlaceFound("", by_id[id_], some) for id_, some in grouped.items()])
    return _items(part, named, index)


def _items(part: Part, named: Sequence[DocumentRow], index: Index) -> Places:
    """Numbered items: "Problem 2", or "2." below "Problems"."""
    found = Places()
    for row in named:
        some = [p for p in index.document(row["id"]) if item_span(part, p)]
        found.found.append(PlaceFound("", row, some[:1], part))
    return found


def titled(title: str, rows: Sequence[DocumentRow], index: Index, courses: Sequence[str]) -> Places:
    """The sections with this title, in upper or lower case, each whole."""
    by_id = {row["id"]: row for row in rows}
    wanted = _plain(title)
    grouped: dict[tuple[str, int], list[Passage]] = {}
    for passage in index.headed(list(dict.fromkeys(_spellings(title))), courses=courses):
        headings = [_plain(heading) for heading in passage["section"].split(" > ")]
        if passage["document_id"] in by_id and wanted in headings:
            grouped.setdefault((passage["document_id"], headings.index(wanted)), []).append(passage)
    if len(grouped) > MOST:
        return Places(candidates=[_called(by_id[id_], title) for id_, _ in grouped])
    found = (_own(some, wanted) for some in grouped.values())
    return Places([PlaceFound("", by_id[some[0]["document_id"]], some) for some in found])


def _own(passages: Sequence[Passage], wanted: str) -> Sequence[Passage]:
    """The text right below a heading, if there is any, else that of the sections below it."""
    own = [one for one in passages if _plain(one["section"].split(" > ")[-1]) == wanted]
    return own or passages


def _plain(heading: str) -> str:
    """A heading as words in lower case."""
    return " ".join(re.findall(r"\w+", heading.lower()))


def _spellings(title: str) -> Iterable[str]:
    """A title in the usual cases of headings: "be humble" is "Be humble" and "Be Humble"."""
    yield title[:1].upper() + title[1:]
    yield title.title()
    small = {"a", "an", "and", "as", "at", "by", "for", "in", "of", "on", "or", "the", "to", "with"}
    words = title.split()
    yield " ".join(w if n and w in small else w[:1].upper() + w[1:] for n, w in enumerate(words))
    yield title
    yield title.upper()


def _called(row: DocumentRow, heading: str = "") -> str:
    where = f"{heading}, in {row['title']}" if heading else row["title"]
    return f"{where} ({row['course']})"


def beginnings(part: Part) -> Iterable[str]:
    """Possible beginnings of the part's heading."""
    name, number = part.unit, part.number
    for word in (name, name.capitalize(), name.upper()):
        yield f"{word} {number}"
    if name in ("section", "chapter", "part"):
        yield from (f"{number} ", f"{number}.", f"{number}:", f"§ {number}", f"§{number}")


def _heading(part: Part, section: str) -> str:
    """The part's heading ("3" does not match "30", nor "3.2" "3.20"); "" for none."""
    number = re.escape(part.number)
    unit = rf"(?:{part.unit}|§)\s*"
    if part.unit in ("section", "chapter", "part"):
        unit = rf"(?:(?:{part.unit}|section|chapter|§)\s*)?"
    own = re.compile(rf"{unit}{number}(?!\w|\.\d)", re.IGNORECASE)
    return next((head for head in section.split(" > ") if own.match(head.strip())), "")


def item_span(part: Part, passage: Passage) -> tuple[int, int] | None:
    """The span of the numbered item in a passage, up to the next item; None for none."""
    text = passage["text"]
    titled = part.unit in f"{passage['title']} {passage['section']}".lower()
    start = None
    for item in ITEM.finditer(text):
        word = (item["word"] or "").strip().lower()
        if start is not None and word in ("", part.unit):
            return start, len(text[: item.start()].rstrip())
        own = word == part.unit or (not word and titled)
        if start is None and own and item["number"] == part.number:
            start = item.start()
    return None if start is None else (start, len(text))
