"""The retriever over a scripted index: spelling, several questions, several courses."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any, cast

import pytest
from langchain_core.embeddings import DeterministicFakeEmbedding
from langchain_core.messages import HumanMessage

from agent.index import Index
from agent.nodes.retrieve import Order, Retriever, retrieve, take_turns
from agent.reasoner import Exchange, Turn
from agent.search.last_quoted import preferred
from agent.search.vocabulary import Vocabulary
from agent.state import State
from agent.types import Citation, Passage
from tests.agent.parts import passage

FOUND = {
    "tuple": passage(1, "A tuple is immutable.", course="python"),
    "midterm": passage(2, "The midterm is on Thursday.", course="python"),
    "exam": passage(3, "The exam is on Monday.", course="algebra"),
}
VOCABULARY = Vocabulary.of(p["text"] for p in FOUND.values())


class WordIndex:
    """Finds passages by the word that they stand under; remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, list[str]]] = []
        self.within: list[list[str]] = []

    def passages(self, ids: Sequence[str]) -> list[Passage]:
        return []

    def search(
        self,
        query: str,
        vector: Sequence[float],
        *,
        courses: Sequence[str],
        k: int,
        documents: Collection[str] = (),
    ) -> list[Passage]:
        self.asked.append((query, list(courses)))
        self.within.append(list(documents))
        return [
            found
            for word, found in FOUND.items()
            if word in query and (not courses or found["course"] in courses)
        ]


class CutIndex(WordIndex):
    """Has a table in two parts, of which a search finds the second only."""

    first = passage(8, "| Exam | Day |\n| --- | --- |\n| midterm | Thursday |")
    second = passage(9, "| Exam | Day |\n| --- | --- |\n| final | Monday |")

    def search(
        self,
        query: str,
        vector: Sequence[float],
        *,
        courses: Sequence[str],
        k: int,
        documents: Collection[str] = (),
    ) -> list[Passage]:
        return [self.second]

    def passages(self, ids: Sequence[str]) -> list[Passage]:
        return [part for part in (self.first, self.second) if part["id"] in ids]


def quote_of(quoted: Passage) -> Citation:
    named = {"passage_id": quoted["id"], "document_id": quoted["document_id"]}
    return cast(Citation, named | {"start": 0, "end": len(quoted["text"])})


def retriever(index: WordIndex) -> Retriever:
    embeddings = DeterministicFakeEmbedding(size=4)
    return Retriever(cast(Index, cast(Any, index)), embeddings, lambda: VOCABULARY, k=8)


async def test_misspelt_words_are_searched_as_the_index_spells_them() -> None:
    index = WordIndex()
    (found,) = await retriever(index).search("when is the midtrem")
    assert index.asked == [("when is the midterm", [])]
    assert found["page"] == 2


async def test_each_question_of_a_message_is_searched() -> None:
    index = WordIndex()
    found = await retriever(index).search("What is a tuple? And when is the midterm?")
    assert [query for query, _ in index.asked] == ["What is a tuple?", "when is the midterm?"]
    assert [p["page"] for p in found] == [1, 2]


async def test_each_course_is_searched_where_the_question_is_about_all() -> None:
    index = WordIndex()
    found = await retriever(index).search("Which exam or midterm is held in both courses?")
    assert [courses for _, courses in index.asked] == [[], ["python"], ["algebra"]]
    assert {p["course"] for p in found} == {"python", "algebra"}
    await retriever(index).search("Which exam is held in both courses?", courses=["algebra"])
    assert [courses for _, courses in index.asked[3:]] == [["algebra"]]


@pytest.mark.parametrize(
    ("question", "brief", "orders"),
    [
        ("What is a tuple?", False, ["usual"]),
        ("What is a tuple?", True, ["brief"]),
        ("What is a tuple? And when is the midterm?", False, ["brief", "brief"]),
        ("Which exam or midterm is held in both courses?", False, ["brief"] * 3),
    ],
)
async def test_only_a_single_first_search_is_ranked_in_the_usual_order(
    question: str, brief: bool, orders: list[str]
) -> None:
    used: list[str] = []

    def order(name: str) -> Order:
        def noted(_: str, found: Sequence[Passage], __: Vocabulary) -> list[Passage]:
            used.append(name)
            return list(found)

        return noted

    index, embeddings = cast(Any, WordIndex()), DeterministicFakeEmbedding(size=4)
    ranking = {"order": order("usual"), "brief": order("brief")}
    searching = Retriever(index, embeddings, lambda: VOCABULARY, 8, **ranking)
    await searching.search(question, brief=brief)
    assert used == orders


async def test_a_follow_up_is_searched_in_the_documents_quoted_last_too() -> None:
    index = WordIndex()
    await retriever(index).search("midterm", quoted=[quote_of(FOUND["exam"])])
    assert index.within == [[], ["doc"]]
    await retriever(index).search("midterm")
    assert index.within == [[], ["doc"], []]


def test_what_stands_beside_the_last_quotes_comes_first() -> None:
    beside = passage(7, "x", score=1.0)
    far, other = passage(40, "x", score=1.5), passage(7, "x", id="other:v1:7", score=1.5)
    quoted = [passage(6, "x")["id"]]
    assert preferred([far, other, beside], quoted)[0]["id"] == beside["id"]
    much_better = passage(41, "x", score=9.0)
    assert preferred([much_better, beside], quoted)[0]["id"] == much_better["id"]


def test_rankings_take_turns() -> None:
    a, b, c = (passage(n, "x") for n in (1, 2, 3))
    assert [p["page"] for p in take_turns([[a, b], [b, c]])] == [1, 2, 3]
    assert take_turns([[], [c]]) == [c]


async def test_what_is_cut_off_from_a_table_comes_behind_what_was_found() -> None:
    found = await retriever(CutIndex()).search("When are the exams?")
    assert [p["page"] for p in found] == [9, 8]
    assert [p["page"] for p in await retriever(CutIndex()).search("When are the exams?", k=3)] == [
        9
    ]


def test_thanks_in_between_do_not_hide_the_last_quotes() -> None:
    answered = Exchange(
        "When is it?", "When is it?", "Monday.", citations=[quote_of(FOUND["exam"])]
    )
    thanked = Exchange("thanks", "thanks", "You are welcome.", kind="small-talk")
    asked = Turn("and where?", "where is it", [answered, thanked], kind="follow-up")

    assert asked.quoted == answered.citations
    assert replace(asked, wanted="why").quoted == answered.citations
    assert not replace(asked, wanted="more").quoted
    assert not replace(asked, kind="question").quoted


async def test_a_shorter_query_stays_in_the_course_that_the_question_named() -> None:
    index = WordIndex()
    known = Vocabulary.of([p["text"] for p in FOUND.values()], titles={"algebra": []})
    embeddings = DeterministicFakeEmbedding(size=4)
    searching = Retriever(cast(Index, cast(Any, index)), embeddings, lambda: known, k=8)
    said = HumanMessage("when is the algebra midterm due")
    state: State = {"messages": [said], "query": "midterm due", "tried": [str(said.content)]}

    await retrieve(state, lambda event: None, retriever=searching)
    assert index.asked == [("midterm due", ["algebra"])]
