"""What is quoted of the notes on an error."""

from __future__ import annotations

from agent.reasoner import Cite, Turn
from agent.reasoners.extractive.error_notes import error_notes
from agent.reasoners.extractive.kinds_of_passage import relevant_by_kind
from agent.reasoners.extractive.question import ask
from agent.search.vocabulary import Vocabulary
from agent.types import Passage
from agent.understanding.pasted_error import pasted_error
from tests.agent.parts import passage

TABLE = (
    "Meaning: a value has the wrong type.\n\n| Message | Cause | Cure |\n| --- | --- | --- |\n"
    "| unhashable type: 'list' | a list is a key | use a tuple |\n"
    "| 'int' object is not callable | a variable has a function's name | rename the variable |\n\n"
    "Cure: print the type of the value."
)


def entry(number: int, text: str, heading: str) -> Passage:
    return passage(number, text, section=f"Errors > {heading}", relevant=True)


def answer_to(text: str, *passages: Passage) -> str:
    error = pasted_error(text)
    assert error
    return "".join("[#]" if isinstance(p, Cite) else p for p in error_notes(error, passages))


def test_the_whole_entry_is_quoted_with_the_row_of_the_message() -> None:
    quoted = answer_to("TypeError: 'int' object is not callable", entry(1, TABLE, "TypeError"))
    assert "wrong type" in quoted
    assert "rename the variable" in quoted
    assert "print the type" in quoted
    assert "unhashable" not in quoted


def test_without_a_row_on_the_message_the_prose_is_quoted() -> None:
    quoted = answer_to("TypeError: something else happened", entry(1, TABLE, "TypeError"))
    assert "wrong type" in quoted
    assert "|" not in quoted


def test_entries_on_other_errors_are_left_out() -> None:
    passages = [entry(1, "Meaning: no key.", "KeyError"), entry(2, TABLE, "TypeError")]
    assert answer_to("KeyError: 'x'", *passages) == "Meaning: no key.[#]"


def test_a_passage_on_another_error_does_not_answer() -> None:
    other = passage(3, "NameError: name 'count' is not defined", section="Names")
    slide = passage(4, "It is an error to take a key that is not there: KeyError", section="Keys")
    text = "why do i get a KeyError"
    turn = Turn(text, "What does the error KeyError mean?", passages=[other, slide], kind="error")
    question = ask(turn.query, Vocabulary.of([other["text"], slide["text"]]))
    assert relevant_by_kind(question, turn, [True, False]) == [False, True]
    assert relevant_by_kind(question, turn, [True, True]) == [False, True]
