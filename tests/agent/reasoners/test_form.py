"""Sentences of a model without labels, tags and copied headings."""

from __future__ import annotations

import pytest

from agent.reasoners.llm.form import declines, ends_well, is_heading, tidy, without_heading
from tests.agent.parts import passage

PASSAGE = passage(1, "x", title="Collections in Python", section="Keys > What can be a key?")


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("Passage 2: a key is immutable.", "A key is immutable."),
        ("According to the passages, a key is immutable.", "A key is immutable."),
        ("The passage states that a key is immutable.", "A key is immutable."),
        ("Sure! Answer: A key is immutable (page 3).", "A key is immutable."),
        ("<passage number=\"1\">A key is immutable.</passage>", "A key is immutable."),
        ("A key is immutable .", "A key is immutable."),
        ("A key is immutable. …", "A key is immutable."),
        ("len(x) is a number.", "len(x) is a number."),
        ("- Based on passage 1, a key is immutable.", "- A key is immutable."),
        ("  [Passage 3]  ", ""),
    ],
)  # fmt: skip
def test_labels_and_openers_are_taken_off(written: str, shown: str) -> None:
    assert tidy(written) == shown


@pytest.mark.parametrize("line", ["# Keys", "**Keys:**", "Collections in Python, page 4.", "Keys"])
def test_copied_headings_are_known(line: str) -> None:
    assert is_heading(line, [PASSAGE])


def test_a_title_with_its_section_is_a_heading_whatever_its_words() -> None:
    lists = passage(1, "x", title="Python Lists", section="Basics > Lists are Mutable")
    assert is_heading("Python Lists, Lists are Mutable.", [lists])
    assert not is_heading("Lists are mutable.", [lists])


def test_a_heading_in_front_of_a_sentence_is_taken_off_and_a_subject_is_not() -> None:
    copied = "Collections in Python, What can be a key? - A key must be hashable."
    assert without_heading(copied, [PASSAGE]) == "A key must be hashable."
    joined = "Collections in Python, What can be a key? A key must be hashable."
    assert without_heading(joined, [PASSAGE]) == "A key must be hashable."
    assert without_heading("Keys are hashable.", [PASSAGE]) == "Keys are hashable."
    assert not is_heading("Keys are hashable.", [PASSAGE])


def test_declining_is_known_and_a_denial_is_not_declining() -> None:
    assert declines("The passages do not say what a key is.")
    assert declines("There is no information on this in the materials.")
    assert not declines("A key cannot be changed.")


def test_an_end_is_an_end_of_a_sentence() -> None:
    assert ends_well("It is so.")
    assert ends_well('He said "so."')
    assert not ends_well("It is")
