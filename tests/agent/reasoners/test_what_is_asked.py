"""Answers to what a question asks of a thing: its effect, a property, its call, how it is done."""

from __future__ import annotations

from dataclasses import replace

import pytest

from agent.reasoner import Turn
from agent.reasoners.extractive import ExtractiveReasoner
from agent.reasoners.extractive.lacking import lacks_its_subject, lacks_what_is_asked
from agent.reasoners.extractive.question import ask
from agent.reasoners.extractive.question_shape import shape_of
from agent.search.vocabulary import Vocabulary
from agent.types import Passage, indexed_text
from tests.agent.parts import passage

COSTS = passage(
    1,
    "| Operation | Cost | Reason |\n| --- | --- | --- |\n"
    "| count(a) | O(1) | the length is stored |\n| a.find(x) | O(n) | all are looked at |",
    title="Arrays",
    section="2 Arrays",
)
COUNT = passage(2, "The function count gives the number of elements.", section="6.2 Length")
SORTING = passage(
    3,
    "A box has no method for this. To go through it in a certain order, sort its keys.",
    section="3. Sorting a box",
)
BOX = passage(4, "- A box maps keys to values.\n- The order of insertion is kept.", section="Boxes")
FIXED = passage(5, "A label is an immutable sequence of signs.", section="Labels")
TRAP = passage(
    6, "For numbers and labels this makes no difference.", section="2.3 The mutable default trap"
)
STEPS = passage(
    7,
    "| Call | Numbers |\n| --- | --- |\n| `steps(3, 3)` | none |\n| `steps(5)` | 0, 1, 2, 3, 4 |\n"
    + "".join(f"| `steps({n}, 9, 3)` | each third number from {n} to 8 |\n" for n in range(9)),
    section="Steps",
)
GLOSSARY = passage(8, "library: A family of code units that belong together.", section="Glossary")
LIBRARIES = passage(
    9, "We need a library for our data. This library is called Panda.", section="Loading data"
)
TASK = passage(
    10,
    "We wrote two functions before. Draw a diagram of the call stack when this runs:",
    section="Following the call stack",
)
FRAMES = passage(11, "The call stack holds a frame for each call.", section="How calls end")
QUESTIONS = passage(12, "- How can I debug my program?", section="Questions")
FIRST_STEP = passage(
    13, "To debug a program, first find out what it should do.", section="Know the aim"
)
PICTURE = passage(14, "41\n\n9\n\nlargest_so_far 41", section="What is the largest number?")
WRITING = passage(
    15,
    "The method write takes one string and adds no new line to the file.",
    section="8 Files > 8.4 Writing",
)
OPENING = passage(
    16,
    '```python\nwith open("poem.txt", "w") as file:\n    file.write("Rain")\n```',
    section="8 Files > 8.1 Opening",
)
HALL = passage(
    17,
    "| Item | Details |\n| --- | --- |\n| Lectures | Tuesday, lecture hall, room 210 |",
    section="Course facts",
)
LOOPS = passage(18, "The test of a loop is made before each round.", section="Loops")
BREAKING = passage(19, "The statement break leaves the innermost loop.", section="Leaving")
CONTRIBUTING = passage(
    20,
    "Save the figure as plain SVG.",
    section="Figures",
    source="course/README.md",
)
FIGURES = passage(21, "Call savefig to save the figure in a file.", section="Plots")
MATERIALS = [
    COSTS, COUNT, SORTING, BOX, FIXED, TRAP, STEPS, GLOSSARY, LIBRARIES, TASK, FRAMES, QUESTIONS,
    FIRST_STEP, PICTURE, WRITING, OPENING, HALL, LOOPS, BREAKING, CONTRIBUTING, FIGURES,
]  # fmt: skip
VOCABULARY = Vocabulary.of(indexed_text(p) for p in MATERIALS)


def reasoner() -> ExtractiveReasoner:
    return ExtractiveReasoner(lambda: VOCABULARY)


