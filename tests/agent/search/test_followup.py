"""Follow-up questions stand by themselves."""

from __future__ import annotations

import pytest

from agent.reasoner import Exchange
from agent.search.course_names import CourseNames
from agent.search.followup import completed, standalone


def after(query: str, question: str) -> str:
    return standalone(question, [Exchange("?", "What is a set?", ""), Exchange(query, query, "")])


@pytest.mark.parametrize(
    ("before", "question", "expected"),
    [
        ("What is a list?", "and how do I add to it?", "and how do I add to a list?"),
        ("What is a list?", "Is it mutable?", "Is a list mutable?"),
        ("What is a list?", "What are its methods?", "What are list methods?"),
        ("What is a list?", "why?", "why list?"),
        ("What is a list?", "give me an example", "example of list"),
        ("What is a list?", "what about tuples?", "What is tuples?"),
        ("Is a tuple immutable?", "what about lists?", "Is a list immutable?"),
        ("Is a tuple immutable?", "Why is that?", "Why is that tuple immutable?"),
        ("What is a dictionary?", "How do I add a key?", "How do I add a key dictionary?"),
        ("How does quicksort work?", "the worst case?", "the worst case quicksort?"),
        ("What is a tuple?", "why use one instead of a list", "why use a tuple instead of a list"),
        ("How do I sort a list?", "backwards", "How do I sort a list backwards"),
        ("When is the CS 101 final?", "and for CS 210?", "When is the CS 210 final?"),
        ("When is the final?", "and in CS 210?", "When is the final in CS 210?"),
        ("When is homework 2 due?", "and if I'm late?", "what happens if I'm late?"),
        ("How do I merge two lists?", "does it work for tuples too?",
         "How do I merge two lists for tuples"),
        ("How do I sort a list?", "what does it print for 3 1 2",
         "what does sort a list print for 3 1 2"),
        ("What does zip do?", "what if the lists have different lengths",
         "what happens if the lists have different lengths with zip?"),
        ("What is recursion?", "what if it never ends", "what happens if recursion never ends"),
        ("How do I raise an error?", "how do I catch only that one",
         "how do I catch only an error"),
        ("How do I count words?", "is there a shorter way?", "is there a shorter way count words?"),
        ("What is the maximum for each week?", "and the mean for each day?",
         "What is the mean for each day"),
        ("How long may a line of code be?", "and a function?", "How long may a function be?"),
        ("What is a hash table?", "what if the table gets too full?",
         "what happens if the hash table gets too full?"),
        ("What is a linked list?", "how do I reverse the list?",
         "how do I reverse the linked list?"),
        ("What is a loop variable?", "when do I need it?", "when do I need a loop variable?"),
        ("Is a list or a set faster?", "which is better?", "which is better list set faster?"),
        ("When is the midterm?", "and the final?", "When is the final?"),
        ("How do I find the largest number?", "and the smallest one?",
         "How do I find the smallest number?"),
        ("When is the midterm?", "What can I bring to it?", "What can I bring to the midterm?"),
        ("When is lab 1?", "is it graded?", "is lab 1 graded?"),
        ("When is lab 1?", "and lab 2?", "When is lab 2?"),
        ("When is the homework due?", "what about the project?", "When is the project due?"),
        ("Who is the instructor?", "What are her office hours?",
         "What are instructor office hours?"),
        ("What is a tuple?", "How does Python's dict deal with them?",
         "How does Python's dict deal with tuples?"),
        ("What is a tuple?", "Can I have a list in there?", "Can I have a list in a tuple?"),
        ("What does append do?", "What does that method return?",
         "What does append method return?"),
    ],
)  # fmt: skip
def test_takes_what_is_missing_from_the_question_before(
    before: str, question: str, expected: str
) -> None:
    assert after(before, question) == expected


TITLES = {
    "BIO-1": ["Cells"],
    "Chemistry": ["Reactions"],
    "intro-python": ["CS 101 Programming"],
    "data-structures": ["Trees"],
}
COURSES = CourseNames.of(TITLES, set[str]().__contains__)


@pytest.mark.parametrize(
    ("before", "question", "expected"),
    [
        ("When is the BIO-1 final?", "and in Chemistry?", "When is the Chemistry final?"),
        ("When is the Chemistry final?", "and for BIO-1?", "When is the BIO-1 final?"),
        ("When is the final?", "and in Chemistry?", "When is the final in Chemistry?"),
        ("Who teaches BIO-1?", "and the chemistry course?", "Who teaches chemistry?"),
        ("When is the exam in data structures?", "and in 101?", "When is the exam in 101?"),
        ("When is the CS 101 final?", "what about data structures?",
         "When is the data structures final?"),
        ("When is the CS 101 final?", "and for MATH 305?", "When is the MATH 305 final?"),
        ("When is the Chemistry midterm?", "and the final?", "When is the Chemistry final?"),
        ("When is the CS 101 midterm?", "and the BIO-1 final?", "When is the BIO-1 final?"),
        ("What is entropy?", "and chemistry?", "What is chemistry?"),  # no course was asked about
        ("What is a list?", "and 101?", "What is 101?"),
    ],
)  # fmt: skip
def test_another_course_is_put_in_the_place_of_the_one_before(
    before: str, question: str, expected: str
) -> None:
    assert standalone(question, [Exchange(before, before, "")], COURSES) == expected


