"""Looks up answers in one index and its catalogue."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Protocol, get_args

from agent.lookup.answer_layout import of_facts, of_places
from agent.lookup.document_names import named_documents
from agent.lookup.fact_question import FactQuestion, fact_question
from agent.lookup.fact_selection import Chosen, choose, words_of
from agent.lookup.period import Period, period
from agent.lookup.place_search import NAMED_SO, Places, places, titled
from agent.lookup.place_words import OUTER, PlaceAsked, place_asked
from agent.types import CourseFact, FactKind, Kind, Passage, Quote
from agent.understanding.titled_places import section_title

if TYPE_CHECKING:
    from agent.index import Index
    from agent.search.course_names import CourseNames
    from agent.search.vocabulary import Vocabulary
    from agent.types import DocumentRow

_CODE = re.compile(r"[a-z]{2,5} ?\d{3}")  # of a course
KINDS: tuple[FactKind, ...] = get_args(FactKind)


@dataclass(frozen=True, slots=True)
class LookUpResult:
    """Quotes and their passages, or `text`, the whole answer if nothing can be quoted."""

    quotes: Sequence[Quote] = ()
    passages: Sequence[Passage] = ()
    text: str = ""
    covered: bool = True  # False: the materials have no such part
    detail: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Known:
    """The catalogue as it was at one moment."""

    stamp: object
    rows: list[DocumentRow]
    facts: list[CourseFact]


class Catalog(Protocol):
    """The indexed documents, and the facts that they state about their courses."""

    def stamp(self) -> object:
        """Changes with every change of the documents."""

    def documents(self) -> dict[str, DocumentRow]:
        """All rows by source, in order of source."""

    def facts(self, kinds: Collection[FactKind]) -> list[CourseFact]:
        """The facts of all courses, in their order."""


class LookUp:
    """Looks up facts of courses and parts of their materials. `today` is the clock."""

    def __init__(
        self,
        index: Index,
        catalog: Catalog,
        vocabulary: Callable[[], Vocabulary],
        today: Callable[[], date] = date.today,
    ) -> None:
        self._index = index
        self._catalog = catalog
        self._vocabulary = vocabulary
        self._today = today
        self._known: _Known | None = None

    def find(self, kind: Kind, question: str, courses: Sequence[str]) -> LookUpResult | None:
        """The answer to a message of this kind; None if it has to be searched.

        `courses` are those chosen; without any, a course named by the question is used.
        """
        vocabulary = self._vocabulary()
        if not courses and (course := vocabulary.courses.named(question)):
            question, courses = vocabulary.courses.without(question), [course]
        elif not courses and kind != "place" and _is_elsewhere(question, vocabulary.courses):
            return None
        question = vocabulary.corrected(question)
        if kind == "place":
            return self._place(question, courses)
        asked = fact_question(question)
        return self._facts(asked, courses, strict=kind != "course-list") if asked else None

    def _facts(
        self, asked: FactQuestion, courses: Sequence[str], *, strict: bool
    ) -> LookUpResult | None:
        known = self._now()
        facts = [f for f in known.facts if not courses or f["course"] in courses]
        today = self._today()
        within = period(asked.text, today)
        chosen = choose(asked, within, facts, today)
        if not chosen or (strict and not _covers_all(asked, chosen)):
            return None
        what = "due" if "deadline" in asked.kinds else "scheduled"
        return self._quoted(list(of_facts(chosen, _limited(asked, within), what)), chosen)

    def _quoted(self, quotes: list[Quote], chosen: Sequence[Chosen]) -> LookUpResult | None:
        used = [f for one in chosen for f in (one.facts or ([one.beside] if one.beside else []))]
        ids = list(dict.fromkeys(quote["passage_id"] for quote in quotes))
        passages = self._index.passages(ids)
        if len(passages) < len(ids):
            return None  # the document was replaced meanwhile
        return LookUpResult(quotes, passages, detail={"facts": [_shown(fact) for fact in used]})

    def _place(self, question: str, courses: Sequence[str]) -> LookUpResult | None:
        asked = place_asked(question)
        known = self._now()
        rows = [row for row in known.rows if not courses or row["course"] in courses]
        if (week := self._week(asked, rows)) is not None:
            return week
        title = section_title(question)
        found = titled(title, rows, self._index, courses) if title else Places()
        if not found.found:
            found = places(asked, rows, self._index, courses)
        if found.candidates:
            return LookUpResult(
                text=_which(found.candidates), detail={"candidates": len(found.candidates)}
            )
        shown = [one for one in found.found if one.passages]
        if not shown and found.missing:
            return LookUpResult(text="\n\n".join(found.missing), covered=False)
        if not shown:
            return None
        quotes = list(of_places(shown, summary=asked.summary))
        by_id = {passage["id"]: passage for one in shown for passage in one.passages}
        used = dict.fromkeys(quote["passage_id"] for quote in quotes if quote["passage_id"])
        detail = {"places": [f"{one.called or 'part'}: {one.row['source']}" for one in shown]}
        return LookUpResult(quotes, [by_id[id_] for id_ in used], detail=dict(detail))

    def _week(self, asked: PlaceAsked, rows: Sequence[DocumentRow]) -> LookUpResult | None:
        """The schedule's entry for a week or a lecture."""
        part = asked.part
        if part is None or part.unit not in OUTER:
            return None
        among = named_documents(asked.document, rows) if asked.document else rows
        ids = {row["id"] for row in among}
        if asked.digest and named_documents((part.unit, part.number), among):
            return None
        key = f"{part.unit} {part.number}"
        by_course: dict[str, list[CourseFact]] = {}
        for fact in self._now().facts:
            if fact["document_id"] in ids and (fact["kind"], fact["key"]) == ("topic", key):
                by_course.setdefault(fact["course"], []).append(fact)
        chosen = [Chosen(course, some) for course, some in by_course.items()]
        return self._quoted(list(of_facts(chosen, None, "")), chosen) if chosen else None

    def _now(self) -> _Known:
        stamp = self._catalog.stamp()
        if self._known is None or self._known.stamp != stamp:
            rows = [r for r in self._catalog.documents().values() if r["status"] == "indexed"]
            self._known = _Known(stamp, rows, self._catalog.facts(KINDS))
        return self._known


def _is_elsewhere(question: str, courses: CourseNames) -> bool:
    """Whether a question is on a course that the index does not have: "who teaches CS 320"."""
    named = {one.course for one in courses.mentions(question)}
    return any(_CODE.fullmatch(course) for course in named - courses.forms.keys())


def _limited(asked: FactQuestion, within: Period | None) -> Period | None:
    """The period, if the requested kinds have dates."""
    return within if "deadline" in asked.kinds or "exam" in asked.kinds else None


def _covers_all(asked: FactQuestion, chosen: Sequence[Chosen]) -> bool:
    """Whether the chosen facts or their headings have all significant words of the question."""
    return asked.others <= frozenset[str]().union(*(words_of(one) for one in chosen))


def _which(candidates: Sequence[str]) -> str:
    named = "\n".join(f"- {candidate}" for candidate in candidates[:NAMED_SO])
    more = "\n- ..." if len(candidates) > NAMED_SO else ""
    return f"Several documents have such a part. Which one do you mean?\n\n{named}{more}"


def _shown(fact: CourseFact) -> dict[str, object]:
    """A fact as the trace shows it."""
    names = ("course", "kind", "label", "value", "date", "source")
    return {name: fact[name] for name in names}  # type: ignore[literal-required]