async def answer(question: str, *relevant: Passage) -> str:
    """The answer from these passages, which are all relevant and equally near."""
    passages: list[Passage] = [{**p, "relevant": True, "dense": 0.5} for p in relevant]
    pieces = reasoner().generate(Turn(question, question, passages=passages))
    return "".join([p async for p in pieces if isinstance(p, str)])


async def relevant(question: str, *found: Passage) -> list[bool]:
    """The verdicts on these passages."""
    passages: list[Passage] = [{**p, "dense": 0.9} for p in found]
    return list((await reasoner().grade(Turn(question, question, passages=passages))).relevant)


@pytest.mark.parametrize(
    ("question", "found", "expected"),
    [
        ("what does count do", (COSTS, COUNT), "number of elements"),
        ("are boxes ordered", (SORTING, BOX), "order of insertion is kept"),
        ("are labels mutable", (TRAP, FIXED), "immutable sequence"),
        ("what is a library", (LIBRARIES, GLOSSARY), "family of code units"),
        ("what is the call stack", (TASK, FRAMES), "holds a frame"),
        ("how do i save a figure", (CONTRIBUTING, FIGURES), "savefig"),
    ],
)
async def test_the_passage_that_answers_comes_before_its_neighbour(
    question: str, found: tuple[Passage, ...], expected: str
) -> None:
    assert expected in (await answer(question, *found)).split("\n\n")[0]


async def test_a_call_is_answered_by_one_of_its_form() -> None:
    text = await answer("what does steps(3) give", STEPS)
    assert "steps(5)" in text
    assert "steps(3, 3)" not in text


async def test_how_to_do_something_is_shown_in_code() -> None:
    text = await answer("how do i write to a file", WRITING, OPENING)
    assert "takes one string" in text
    assert 'with open("poem.txt", "w")' in text


async def test_the_course_word_counts_for_the_everyday_one() -> None:
    assert "break" in await answer("how do i stop a loop early", LOOPS, BREAKING)


async def test_announcements_and_slides_without_words_are_no_answers() -> None:
    assert await relevant("how do i debug my program", QUESTIONS, FIRST_STEP) == [False, True]
    assert not any(await relevant("what is the largest number", PICTURE))


async def test_who_asks_for_the_announcement_gets_it() -> None:
    assert await relevant("which questions on how to debug are asked", QUESTIONS) == [True]


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("can i eat in the lecture hall", HALL),
        ("when is the test", LOOPS),
        ("how do i make a scatter figure", FIGURES),
        ("what should i do if my laptop breaks before a lecture in the lecture hall", HALL),
    ],
)
async def test_what_no_passage_mentions_is_not_answered(question: str, found: Passage) -> None:
    assert not any(await relevant(question, found))


async def test_what_is_mentioned_is_answered() -> None:
    assert await relevant("when are the lectures in the lecture hall", HALL) == [True]


def test_a_date_that_is_asked_for_is_more_than_a_number() -> None:
    counted, dated = (
        passage(40 + n, text, section="Exam")
        for n, text in enumerate(
            ["1. The exam has 9 tasks.", "The exam is at the end of the term."]
        )
    )
    asked = ask("when is the exam", VOCABULARY)
    assert lacks_what_is_asked(asked, [counted], VOCABULARY) == "none has a date"
    assert lacks_what_is_asked(asked, [dated], VOCABULARY) is None


def test_a_sign_stands_for_its_name() -> None:
    signs = passage(42, "To match $ itself, write a backslash before it.", section="Patterns")
    other = passage(43, "To match a letter, write it.", section="Patterns")
    asked = ask("how do i match a dollar", VOCABULARY)
    assert lacks_what_is_asked(asked, [signs], VOCABULARY) is None
    assert lacks_what_is_asked(asked, [other], VOCABULARY) == "none mentions 'dollar'"


def test_a_tool_that_no_text_names_is_not_said_to_be_allowed() -> None:
    for question, lacking in {
        "can i use zorkbot in the lecture hall": "none mentions 'zorkbot'",
        "can i use a lecture in the hall": None,
    }.items():
        assert lacks_what_is_asked(ask(question, VOCABULARY), [HALL], VOCABULARY) == lacking