@pytest.mark.parametrize(
    "question",
    [
        "How do I sort a list?",
        "How do I open a file and read it?",
        "How do I loop over lists and change them?",
        "Is it possible to take the exam early?",
        "What does this course cover?",
        "What is a function that returns a value?",
        "Is there a limit?",
        "thanks",
        "",
    ],
)
def test_leaves_a_question_that_stands_by_itself(question: str) -> None:
    assert after("What is a dictionary?", question) == question


def test_the_first_question_is_left_alone() -> None:
    assert standalone("why?", []) == "why?"


def test_uses_the_query_rather_than_the_words_before() -> None:
    history = [Exchange("and its length?", "What is the length of a string?", "")]
    assert standalone("How do I print it?", history) == "How do I print a string?"


@pytest.mark.parametrize(
    ("before", "question"),
    [
        ("What is a list?", "how do I copy it?"),
        ("How do I catch an error?", "and if some lines have to run no matter what?"),
        ("How do I see a loop in a graph?", "and if it is directed?"),
        ("What is a virtual environment for?", "how do I get out of it again?"),
        ("May I use a calculator?", "why not?"),
    ],
)
def test_a_question_that_says_little_is_read_behind_the_one_before(
    before: str, question: str
) -> None:
    assert completed(question, [Exchange(before, before, "")]).context == before


@pytest.mark.parametrize(
    ("before", "question"),
    [
        ("When is the CS 101 final?", "and for CS 210?"),  # takes the place of the other
        ("How do I sort a list?", "and backwards?"),
        ("What is a list?", "give me an example"),
        ("May I work with a friend?", "on what date is quiz 4?"),  # names a thing of its own
        ("What is a graph?", "how do I print a number so that it has commas?"),
        ("What is a list?", "What is a tuple?"),
    ],
)
def test_other_questions_are_not(before: str, question: str) -> None:
    assert completed(question, [Exchange(before, before, "")]).context == ""


def test_the_same_of_another_thing_is_asked_with_both() -> None:
    history = [Exchange("What is a set comprehension?", "What is a set comprehension?", "")]
    asked = "What is a set comprehension for dictionaries"
    assert standalone("and for dictionaries?", history) == asked


def test_continue_is_a_statement_after_a_question_on_break() -> None:
    history = [Exchange("What does break do?", "What does break do?", "")]
    assert standalone("and continue?", history) == "What does continue do?"


@pytest.mark.parametrize(
    ("before", "question", "expected"),
    [
        (
            "what does breadth first search use",
            "and depth first?",
            "what does depth first use",
        ),
        (
            "what is the time complexity of merge sort",
            "and the space complexity?",
            "what is the space complexity of merge sort",
        ),
        ("union of two sets", "and the intersection?", "the intersection of two sets"),
        ("what is a local variable", "and a global one?", "what is a global variable"),
        (
            "is a node with no children easy to delete",
            "and with two?",
            "is a node with two children easy to delete",
        ),
        (
            "how do i delete a node without children",
            "and with one",
            "how do i delete a node with one children",
        ),
        (
            "how do i write a list comprehension",
            "can i do the same with sets",
            "how do i write a set comprehension",
        ),
        (
            "can i change a single item of a list",
            "and a letter in a string",
            "can i change a letter in a string",
        ),
        ("what does \\d match in a regex", "and \\w?", "what does \\w match in a regex"),
        ("what does + mean in a regex", "and the star?", "what does the star mean in a regex"),
        ("what does == do", "and !=?", "what does != do"),
        (
            "what does the find method of a string do",
            "and index?",
            "what does the index method of a string do",
        ),
        (
            "how do i start the server in a shell",
            "and in the command prompt?",
            "how do i start the server in the command prompt?",
        ),
        (
            "how do i remove spaces from both ends of a string",
            "only on the right side?",
            "how do i remove spaces from both ends of a string only on the right side",
        ),
        (
            "how do i get the length of a list",
            "and add something to the end of it",
            "how do i add something to the end of a list",
        ),
        (
            "how do i add something to the end of a list",
            "can i do that with a tuple too",
            "how do i add something to the end of a tuple",
        ),
        (
            "what is finally for in a try",
            "and the else part?",
            "what is the else block for in a try",
        ),
        ("what does break do in a loop", "and continue?", "what does continue do in a loop"),
        (
            "how do i turn the virtual environment on on my mac",
            "and how do i leave it again",
            "and how do i leave the virtual environment again",
        ),
        ("what does map do", "is there a way to undo that", "is there a way to undo map"),
        (
            "what does split do",
            "can i use another delimiter?",
            "can i use another delimiter split?",
        ),
    ],
)
def test_another_of_the_same_kind_takes_its_place(
    before: str, question: str, expected: str
) -> None:
    assert after(before, question) == expected


def test_a_question_that_only_looks_like_one_on_another_thing_stands_alone() -> None:
    assert after("how do i open a file", "is that the only way to do it") != "how do i open a file"
    assert after("what is a set", "what is another name for a loop") == (
        "what is another name for a loop"
    )
