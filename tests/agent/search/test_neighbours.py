"""What is cut off from a list or table, and found again beside it."""

from __future__ import annotations

from agent.search.neighbours import HITS, belonging, cut_off, explained_by
from tests.agent.parts import passage

HEAD = "| Week | Due |\n| --- | --- |\n"
FIRST = passage(4, f"All dates:\n\n{HEAD}| 2 | Homework 1 |", section="Schedule")
SECOND = passage(5, f"{HEAD}| 10 | Homework 4 |", section="Schedule")


def test_a_table_is_continued_on_the_side_where_it_was_cut() -> None:
    assert cut_off([FIRST]) == ["doc:v1:5"]
    assert cut_off([SECOND]) == ["doc:v1:4", "doc:v1:6"]
    assert belonging([SECOND], [FIRST]) == [FIRST]
    assert belonging([FIRST], [SECOND]) == [SECOND]


def test_a_list_is_continued_by_items_only() -> None:
    steps = passage(1, "Do this:\n\n1. Open it.\n2. Read it.", section="Steps")
    rest = passage(2, "3. Close it.", section="Steps")
    prose = passage(2, "That is all.", section="Steps")

    assert belonging([steps], [rest, prose]) == [rest]


def test_another_section_does_not_belong() -> None:
    other = passage(5, SECOND["text"], section="Exams")

    assert belonging([FIRST], [other]) == []


def test_nothing_is_looked_for_where_all_is_there_or_nothing_was_cut() -> None:
    prose = passage(7, "| Week | Due |\n\nThese are the dates.")

    assert cut_off([FIRST, SECOND, passage(6, "The end.")]) == ["doc:v1:7"]
    assert cut_off([prose]) == ["doc:v1:6", "doc:v1:8"]
    assert cut_off([passage(1, "The end.", id="passage")]) == []


def test_code_belongs_to_the_words_before_it_and_they_to_the_code() -> None:
    words, code = passage(1, "Write it so:"), passage(2, "```\nx = 1\n```")
    other = passage(2, "More words.")

    assert belonging([words], [code]) == [code]
    assert belonging([words], [other]) == []
    assert belonging([code], [words]) == [words]


def test_only_the_best_passages_are_completed() -> None:
    prose = [passage(n * 10, "Nothing is cut here.") for n in range(1, HITS + 1)]

    assert cut_off([*prose, FIRST]) == [f"doc:v1:{n * 10 + 1}" for n in range(1, HITS + 1)]


def test_the_answer_belongs_to_a_question_that_stands_alone() -> None:
    question = passage(1, "Why do the plots stop short of the upper end?", section="Scale")
    below = passage(2, "The axes end at the largest value.", section="Scale > Solution")
    beside = passage(2, "The axes end at the largest value.", section="Scales")

    assert cut_off([question]) == ["doc:v1:2"]
    assert belonging([question], [below]) == [below]
    assert belonging([question], [beside]) == []


def test_code_is_explained_by_what_stands_right_before_it() -> None:
    code = passage(3, "```\nprint(1)\n```\n\nThis prints 1.")
    assert explained_by(code) == "doc:v1:2"
    assert explained_by(passage(3, "This prints 1.")) is None
    assert explained_by(code | {"id": "doc:v1:0"}) is None