def test_where_a_thing_is_done_is_asked_of_that_thing() -> None:
    asked = ask("where do i park my scooter on the day of the lecture", VOCABULARY)
    assert lacks_what_is_asked(asked, [HALL], VOCABULARY) is not None


def test_when_something_is_bad_asks_for_no_date() -> None:
    assert shape_of("when is quicksort slow") == "other"
    assert shape_of("when is the exam") == "when"
    assert shape_of("when do the good lectures begin") == "when"


@pytest.mark.parametrize(
    ("question", "dated"),
    [
        ("when do I use a deque", False),
        ("when should you choose a set", False),
        ("when to use recursion", False),
        ("when do i need to hand it in", True),
        ("when can i use the lab", False),
        ("when do we have the exam", True),
    ],
)
def test_when_a_thing_is_used_asks_for_no_date(question: str, dated: bool) -> None:
    assert (shape_of(question) == "when") is dated


async def test_the_kind_of_a_thing_and_the_code_of_a_course_must_be_mentioned() -> None:
    heaps = passage(35, "To sort a chain, merge its halves. CS 101 has more.", section="Sorting")
    for question, answered in {
        "how does merge sort work": True,
        "how does bucket sort work": False,
        "is a chain sort stable": True,
        "what does cs 101 say on how to sort": True,
        "what does cs 102 say on how to sort": False,
    }.items():
        lacking = lacks_what_is_asked(ask(question, VOCABULARY), [heaps], VOCABULARY)
        assert (lacking is None) is answered, question


async def test_the_answer_behind_a_question_of_the_materials_is_relevant() -> None:
    question = passage(30, "Why do the plots stop short of the upper end?", section="Scale")
    behind, other = (
        passage(n, "Its axes go to the largest value.", section="Scale > Solution", dense=0.1)
        for n in (31, 33)
    )
    asked = "why do plots stop short of the upper end"
    turn = Turn(asked, asked, passages=[question | {"dense": 0.9}, behind, other])

    assert list((await reasoner().grade(turn)).relevant) == [False, True, False]


async def follow_up(question: str, context: str, *found: Passage) -> str:
    """The answer to a question behind another one, from these passages, all equally near."""
    passages: list[Passage] = [{**p, "relevant": True, "dense": 0.5} for p in found]
    turn = Turn(question, question, passages=passages, kind="follow-up", context=context)
    return "".join([p async for p in reasoner().generate(turn) if isinstance(p, str)])


async def test_a_follow_ups_own_words_count_more_than_those_before_it() -> None:
    said = passage(30, "A library for a diagram is called Panda.", section="Loading")
    new = passage(31, "Save a label with savefig.", section="Loading")
    asked = ("how do I save a label", "what is a library for a diagram")
    assert await follow_up(*asked, said, new) == new["text"]


async def test_what_a_follow_up_adds_must_be_mentioned() -> None:
    opening = {**OPENING, "dense": 0.9}
    asked = Turn("and a json one?", "x", passages=[opening], kind="follow-up",
                 context="how do I write a file")  # fmt: skip
    assert (await reasoner().grade(asked)).relevant == [False]
    asked = replace(asked, question="and a poem?")
    assert (await reasoner().grade(asked)).relevant == [True]


async def test_a_compound_is_mentioned_where_its_parts_stand_together() -> None:
    parsing = passage(32, "Look at each sign of a pattern, then go ahead.", section="Patterns")
    assert await relevant("how do i write a lookahead in a pattern", parsing) == [False]
    ahead = passage(33, "To look ahead in a pattern, write two signs.", section="Patterns")
    assert await relevant("how do i write a lookahead in a pattern", ahead) == [True]


async def test_what_a_follow_up_counts_must_be_mentioned() -> None:
    schedule = passage(34, "Problem set 2 is due in week 9.", section="Schedule", dense=0.9)
    asked = Turn("how many exercises does it have", "x", passages=[schedule], kind="follow-up",
                 context="when is problem set 2 due")  # fmt: skip
    assert (await reasoner().grade(asked)).relevant == [False]
    asked = replace(asked, question="how many weeks is that")
    assert (await reasoner().grade(asked)).relevant == [True]


