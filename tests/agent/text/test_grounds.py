"""What a passage says and what it does not: the check of each sentence before it is shown."""

from __future__ import annotations

import pytest

from agent.text.clauses import clauses
from agent.text.grounds import ground
from agent.text.opposites import opposed, opposites
from tests.agent.parts import passage

LISTS = (
    "A list is an ordered, mutable sequence of values. A tuple is an ordered, immutable sequence. "
    "Sets are unordered and hold each value once."
)
SORTING = (
    "Merge sort takes O(n log n) in every case and is stable. Quicksort takes O(n log n) on "
    "average, but O(n^2) in the worst case. It is not stable."
)
RULES = (
    "The midterm exam is on Tuesday, October 16, at 10:00 in room 204. Homework is worth 40% of "
    "the grade. Late homework loses 10 points per day. Some labs are optional. Students may bring "
    "a calculator. Dr. Okafor teaches the course and Ben Larsen is the assistant."
)
VERSIONS = (
    "Note that the rounding is new in Maple 3; in Maple 2, as in older programs, a share of coins "
    "drops all that is left and always returns whole coins."
)
SEARCH = "BFS uses a queue and DFS uses a stack. A stack is last in, first out (LIFO)."


TABLE = (
    "| Question | List | Tuple |\n| --- | --- | --- |\n"
    "| Can it change? | yes (mutable) | no (immutable) |\n| Methods | 11 | 2 |"
)


def grounded(statement: str, text: str, **fields: object) -> bool:
    return ground(statement, passage(1, text, **fields)).share > 0


@pytest.mark.parametrize(
    ("statement", "text"),
    [
        ("A list is an ordered, mutable sequence of values.", LISTS),
        ("Lists are ordered and mutable sequences.", LISTS),
        ("A tuple is an immutable sequence that is ordered.", LISTS),
        ("Lists are mutable, while tuples are immutable.", LISTS),
        ("A set holds each value once.", LISTS),
        ("Merge sort is stable and takes O(n log n) in every case.", SORTING),
        ("In the worst case, quicksort takes O(n^2).", SORTING),
        ("Quicksort is not stable.", SORTING),
        ("The midterm exam takes place on October 16 in room 204.", RULES),
        ("Homework counts for 40% of the grade.", RULES),
        ("Late homework loses 10 points for each day.", RULES),
        ("Ben Larsen is the assistant.", RULES),
        ("BFS uses a queue.", SEARCH),
        ("DFS uses a stack, whereas BFS uses a queue.", SEARCH),
        ("In Maple 2, a share of coins drops all that is left.", VERSIONS),
        ("The rounding is new in Maple 3.", VERSIONS),
    ],
)
def test_what_the_passage_says_in_these_or_other_words(statement: str, text: str) -> None:
    assert grounded(statement, text)


@pytest.mark.parametrize(
    ("statement", "text"),
    [
        ("In Maple 3, a share of coins drops all that is left.", VERSIONS),
        ("The rounding is new in Maple 2.", VERSIONS),
        ("Lists are ordered, immutable sequences.", LISTS),
        ("A tuple is an ordered, mutable sequence.", LISTS),
        ("Sets are ordered and hold each value once.", LISTS),
        ("Lists hold each value once.", LISTS),
        ("Merge sort takes O(n) in every case.", SORTING),
        ("Merge sort is not stable.", SORTING),
        ("Quicksort is stable.", SORTING),
        ("Quicksort takes O(n log n) in the worst case.", SORTING),
        ("Merge sort is unstable.", SORTING),
        ("The midterm exam is on Tuesday, November 16.", RULES),
        ("The midterm exam is on Monday, October 16.", RULES),
        ("The midterm exam is on October 17.", RULES),
        ("The final exam is on October 16.", RULES),
        ("The midterm exam is in room 240.", RULES),
        ("Homework is worth 30% of the grade.", RULES),
        ("Late homework loses 10% per day.", RULES),
        ("Late homework does not lose points.", RULES),
        ("All labs are optional.", RULES),
        ("Labs are mandatory.", RULES),
        ("Students must bring a calculator.", RULES),
        ("Only students bring a calculator.", RULES),
        ("Students may not bring a calculator.", RULES),
        ("Dr. Meyer teaches the course.", RULES),
        ("Ben Larsen teaches the course.", RULES),
        ("BFS uses a stack.", SEARCH),
        ("A stack is first in, first out (FIFO).", SEARCH),
        ("The World Cup of 2022 was won by Argentina.", RULES),
    ],
)
def test_what_the_passage_does_not_say(statement: str, text: str) -> None:
    assert not grounded(statement, text)


