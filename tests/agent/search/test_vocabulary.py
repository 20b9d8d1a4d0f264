"""The words of an index, and their rarity."""

from __future__ import annotations

import pytest

from agent.search.vocabulary import Vocabulary

TEXTS = [
    "A tuple is immutable. Tuples are sequences.",
    "A dictionary maps keys to values. A dictionary is mutable.",
    "A virtual environment holds packages; environments are folders.",
    "The grade counts. The grades are final.",
]


@pytest.fixture
def vocabulary() -> Vocabulary:
    return Vocabulary.of(TEXTS)


def test_counts_texts_and_forms(vocabulary: Vocabulary) -> None:
    assert vocabulary.texts == 4
    assert vocabulary.frequency["tupl"] == 1
    assert vocabulary.counts["dictionary"] == 2
    assert vocabulary.knows("grade")
    assert not vocabulary.knows("decor")


def test_rare_words_weigh_more(vocabulary: Vocabulary) -> None:
    assert vocabulary.idf("unheard") == 1.0
    assert 0 < vocabulary.idf("a") < vocabulary.idf("tupl") < 1


def test_an_empty_index_knows_nothing() -> None:
    vocabulary = Vocabulary.of([])
    assert vocabulary.idf("word") == 1.0


class Asked(dict[str, int]):
    """Counts that know how often they were asked."""

    times = 0

    def get(self, *key: object) -> int:  # type: ignore[override]
        self.times += 1
        return super().get(*key)  # type: ignore[call-overload, no-any-return]


def test_a_question_is_corrected_once_for_all_steps_of_a_turn() -> None:
    asked = Asked({"dictionary": 9, "merge": 9, "sort": 9})
    vocabulary = Vocabulary(9, {"dictionari": 9, "merg": 9, "sort": 9}, asked)
    assert vocabulary.corrected("what is a mergesort") == "what is a merge sort"
    before = asked.times
    assert before
    assert vocabulary.corrected("what is a mergesort") == "what is a merge sort"
    assert asked.times == before


def test_two_words_of_a_question_may_be_one_name_of_the_index() -> None:
    vocabulary = Vocabulary.of(["Call splitlines for a haiku. read_csv reads. A SyntaxError."])
    for asked, name in [
        ("how do i split a text into lines", "splitlines"),
        ("read a csv file", "read_csv"),
        ("split a very long text of mine into lines", ""),  # too far apart
        ("what is a syntax error", ""),
        ("what does splitlines do to split lines", ""),  # it is named already
    ]:
        assert [word for terms in vocabulary.course_terms(asked) for word in terms.words] == (
            [name] if name else []
        ), asked


def test_numbered_homework_is_written_out_though_a_folder_has_that_name() -> None:
    vocabulary = Vocabulary.of(["mkdir lab01 hw1 num1", "Homework 1 is due. A number."])
    assert vocabulary.written_out("when is hw1 due") == "when is homework 1 due"
    assert vocabulary.written_out("what is num1") == "what is num1"