async def test_a_follow_up_in_which_nothing_fits_is_tried_by_itself() -> None:
    asked = Turn("what if it breaks", "x", asked="what happens if a loop breaks", kind="follow-up",
                 context="what is a loop", tried=["what is a loop: what if it breaks"])  # fmt: skip
    assert (await reasoner().rewrite(asked)).query == "what happens if a loop breaks"


async def test_only_words_that_can_be_cited_are_quoted_beside_code() -> None:
    """A passage that was not kept cannot be cited."""
    words = passage(15, "The function open takes a name and a mode.", section=OPENING["section"])
    found: list[Passage] = [{**words, "relevant": False}, {**OPENING, "relevant": True}]
    turn = Turn("how do i open a file", "x", passages=found)
    pieces = [piece async for piece in reasoner().generate(turn) if isinstance(piece, str)]
    assert "takes a name" not in "".join(pieces)
    turn = replace(turn, passages=[{**one, "relevant": True} for one in found])
    pieces = [piece async for piece in reasoner().generate(turn) if isinstance(piece, str)]
    assert "takes a name" in "".join(pieces)


def test_passages_about_nothing_of_the_question_do_not_answer_it() -> None:
    words = Vocabulary.of(["Office hours, quizzes, a quiz, time."])
    hours = passage(1, "Office hours are on Monday from 10:00 to 11:00.", dense=0.6)
    asked = "what time are the quizzes"
    assert lacks_its_subject(ask(asked, words), [hours]) is not None
    assert lacks_its_subject(ask(asked, words), [passage(2, "A quiz takes an hour.")]) is None
    behind = ask("what time", words, context="When is the quiz?")
    assert lacks_its_subject(behind, [hours]) is None


async def test_the_words_before_relevant_code_are_quoted_with_it() -> None:
    words = passage(40, "The statement closes all by itself.", section="Files", dense=0.1)
    code = passage(41, "```\nwith open(file) as f:\n    f.read()\n```", section="Files")
    asked = "how do I open and read a file"
    turn = Turn(asked, asked, passages=[code | {"dense": 0.9}, words])
    assert list((await reasoner().grade(turn)).relevant) == [True, True]

    elsewhere = words | {"section": "Lists"}
    turn = Turn(asked, asked, passages=[code | {"dense": 0.9}, elsewhere])
    assert list((await reasoner().grade(turn)).relevant) == [True, False]


async def test_a_refused_question_is_asked_again_as_materials_would_put_it() -> None:
    asks = ExtractiveReasoner(lambda: Vocabulary.of(["Swap the values of two variables."]))
    asked = "how to exchange two vars without a temp"
    rewrite = await asks.rewrite(Turn(asked, asked, asked=asked, tried=[asked]))
    assert rewrite.query == rewrite.asked == "How do I swap the values of two variables?"
    again = await asks.rewrite(Turn(asked, asked, asked=asked, tried=[asked, rewrite.query or ""]))
    assert again.asked is None


def test_a_term_that_no_text_has_is_asked_for_in_vain() -> None:
    words = Vocabulary.of(["Sorting is fast. JSON."], {"sort": 1, "fast": 2})
    fast = passage(1, "Sorting is fast.", dense=0.6)
    assert lacks_what_is_asked(ask("how fast is heapsort", words), [fast], words) is not None
    assert lacks_what_is_asked(ask("how fast is sorting", words), [fast], words) is None
    assert lacks_what_is_asked(ask("how fast is JSON", words), [fast], words) is None


@pytest.mark.parametrize(("sure", "answered"), [(True, True), (False, False)])
def test_the_case_that_is_supposed_may_be_named_in_another_term(sure: bool, answered: bool) -> None:
    words = Vocabulary.of(["It gives -1 if the text is absent."], {"give": 1, "text": 2})
    absent = passage(1, "It gives -1 if the text is absent.", dense=0.6)
    question = ask("what does it give when the substring is not there", words)
    lacking = lacks_what_is_asked(question, [absent], words, sure=sure)
    assert (lacking is None) is answered