@pytest.mark.parametrize(
    ("statement", "supported"),
    [
        ("A list can change.", True),
        ("A list is mutable.", True),
        ("A tuple is immutable.", True),
        ("A tuple cannot change.", True),
        ("A tuple has 2 methods.", True),
        ("A tuple can change.", False),
        ("You can change a tuple.", False),
        ("A tuple is mutable.", False),
        ("A list is immutable.", False),
        ("A list has 2 methods.", False),
    ],
)
def test_a_row_says_another_thing_in_each_column(statement: str, supported: bool) -> None:
    assert grounded(statement, TABLE, section="List or tuple?") is supported


def test_a_question_says_nothing() -> None:
    assert not grounded("A tuple can be changed.", "Can a tuple be changed? See slide 4.")


def test_the_words_of_the_question_alone_are_no_answer_to_it() -> None:
    text = "A tuple of two values is made with a comma. Values of a list change."
    claim = "You can change a tuple after making it."
    asked = "can i change a tuple after making it"
    assert ground(claim, passage(1, text, section="Changing tuples"), asked).share == 0
    denied = "A tuple cannot be changed after it is made."
    assert ground(claim, passage(1, denied), asked).share == 0
    assert ground("A tuple cannot be changed.", passage(1, denied), asked).share > 0


def test_the_heading_of_a_passage_names_what_it_is_about() -> None:
    text = "It takes O(n log n) in every case."
    assert grounded("Merge sort takes O(n log n) in every case.", text, section="Merge sort")
    assert not grounded("Merge sort takes O(n log n) in every case.", text, section="Heaps")


def test_the_quote_is_where_the_passage_says_it() -> None:
    found = ground("Tuples are ordered, immutable sequences.", passage(1, LISTS))
    assert LISTS[found.start : found.end] == "A tuple is an ordered, immutable sequence."


def test_opposites_are_words_with_another_prefix_or_of_the_same_group() -> None:
    assert "immutable" in opposites("mutable")
    assert "sorted" in opposites("unsorted")
    assert "tuesday" in opposites("monday")
    assert not opposites("loop")


def test_a_unit_that_is_missing_on_one_side_speaks_for_nothing() -> None:
    assert not opposed("It takes 3 steps.", "It takes 3 days.")
    assert opposed("It takes 3 hours.", "It takes 3 days.")


def test_a_clause_has_its_own_subject() -> None:
    first, second = clauses("BFS uses a queue and DFS uses a stack.")
    assert (first.subject, second.subject) == ({"bfs"}, {"dfs"})
    assert len(clauses("A list is ordered, mutable, and long.")) == 1


def test_that_a_thing_does_nothing_must_be_said() -> None:
    claim = "The multiplication operator `*` does not do anything on lists."
    many = "A single operator, like `+` or `*`, can do different things."
    assert not grounded(claim, many, title="Storing Multiple Values in Lists")
    assert grounded("The sign * does nothing on lists.", "The sign * does nothing on lists.")


def test_that_two_things_are_the_same_must_be_said() -> None:
    claim = "A parameter is the same thing as an argument."
    call = "Calling a function makes the parameter refer to the same value as the argument."
    assert not grounded(claim, call)
    both = "A frame is equivalent to a record."
    assert grounded("A frame is the same as a record.", both)
