"""Quiz questions and hints over one index: what a message gets, and what the next one goes on
with. All that is remembered stands in the conversation."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from agent.practice.choose import mixed, on_anything, on_topic, topic_stems, unasked
from agent.practice.exercise import Exercise
from agent.practice.hints import Finding, hint_for
from agent.practice.ideas import ideas
from agent.practice.replies import asks, compares, places, reveals
from agent.practice.wish import Given, Wish
from agent.search.vocabulary import Vocabulary
from agent.types import FactKind, Passage, Practice, Quote, Wanted

if TYPE_CHECKING:
    from agent.index import Index
    from agent.reasoner import Exchange
    from agent.types import CourseFact, DocumentRow

SEARCHED = 30  # passages on a topic
_RUNS_COURSE: tuple[FactKind, ...] = ("deadline", "weight", "person", "hours", "exam", "policy")
_ANYTHING = frozenset(
    "exam midterm final test quiz cours class everyth anyth someth materi random topic".split()
)
"""Topics that name no subject."""
_BESIDE = re.compile(
    r"read-?me|licen[cs]e|contribut|instructor|teacher|learner-profile|conduct|changelog|setup|"
    r"syllabus|install|polic(?:y|ies)|rules",
    re.IGNORECASE,
)
"""Documents that are no subject matter, by their names."""


class Search(Protocol):
    """The passages that fit best, best first."""

    def search_now(
        self, text: str, courses: Sequence[str] = (), k: int | None = None
    ) -> list[Passage]: ...


class Catalog(Protocol):
    """The documents that are indexed, and what they state of their courses."""

    def documents(self) -> dict[str, DocumentRow]: ...

    def facts(self, kinds: Collection[FactKind]) -> list[CourseFact]: ...


@dataclass(slots=True)
class Practising:
    """Gives quiz questions and hints."""

    search: Search
    index: Index
    catalog: Catalog
    vocabulary: Callable[[], Vocabulary]
    _ways: dict[Wanted, Callable[[Wish, Practice], Given]] = field(init=False)

    def __post_init__(self) -> None:
        self._ways = {"reveal": self._reveal, "attempt": self._compare}

    def of(self, wish: Wish) -> Given:
        """What the message gets."""
        last = last_practice(wish.history)
        if last and wish.wanted in self._ways:
            return self._ways[wish.wanted](wish, last)
        if wish.kind == "hint":
            goes_on = last and wish.wanted == "next"
            return self._next_hint(last) if last and goes_on else self._hint(wish)
        return self._quiz(wish, last)

    def _quiz(self, wish: Wish, last: Practice | None) -> Given:
        before = [past.practice for past in wish.history if past.practice]
        asked = {practice["question"] for practice in before}
        used = Counter({p["question"]: p["passage_id"] for p in before}.values())
        topic, courses = self.topic(wish, last)
        passages: list[Passage] = []
        found = None
        if topic:
            passages = self.search.search_now(topic, courses, SEARCHED)
            inner = [p for p in passages if not _BESIDE.search(p["source"])]
            all_found = on_topic(topic, inner or passages, self.vocabulary(), used)
            found = unasked(all_found, asked)
            if found is None and all_found and wish.wanted != "anything":
                return _no_more(topic, last)
        if found is None and (not topic or wish.wanted == "anything"):
            topic = ""
            found = self._anything(wish, courses, asked)
        if found is None and not topic:
            return _no_more("", last)
        if found is None:
            return Given(f"no question on “{topic}”", passages=passages)
        return Given(
            "a question of the materials", asks(found), [found.passage], opened(found, topic)
        )

    def topic(self, wish: Wish, last: Practice | None) -> tuple[str, Sequence[str]]:
        """The topic of a quiz, "" for anything, and the courses."""
        vocabulary = self.vocabulary()
        if wish.wanted == "next" and last:
            return (last["topic"], wish.courses)
        topic = "" if wish.asked == wish.text and wish.wanted == "anything" else wish.asked
        courses = wish.courses
        if not courses and topic and (course := vocabulary.courses.named(topic)):
            topic, courses = vocabulary.courses.without(topic), [course]
        if topic_stems(topic) <= _ANYTHING:
            return "", courses
        return vocabulary.corrected(topic), courses

    def _anything(
        self, wish: Wish, courses: Sequence[str], asked: Collection[str]
    ) -> Exercise | None:
        """A question that was not asked yet, each of another document as far as possible."""
        for row in self._documents(courses, wish.seed, len(asked)):
            passages = self.index.document(row["id"])
            if found := unasked(on_anything(passages, wish.seed), asked):
                return found
        return None

    def _documents(self, courses: Sequence[str], seed: str, first: int) -> list[DocumentRow]:
        rows = [row for row in self.catalog.documents().values() if row["status"] == "indexed"]
        rows = [row for row in rows if not courses or row["course"] in courses]
        kinds: dict[str, set[str]] = {}
        for fact in self.catalog.facts(_RUNS_COURSE):
            kinds.setdefault(fact["document_id"], set()).add(fact["kind"])
        inner = [
            row
            for row in rows
            if len(kinds.get(row["id"], ())) < 2 and not _BESIDE.search(row["source"])
        ]
        ordered = sorted(inner or rows, key=lambda row: mixed(seed, row["id"]))
        start = first % len(ordered) if ordered else 0
        return [*ordered[start:], *ordered[:start]]

    def _hint(self, wish: Wish) -> Given:
        question = self.vocabulary().corrected(wish.asked)
        passages = self.search.search_now(question, wish.courses, SEARCHED // 2)
        finding = Finding(self._near, self.index.document, self.vocabulary())
        hint = hint_for(question, passages, finding)
        if hint is None:
            return Given("nothing near it in the materials", passages=passages)
        used = {p["id"]: p for p in (hint.task, hint.place) if p}
        solution = [[start, end] for start, end in hint.solution]
        practice = Practice(
            style="hint",
            question=wish.asked,
            topic=wish.asked,
            passage_id=hint.holder["id"] if hint.holder and solution else "",
            answer=solution,
            key=solution,
            idea=[(one.passage["id"], one.start, one.end) for one in hint.ideas],
            shown="place",
        )
        return Given("the place", places(hint, question), list(used.values()), practice)

    def _near(self, text: str, course: str) -> list[Passage]:
        return self.search.search_now(text, [course], SEARCHED // 2)

    def _next_hint(self, last: Practice) -> Given:
        """The next idea; that there is no more, once all have been given."""
        ideas_left = list(last["idea"])
        if last["style"] == "quiz" and last["shown"] == "question":
            ideas_left = self._ideas_of(last)
        for at, (passage_id, start, end) in enumerate(ideas_left):
            if passages := self.index.passages([passage_id]):
                quote = Quote(remark="", passage_id=passage_id, spans=[(start, end)])
                practice = Practice(**{**last, "idea": ideas_left[at + 1 :], "shown": "idea"})
                return Given("the idea", [quote], passages, practice)
        asking = "“show the answer”" if last["style"] == "quiz" else "“show the solution”"
        says = f"The materials have no further hint on this. For their own words ask for {asking}."
        if not last["passage_id"]:
            says = "The materials have no further hint on this, and they print no solution."
        return Given("no further hint", practice=last, says=says)

    def _ideas_of(self, last: Practice) -> list[tuple[str, int, int]]:
        """Sentences that lead to the answer of a quiz question."""
        held = self.index.passages([last["passage_id"]])
        if not held:
            return []
        near = self.search.search_now(last["question"], [held[0]["course"]], SEARCHED // 3)
        passages = [*held, *(p for p in near if p["id"] != held[0]["id"])]
        solution = [(start, end) for start, end in last["answer"]]
        found = ideas(last["question"], passages, solution, held[0], self.vocabulary())
        return [(one.passage["id"], one.start, one.end) for one in found]

    def _reveal(self, wish: Wish, last: Practice) -> Given:
        passages = self.index.passages([last["passage_id"]]) if last["passage_id"] else []
        shown = solved(last)
        if not passages:
            says = "The materials set this task and print no solution of it."
            if last["passage_id"]:
                says = "The document with the answer has been replaced. Ask for another question."
            return Given("no solution is printed", practice=shown, says=says)
        return Given("the solution", reveals(last), passages, shown)

    def _compare(self, wish: Wish, last: Practice) -> Given:
        passages = self.index.passages([last["passage_id"]])
        if not passages:
            return self._reveal(wish, last)
        return Given(
            "the student’s own answer",
            compares(last, passages[0], wish.text),
            passages,
            solved(last),
        )


def last_practice(history: Sequence[Exchange]) -> Practice | None:
    """What the conversation practised last."""
    return next((past.practice for past in reversed(history) if past.practice), None)


def solved(last: Practice) -> Practice:
    """The same, once its solution has been shown."""
    return Practice(**{**last, "shown": "solution"})


def opened(found: Exercise, topic: str) -> Practice:
    """A quiz question that has just been asked."""
    return Practice(
        style="quiz",
        question=found.question,
        topic=topic,
        passage_id=found.passage["id"],
        answer=[[start, end] for start, end in found.answer],
        key=[[start, end] for start, end in found.key],
        idea=[],
        shown="question",
    )


def _no_more(topic: str, last: Practice | None) -> Given:
    on = f" on “{topic}”" if topic else ""
    says = f"The materials have no further question{on}. Name another topic to be quizzed on."
    return Given("all questions were asked", practice=solved(last) if last else None, says=says)
