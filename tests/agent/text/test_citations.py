import pytest

from agent.text.citations import LONGEST_QUOTE, Support, cite, link, support
from tests.agent.parts import passage

TEXT = "Lists can change.\nA tuple is an ordered,\nimmutable sequence. It costs 30% of the grade."


def test_a_sentence_to_the_letter_is_found_where_it_stands() -> None:
    found = support("A tuple is an ordered, immutable sequence.", passage(1, TEXT))
    assert found.share == 1.0
    assert TEXT[found.start : found.end] == "A tuple is an ordered,\nimmutable sequence."


def test_a_sentence_in_other_words_is_quoted_by_the_best_sentence() -> None:
    found = support("The sequence called tuple is immutable", passage(1, TEXT))
    assert found.share >= 0.5
    assert TEXT[found.start : found.end].startswith("A tuple is")


def test_a_number_that_the_passage_lacks_is_no_support() -> None:
    assert support("It costs 40% of the grade", passage(1, TEXT)).share == 0.0


def test_the_quote_covers_all_that_is_supported_and_stays_to_the_letter() -> None:
    citation = cite(2, passage(1, TEXT), [Support(1, 0, 17), Support(1, 18, 60)])
    assert citation["quote"] == TEXT[citation["start"] : citation["end"]]
    assert (citation["n"], citation["start"], citation["end"]) == (2, 0, 60)


def test_a_long_stretch_is_quoted_by_its_best_part() -> None:
    text = "x" * (LONGEST_QUOTE + 50)
    citation = cite(
        1, passage(1, text), [Support(0.6, 0, 5), Support(0.9, len(text) - 9, len(text))]
    )
    assert citation["quote"] == "x" * 9


@pytest.mark.parametrize(
    ("fields", "url"),
    [
        ({"source": "c/a.PDF", "page": 4}, "/api/documents/doc/file#page=4"),
        ({"source": "c/a.docx", "page": None}, "/api/documents/doc/view#p7"),
    ],
)
def test_the_link_leads_to_the_place(fields: dict[str, object], url: str) -> None:
    assert link(passage(7, "x", **fields)) == url
