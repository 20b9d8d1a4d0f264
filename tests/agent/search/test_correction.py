"""Clear slips are corrected, words that only look like one are not."""

from __future__ import annotations

from pathlib import Path

import pytest

from agent.embedding.model import open_embeddings
from agent.search.vocabulary import Vocabulary
from agent.text.english import stems_of

MODEL = Path(__file__).parents[3] / "data/models/all-MiniLM-L6-v2-int8"

TEXTS = [
    "A tuple is immutable. Tuples are sequences.",
    "A dictionary maps keys to values. A dictionary is mutable.",
    "A virtual environment holds packages; environments are folders.",
    "The grade counts. The grades are final.",
]


@pytest.fixture
def vocabulary() -> Vocabulary:
    return Vocabulary.of(TEXTS)


@pytest.fixture(scope="module")
def english() -> frozenset[str]:
    return stems_of(open_embeddings(MODEL).whole_words())


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("What is a dictionray?", "What is a dictionary?"),
        ("make a vitrual enviroment", "make a virtual environment"),
        ("What is a tuplle?", "What is a tuple?"),
        ("waht is a tuple", "what is a tuple"),
        ("wich grade is final", "which grade is final"),
        ("how meny keys", "how many keys"),
        ("becaus of a tuple", "because of a tuple"),
    ],
)
def test_corrects_clear_slips(vocabulary: Vocabulary, typed: str, meant: str) -> None:
    assert vocabulary.corrected(typed) == meant


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("what is amortized cost", "what is amortised cost"),
        ("the color of labelled edges", "the colour of labelled edges"),
        ("analyze the center", "analyse the centre"),
        ("how wise is a sensor", "how wise is a sensor"),  # other words, not other spellings
    ],
)
def test_british_and_american_spellings_find_each_other(typed: str, meant: str) -> None:
    texts = ["Amortised cost. The colour of labeled edges. We analyse the centre.", "Senses."]
    english = dict.fromkeys(["amortiz", "color", "label", "analyz", "center", "sensor", "wise"], 9)
    assert Vocabulary.of(texts, english).corrected(typed) == meant


@pytest.mark.parametrize(
    "question",
    [
        "What is a tuple?",
        "What is a tupl?",  # the stem is known
        "Who is Tupple?",  # a name
        "What is async?",
        "a kye",  # too short to be sure
        "hot tuples",  # another letter makes another word, not "how"
        "x_tuplle1",  # code
    ],
)
def test_leaves_other_words_alone(vocabulary: Vocabulary, question: str) -> None:
    assert vocabulary.corrected(question) == question


@pytest.mark.parametrize(
    ("written", "near"),
    [
        ("unable", "usable"),
        ("instable", "install stable"),
        ("unordered", "ordered"),  # with a prefix
        ("reworded", "rewarded"),
        ("untyped", "types"),  # ... before a word that only the materials have
        ("trail", "trial"),  # swapped letters make another word
        ("dose", "done"),  # not "does" either
        ("wheat", "heat"),  # not "what" either
        ("contract", "contact"),
        ("sensors", "tensors censor"),
    ],
)
def test_leaves_words_of_english_alone_that_the_materials_lack(
    english: frozenset[str], written: str, near: str
) -> None:
    question = f"is it {written} here"
    assert Vocabulary.of([near], english).corrected(question) == question


@pytest.mark.parametrize("slip", ["reutrn", "indentifier", "dictonary", "unordred", "dispaly"])
def test_a_slip_is_no_word_for_beginning_like_a_prefix(english: frozenset[str], slip: str) -> None:
    vocabulary = Vocabulary.of(["return identifier dictionary unordered display"], english)
    assert vocabulary.corrected(f"the {slip}") != f"the {slip}"


def test_does_not_guess_between_equals() -> None:
    vocabulary = Vocabulary.of(["carton, cartoon"])
    assert vocabulary.corrected("a cartoom") == "a cartoon"
    assert vocabulary.corrected("a cartion") == "a cartion"


def test_an_empty_index_corrects_nothing() -> None:
    assert Vocabulary.of([]).corrected("What is a decorator?") == "What is a decorator?"


@pytest.mark.parametrize(
    ("typed", "spelt"),
    [
        ("how does mergesort work", "how does merge sort work"),
        ("how does quick sort work", "how does quicksort work"),
        ("is a merge step a sort", "is a merge step a sort"),
        ("how does sort merge", "how does sort merge"),
    ],
)
def test_compounds_are_spelt_as_the_index_spells_them(typed: str, spelt: str) -> None:
    vocabulary = Vocabulary.of(["Merge sort merges: merge, sort. Quicksort."] * 3)
    assert vocabulary.corrected(typed) == spelt
