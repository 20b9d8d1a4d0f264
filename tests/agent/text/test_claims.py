import pytest

from agent.text.citations import SUPPORTED, support
from agent.text.claims import contradicts, lists_too_few, names, numbers, numbers_known
from tests.agent.parts import passage


@pytest.mark.parametrize(
    ("statement", "sentence"),
    [
        ("Sharing a file is allowed.", "Sharing a file is not allowed."),
        ("Sharing a file isn't allowed.", "Sharing a file is allowed."),
        ("You may bring a calculator.", "No calculator, no watch, no telephone."),
        ("Calculators are allowed.", "Calculators are forbidden."),
        ("A tuple can be changed.", "A tuple cannot be changed."),
        ("A tuple can't be changed", "A tuple can be changed."),
        ("Grace days apply to the project.", "Grace days do not apply to the project."),
    ],
)
def test_a_negation_on_one_side_contradicts(statement: str, sentence: str) -> None:
    assert contradicts(statement, sentence)
    assert support(statement, passage(1, sentence)).share < SUPPORTED


@pytest.mark.parametrize(
    ("statement", "sentence"),
    [
        ("Sharing files isn't allowed.", "Sharing a file is not allowed."),
        ("Sharing a file is forbidden.", "No sharing of any file."),
        ("You don't need to buy a book.", "You do not have to buy anything."),
        ("Late homework loses 10 points.", "Late homework loses 10 points, without exception."),
        ("Homework after 3 days gets no marks.", "Homework that is 3 days late has no marks."),
        ("It is not a list, but a tuple.", "This is a tuple."),
    ],
)
def test_what_agrees_does_not_contradict(statement: str, sentence: str) -> None:
    assert not contradicts(statement, sentence)


def test_numbers_may_be_spelt_and_a_list_number_is_none() -> None:
    assert numbers("1. Wait 3 days, or 1,000.") == {"3", "1000"}
    assert {"3", "1000", "30"} <= numbers_known("Three days, 1000 or 30%")
    assert support("You have 3 grace days.", passage(1, "You have three grace days.")).share > 0


def test_a_name_that_is_nowhere_is_no_support() -> None:
    text = "The instructor of the course is Prof. Okafor."
    assert support("The instructor of the course is Okafor.", passage(1, text)).share == 1
    wrong = "The instructor of the course is Meyer."
    assert support(wrong, passage(1, text)).share == 0
    assert support(wrong, passage(1, text), question="Is Meyer the instructor?").share > 0


def test_nouns_of_german_are_no_names() -> None:
    assert names("Ein Tupel kann nach seiner Erzeugung nicht geändert werden.") == set()


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("It needs two parts: a recursive case, which calls the function again.", True),
        ("There are three kinds: lists and tuples.", True),
        ("It needs two parts: a base case, which is small, and a recursive case.", False),
        ("There are 3 kinds: lists, tuples and sets.", False),
        ("The two parts are named below.", False),
        ("Two rules hold here:", False),
    ],
)
def test_fewer_things_than_announced(statement: str, expected: bool) -> None:
    assert lists_too_few(statement) is expected
