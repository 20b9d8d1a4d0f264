"""The note below an answer while only a part of the documents is indexed."""

from agent.turns.partial_index import note, with_note
from agent.types import Indexed

PART = Indexed(documents=1_000, of=2_500)
SO_FAR = "Only 1,000 of 2,500 documents are indexed so far"


def test_it_says_what_that_means() -> None:
    assert note(PART, "answered") == f"{SO_FAR}, so this answer may be incomplete."
    assert note(PART, "refused").startswith(f"{SO_FAR}: the answer may be in one of the others.")
    assert note(PART, "answered", searched=False) == f"{SO_FAR}."  # small talk


def test_what_is_streamed_is_the_answer_with_the_note() -> None:
    streamed = "A tuple is fixed. [1] \n"
    answer, more = with_note("A tuple is fixed. [1]", streamed, "Note.")
    assert (streamed + more).strip() == answer
    assert answer.split() == "A tuple is fixed. [1] Note.".split()


def test_an_answer_in_place_of_what_was_streamed_brings_the_note_itself() -> None:
    answer, more = with_note("The course materials don't cover this.", "A draft", "Note.")
    assert (answer, more) == ("The course materials don't cover this.\n\nNote.", "")
