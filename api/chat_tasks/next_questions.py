"""The questions that come next: on the headings around the places that an answer cites."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from itertools import islice

from agent.index import Index
from agent.store.catalog import Catalog
from agent.types import Passage
from api.chat_tasks.dialogue import CitedPlace
from api.chat_tasks.titles import question_from

MOST = 3


class NextQuestions:
    """Reads the index at the cited documents only; nothing is searched."""

    def __init__(self, catalog: Catalog, index: Index) -> None:
        self._catalog = catalog
        self._index = index

    def of(
        self, cited: Sequence[CitedPlace], asked: Collection[str], courses: Sequence[str]
    ) -> list[str]:
        """At most three that have not been asked; `courses` whose examples fill them up."""
        known = {question.casefold() for question in asked}
        offered = dict.fromkeys([*self._of_headings(cited), *self.examples(courses)])
        return list(islice((one for one in offered if one.casefold() not in known), MOST))

    def examples(self, courses: Sequence[str]) -> list[str]:
        """The example questions of courses; of all without any."""
        return [
            example
            for course in self._catalog.courses()
            if not courses or course["name"] in courses
            for example in course["examples"]
        ]

    def _of_headings(self, cited: Sequence[CitedPlace]) -> Iterator[str]:
        """Questions about what stands behind the first cited place, then about what is before."""
        for place in cited[:1]:
            passages = self._index.document(place.document_id)
            at = found_at(passages, place)
            if at is None:
                continue
            here = passages[at]["section"]
            headings = list(dict.fromkeys(p["section"] for p in passages if p["section"]))
            middle = headings.index(here) if here in headings else 0
            near = [*headings[middle + 1 :], *reversed(headings[:middle])]
            code = self._catalog.languages().get(place.document_id)
            yield from (question_from(section.split(" > ")[-1], code) for section in near)


def found_at(passages: Sequence[Passage], place: CitedPlace) -> int | None:
    """The index of the cited passage in its document; None if it is gone."""
    for at, passage in enumerate(passages):
        ordinal = passage["id"].rsplit(":", 1)[-1]
        if (place.page and passage["page"] == place.page) or ordinal == str(place.ordinal):
            return at
    return None
