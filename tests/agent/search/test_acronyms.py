"""Acronyms as the materials define them, in the search and in the grading."""

from __future__ import annotations

import pytest

from agent.reasoner import Turn
from agent.reasoners.extractive import ExtractiveReasoner
from agent.search.acronyms import definitions
from agent.search.vocabulary import Vocabulary
from agent.types import indexed_text
from tests.agent.parts import passage

DEFINED = passage(1, "Graphs are searched in two ways: breadth-first search (BFS) is one of them.")
COST = passage(2, "Breadth-first search looks at every edge once, so it takes O(V + E) steps.")
TREE = passage(3, "A binary search tree keeps its keys in order.")
VOCABULARY = Vocabulary.of(indexed_text(p) for p in (DEFINED, COST, TREE))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("by breadth-first search (BFS), or", [("bfs", "breadth-first search")]),
        ("Quality of Service (QOS)", [("qos", "Quality of Service")]),
        ("BSTs (binary search trees) are", [("bst", "binary search trees")]),
        ("A queue is FIFO: first in, first out.", [("fifo", "first in, first out")]),
        ("Breadth-first search, or BFS, visits", [("bfs", "Breadth-first search")]),
        ("This is called LIFO, for last in, first out.", [("lifo", "last in, first out")]),
        ("random access memory, known as RAM", [("ram", "random access memory")]),
        ("LRU stands for least recently used.", [("lru", "least recently used")]),
        ("RAM is short for the random access memory.", [("ram", "random access memory")]),
        ("See the questions (FAQ) and HTTP, the protocol.", []),
        ("Notes of CS (Hollis Hall)", []),
        ("(A) B (CD", []),
    ],
)
def test_a_long_form_spells_its_acronym(text: str, found: list[tuple[str, str]]) -> None:
    assert list(definitions(text)) == found


def test_the_usual_meaning_counts() -> None:
    texts = ["depth-first search (DFS)", "depth-first search (DFS)", "data file system (DFS)"]
    assert Vocabulary.of(texts).acronyms == {"dfs": "depth-first search"}


@pytest.mark.parametrize(
    ("question", "searched"),
    [
        ("What does BFS cost?", "What does BFS (breadth-first search) cost?"),
        ("what does bfs cost", "what does bfs (breadth-first search) cost"),
        ("Is breadth-first search BFS?", "Is breadth-first search BFS?"),
        ("Who teaches BFS 101?", "Who teaches BFS 101?"),  # a code of a course
        ("What is DFS?", "What is DFS?"),
    ],
)
def test_a_question_is_searched_with_what_its_acronyms_stand_for(
    question: str, searched: str
) -> None:
    assert VOCABULARY.expanded(question) == searched


@pytest.mark.parametrize("question", ["How many steps does BFS take?", "What does BFS do?"])
async def test_a_passage_with_the_long_form_answers(question: str) -> None:
    reasoner = ExtractiveReasoner(lambda: VOCABULARY)
    found = [p | {"dense": 0.4} for p in (COST, TREE)]
    grades = await reasoner.grade(Turn(question, question, passages=found))  # type: ignore[arg-type]
    assert grades.relevant == [True, False]


async def test_a_passage_with_the_acronym_answers() -> None:
    defined = passage(4, "BFS looks at every edge once, so it takes O(V + E) steps.")
    question = "How many steps does breadth-first search take?"
    found = [p | {"dense": 0.4} for p in (defined, TREE)]
    reasoner = ExtractiveReasoner(lambda: VOCABULARY)
    grades = await reasoner.grade(Turn(question, question, passages=found))  # type: ignore[arg-type]
    assert grades.relevant == [True, False]
