"""Quiz questions and hints over one index. All state is kept in the conversation."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from agent.practice.exercise import Exercise
from agent.practice.hints import Finding, hint_for
from agent.practice.ideas import ideas
from agent.practice.replies import asks, compares, places, reveals
from agent.practice.request import PracticeReply, PracticeRequest
from agent.practice.selection import mixed, on_anything, on_topic, topic_stems, unasked
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
"""Names of documents without subject matter."""


class Search(Protocol):
    """Searches for the best passages, best first."""

    def search_now(
        self, text: str, courses: Sequence[str] = (), k: int | None = None
    ) -> list[Passage]: ...


class Catalog(Protocol):
    """The indexed documents, and the facts that they state about their courses."""

    def documents(self) -> dict[str, DocumentRow]: ...

    def facts(self, kinds: Collection[FactKind]) -> list[CourseFact]: ...


@dataclass(slots=True)
class PracticeService:
    """Gives quiz questions, hints, solutions and comparisons."""

    search: Search
    index: Index
    catalog: Catalog
    vocabulary: Callable[[], Vocabulary]
    _ways: dict[Wanted, Callable[[PracticeRequest, Practice], PracticeReply]] = field(init=False)

    def __post_init__(self) -> None:
        self._ways = {"reveal": self._reveal, "attempt": self._compare}

    def reply_to(self, request: PracticeRequest) -> PracticeReply:
        """The reply to a message."""
        last = last_practice(request.history)
        if last and request.wanted in self._ways:
            return self._ways[request.wanted](request, last)
        if request.kind == "hint":
            goes_on = last and request.wanted == "next"
            return self._next_hint(last) if last and goes_on else self._hint(request)
        return self._quiz(request, last)

    def _quiz(self, request: PracticeRequest, last: Practice | None) -> PracticeReply:
        before = [past.practice for past in request.history if past.practice]
        asked = {practice["question"] for practice in before}
        used = Counter({p["question"]: p["passage_id"] for p in before}.values())
        topic, courses = self.topic(request, last)
        passages: list[Passage] = []
        found = None
        if topic:
            passages = self.search.search_now(topic, courses, SEARCHED)
            inner = [p for p in passages if not _BESIDE.search(p["source"])]
            all_found = on_topic(topic, inner or passages, self.vocabulary(), used)
            found = unasked(all_found, asked)
            if found is None and all_found and request.wanted != "anything":
                return _no_more(topic, last)
        if found is None and (not topic or request.wanted == "anything"):
            topic = ""
            found = self._anything(request, courses, asked)
        if found is None and not topic:
            return _no_more("", last)
        if found is None:
            return PracticeReply(f"no question on “{topic}”", passages=passages)
        return PracticeReply(
            "a question from the materials", asks(found), [found.passage], opened(found, topic)
        )

    def topic(self, request: PracticeRequest, last: Practice | None) -> tuple[str, Sequence[str]]:
        """The topic of a quiz, "" for anything, and the courses."""
        vocabulary = self.vocabulary()
        if request.wanted == "next" and last:
            return (last["topic"], request.courses)
        topic = (
            "" if request.asked == request.text and request.wanted == "anything" else request.asked
        )
        courses = request.courses
        if not courses and topic and (course := vocabulary.courses.named(topic)):
            topic, courses = vocabulary.courses.without(topic), [course]
        if topic_stems(topic) <= _ANYTHING:
            return "", courses
        return vocabulary.corrected(topic), courses

    def _anything(
        self, request: PracticeRequest, courses: Sequence[str], asked: Collection[str]
    ) -> Exercise | None:
        """A question not asked yet, from another document each time if possible."""
        for row in self._documents(courses, request.seed, len(asked)):
            passages = self.index.document(row["id"])
            if found := unasked(on_anything(passages, request.seed), asked):
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

    def _hint(self, request: PracticeRequest) -> PracticeReply:
        question = self.vocabulary().corrected(request.asked)
        passages = self.search.search_now(question, request.courses, SEARCHED // 2)
        finding = Finding(self._near, self.index.document, self.vocabulary())
        hint = hint_for(question, passages, finding)
        if hint is None:
            return PracticeReply("nothing similar in the materials", passages=passages)
        used = {p["id"]: p for p in (hint.task, hint.place) if p}
        solution = [[start, end] for start, end in hint.solution]
        practice = Practice(
            style="hint",
            question=request.asked,
            topic=request.asked,
            passage_id=hint.holder["id"] if hint.holder and solution else "",
            answer=solution,
            key=solution,
            idea=[(one.passage["id"], one.start, one.end) for one in hint.ideas],
            shown="place",
        )
        return PracticeReply("the place", places(hint, question), list(used.values()), practice)

    def _near(self, text: str, course: str) -> list[Passage]:
        return self.search.search_now(text, [course], SEARCHED // 2)

    def _next_hint(self, last: Practice) -> PracticeReply:
        """The next idea, or a message that there are no more."""
        ideas_left = list(last["idea"])
        if last["style"] == "quiz" and last["shown"] == "question":
            ideas_left = self._ideas_of(last)
        for at, (passage_id, start, end) in enumerate(ideas_left):
            if passages := self.index.passages([passage_id]):
                quote = Quote(remark="", passage_id=passage_id, spans=[(start, end)])
                practice = Practice(**{**last, "idea": ideas_left[at + 1 :], "shown": "idea"})
                return PracticeReply("the idea", [quote], passages, practice)
        asking = "“show the answer”" if last["style"] == "quiz" else "“show the solution”"
        message = "The materials have no further hint on this"
        ending = f". To see their answer, ask for {asking}."
        message += ending if last["passage_id"] else ", and they print no solution."
        return PracticeReply("no further hint", practice=last, message=message)

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

    def _reveal(self, request: PracticeRequest, last: Practice) -> PracticeReply:
        passages = self.index.passages([last["passage_id"]]) if last["passage_id"] else []
        shown = solved(last)
        if not passages:
            message = "The materials set this task and print no solution of it."
            if last["passage_id"]:
                message = (
                    "The document with the answer has been replaced. Ask for another question."
                )
            return PracticeReply("no solution is printed", practice=shown, message=message)
        return PracticeReply("the solution", reveals(last), passages, shown)

    def _compare(self, request: PracticeRequest, last: Practice) -> PracticeReply:
        passages = self.index.passages([last["passage_id"]])
        if not passages:
            return self._reveal(request, last)
        compared = compares(last, passages[0], request.text)
        return PracticeReply("the student’s own answer", compared, passages, solved(last))


def last_practice(history: Sequence[Exchange]) -> Practice | None:
    """The last quiz question or hint of the conversation."""
    return next((past.practice for past in reversed(history) if past.practice), None)


def solved(last: Practice) -> Practice:
    """The same after its solution was shown."""
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


def _no_more(topic: str, last: Practice | None) -> PracticeReply:
    on = f" on “{topic}”" if topic else ""
    message = f"The materials have no further question{on}. Name another topic to be quizzed on."
    practice = solved(last) if last else None
    return PracticeReply("all questions were asked", practice=practice, message=message)
