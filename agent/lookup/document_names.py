"""Finds documents by the names that people use, and pages by their labels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from rapidfuzz.fuzz import ratio

from agent.lookup.place_words import LAST, name_stems
from agent.text.english_words import word_set

if TYPE_CHECKING:
    from agent.types import DocumentRow

GENERIC = word_set(
    "note notes document file pdf cours materi slide handout text chapter handbook notebook"
)
"""Stems of words for documents in general; a title need not contain them."""
SLIP = 85.0  # percent of similarity from which a long word counts as a misspelling
LONG = 5  # letters
LONGEST_NUMERAL = 4  # letters of a numeral as a page's label; more is a word: "Cover"


def named_documents(stems: Sequence[str], rows: Sequence[DocumentRow]) -> list[DocumentRow]:
    """The documents that these words name best; empty if they name none.

    A number must be in the title or the file's name; so must half of the other words.
    """
    scored = [(_score(stems, row), row) for row in rows]
    best = max((score for score, _ in scored), default=0.0)
    return [row for score, row in scored if score == best] if best > 0 else []


def _score(stems: Sequence[str], row: DocumentRow) -> float:
    """Share of the words in the document's names, its course included; 0 for too few."""
    file = row["source"].rsplit("/", 1)[-1]
    own, whole = name_stems([row["title"], file]), name_stems([row["title"], row["source"]])
    numbers = [stem for stem in stems if stem.isdigit()]
    words = [stem for stem in dict.fromkeys(stems) if not stem.isdigit()]
    if not all(number in own for number in numbers):
        return 0.0
    there = [stem for stem in words if _has(whole, stem) or _is_a(stem, row)]
    needed = [stem for stem in words if stem not in GENERIC]
    if len([stem for stem in there if stem not in GENERIC]) < len(needed) / 2:
        return 0.0
    if not any(_has(own, stem) for stem in [*words, *numbers]):
        return 0.0
    return len(there) / max(len(words), 1) + 0.5 * len(numbers)


def _has(names: frozenset[str], stem: str) -> bool:
    if stem in names:
        return True
    return len(stem) >= LONG and any(
        len(name) >= LONG and ratio(stem, name) >= SLIP for name in names
    )


def _is_a(stem: str, row: DocumentRow) -> bool:
    """Whether a word names the kind of file."""
    return {"slide": ("pptx", "odp"), "notebook": ("ipynb",), "pdf": ("pdf",)}.get(
        stem, ()
    ).__contains__(row["format"])


@dataclass(frozen=True, slots=True)
class Page:
    """A requested page: its number in the file, and its name for a reader."""

    number: int
    called: str  # "page 2 (the 5th of the file)"


def page_of(row: DocumentRow, unit: str, number: str) -> Page | None:
    """The page with that label, or that number if pages have no labels; None if there is none."""
    pages, labels = row["pages"] or 0, row["page_labels"]
    if number == LAST and pages:
        called = labels[pages - 1] if labels else str(pages)
        return Page(pages, f"{unit} {called}, the last one")
    if labels:
        plain = [label.casefold() for label in labels]
        if number.casefold() not in plain:
            return None
        at = plain.index(number.casefold()) + 1
        place = f" (the {nth(at)} of the file)" if str(at) != number else ""
        return Page(at, f"{unit} {labels[at - 1]}{place}")
    if number.isdigit() and 1 <= int(number) <= pages:
        return Page(int(number), f"{unit} {int(number)}")
    return None


def missing_page(row: DocumentRow, unit: str, number: str) -> str:
    """A message that there is no such page, and which pages there are."""
    title, pages, labels = row["title"], row["pages"] or 0, row["page_labels"]
    if not pages:
        return f"“{title}” has no pages to count; ask for a section of it."
    if not labels:
        return f"“{title}” has no {unit} {number}; it has {pages} {unit}{'s' * (pages != 1)}."
    text = f"“{title}” has no {unit} labelled {number}; it has {unit}s {ranges(labels)}."
    if number.isdigit() and 1 <= int(number) <= pages:
        text += f" The {nth(int(number))} {unit} of the file is labelled {labels[int(number) - 1]}."
    return text


def ranges(labels: Sequence[str]) -> str:
    """Labels with runs of them shortened: "i-iii and 1-3"."""
    runs = [list(run) for _, run in groupby(labels, key=_style)]
    parts = [run[0] if len(run) == 1 else f"{run[0]}{_to(run[0])}{run[-1]}" for run in runs]
    return " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)


def _to(label: str) -> str:
    return " to " if "-" in label else "-"


def _style(label: str) -> str:
    if label.isalpha() and len(label) > LONGEST_NUMERAL:
        return label
    return "digits" if label.isdigit() else "letters" if label.isalpha() else label[:1]


def nth(number: int) -> str:
    """ "1st", "2nd", "11th"."""
    teens = 10 <= number % 100 <= 20
    return f"{number}{'th' if teens else {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th')}"
