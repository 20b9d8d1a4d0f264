"""What speaks for a sentence and against it, and which words of a question count."""

from __future__ import annotations

import pytest

from agent.reasoners.extractive.candidates import candidates, sources
from agent.reasoners.extractive.features import Credits
from agent.reasoners.extractive.kinds_of_passage import is_on_reported_error, states_symptom
from agent.reasoners.extractive.lacking import lacks_what_is_asked
from agent.reasoners.extractive.question import ask
from agent.reasoners.extractive.question_shape import shape_of
from agent.reasoners.extractive.reading import read
from agent.reasoners.extractive.scoring import signals
from agent.search.vocabulary import Vocabulary
from agent.types import indexed_text
from tests.agent.parts import passage

VENV = passage(
    1,
    "Make a venv once:\n\n```\npython3 -m venv env\n```\n\nThe command `deactivate` ends it.",
    relevant=True,
)
VOCABULARY = Vocabulary.of([indexed_text(VENV)])


def of(text: str, question: str, name: str, at: int = 0) -> float:
    """One signal of a unit."""
    found = passage(9, text)
    asked = ask(question, Vocabulary.of([text]))
    reading = read(found)
    return signals(asked, Credits(asked, reading), reading.units, at, text).get(name, 0.0)


def test_the_courses_word_counts_where_the_students_own_word_stands_elsewhere() -> None:
    question = ask("how do i get out of the venv", VOCABULARY)
    pool = candidates(question, sources(question, [VENV]))
    scores = {one.at: one.score for one in pool}
    assert scores[2] > scores[1]


def test_the_same_question_counts_where_its_answer_follows() -> None:
    asked = "what does the star do with a cup"
    answered = "What does the star do with a cup? It fills each."
    left_open = "What does the star do with a cup? And what is its name?"
    assert of(answered, asked, "same question") == 1
    assert of(left_open, asked, "same question") == 0


def test_a_sentence_with_one_word_of_the_question_teaches_nothing() -> None:
    text = "You lay the knife beside the even plate.\n\n```python\nplate()\n```"
    assert of(text, "how do i check if a plate is there", "taught") == 0
    assert of(text, "how do i lay the knife beside the plate", "taught") == 1


def test_what_is_needed_is_said_by_must_and_optional() -> None:
    question = "do i need a knife for the plate"
    assert of("A knife is optional for a plate.", question, "requires") > 0.5
    assert of("A knife lies beside the plate.", question, "requires") == 0
    assert of("A knife is optional for a plate.", "is a knife beside the plate", "requires") == 0


def test_an_item_of_a_numbered_list_gives_no_reason() -> None:
    assert of("1. the guard\n2. the call", "why do we need the guard", "row") == 1


@pytest.mark.parametrize(
    ("text", "subjects"),
    [
        ("how do i check if a plate is clean", {"plate", "clean"}),
        ("how do i check a plate", {"check", "plate"}),
        ("what does __name__ == '__main__' mean", {"__name__", "__main__"}),
        ("what does == mean", {"=="}),
    ],
)
def test_what_a_question_is_about(text: str, subjects: set[str]) -> None:
    assert ask(text, Vocabulary.of(["A plate."])).subjects == subjects


def test_a_rare_act_that_no_passage_mentions_is_not_answered() -> None:
    matrix = passage(2, "A matrix of zeros is made by zeros.", relevant=True)
    axis = "The axis was inverted. A matrix is a table."
    vocabulary = Vocabulary.of([matrix["text"], axis], {"matrix": 20_000, "make": 90})
    lacking = lacks_what_is_asked(ask("how do i invert a matrix", vocabulary), [matrix], vocabulary)
    assert lacking == "none mentions 'invert'"
    made = ask("how do i make a matrix", vocabulary)
    assert lacks_what_is_asked(made, [matrix], vocabulary) is None


def test_an_everyday_word_for_another_thing_does_not_name_its_kind() -> None:
    stable = passage(3, "A sort is stable if equal plates keep their order.", relevant=True)
    vocabulary = Vocabulary.of([stable["text"]])
    question = ask("is bubble sort stable", vocabulary)
    assert lacks_what_is_asked(question, [stable], vocabulary) == "none mentions 'bubble'"


@pytest.mark.parametrize(
    ("text", "shape"),
    [
        ("how do i count how often each word occurs", "howto"),
        ("so how can i find out how many keys there are", "howto"),
        ("so how much is the midterm worth", "number"),
        ("how often do we meet", "number"),
    ],
)
def test_to_find_a_quantity_is_an_act(text: str, shape: str) -> None:
    assert shape_of(text) == shape


@pytest.mark.parametrize(
    ("message", "states"),
    [
        ("my oven wont start, says the timers are disabled", True),
        ("does the oven say that timers are disabled", False),
        ("why does the oven say that timers are disabled", False),
        ("my oven is broken and the cake is cold", False),
        ("in my oven, what says that the timers are disabled", False),
    ],
)
def test_a_sentence_that_tells_the_students_symptom_is_an_answer(
    message: str, states: bool
) -> None:
    cure = passage(8, "The oven says that timers are disabled. Press and hold the left button.")
    asked = ask(message, Vocabulary.of([cure["text"], "A cake is cold. A cake starts in a bowl."]))
    assert states_symptom(asked, cure) is states


@pytest.mark.parametrize(
    ("message", "reported"),
    [
        ("my script says KeyError, what now", True),
        ("i keep getting a keyerror, help", True),
        ("is a KeyError the same as a TypeError", False),
        ("my script says TypeError, what now", False),
        ("KeyError and lists", False),
    ],
)
def test_the_section_on_an_error_answers_who_reports_it(message: str, reported: bool) -> None:
    entry = passage(7, "Print the keys that are there.", section="Errors > KeyError")
    asked = ask(message, Vocabulary.of([entry["text"]]))
    assert is_on_reported_error(asked, entry) is reported
