"""How much is quoted: labels of notes, definitions on slides, code that words talk about."""

from __future__ import annotations

import pytest

from agent.reasoner import Span, Turn
from agent.reasoners.extractive import ExtractiveReasoner
from agent.reasoners.extractive.candidates import candidates, sources
from agent.reasoners.extractive.choose import choose
from agent.reasoners.extractive.question import Question, ask
from agent.search.reader.pair_scores import PairScores
from agent.search.vocabulary import Vocabulary
from agent.types import Passage, indexed_text
from tests.agent.parts import passage

ERROR = passage(
    1,
    "Meaning: the shelf is larger than the last shelf of the cupboard.\n\n"
    "Usual causes: forgetting that the last shelf has a number one less than their count; a"
    " cupboard that is empty although you did not expect it; a walk over one shelf too many at the"
    " end of a long day in the kitchen.\n\nCure: look at each cup directly. Where you need the"
    " number of the shelf, say it aloud before you take the cup.",
    section="ShelfError",
)
SLIDE = passage(
    2,
    "- Fish recipe\n\n- A list of steps that a cook follows\n\n- Menu\n\n- All dishes of a place",
    section="Cooking",
)
DISHES = passage(
    3, "Several other recipes are in the fish book.", section="More special fish recipes"
)
GENERAL_FORM = passage(
    4,
    "An onion at the end keeps only some cups. The general form is\n\n`[cup for each if onion]`\n\n"
    "There is more to say about cups.",
    section="Onions",
)
SHOWN = passage(
    5,
    "A box cannot be sorted.\n\n```python\nsorted(box)\nsorted(box, key=box.get)\n```",
    section="Order of a box",
)
TALKED_OF = passage(
    6,
    "The second line sorts the box by its values. To find only the largest value, there is no"
    " need to sort it by its values.",
    section="Order of a box",
)
TABLE = passage(
    7,
    "| Code | Result |\n| --- | --- |\n| pour() | one of them, which is put"
    " into a glass that stands beside the others on the long table of the kitchen, as we have seen"
    " it last week, and the week before, when there was no glass at all and everybody drank from"
    " what was at hand, even from the old jug of the cook |\n"
    "| fill(cup) | fills a cup at once |\n| for drop in it: | drop by drop |",
    section="Ways",
)
RULES = passage(
    8,
    "1. Name the spoon. A bare spoon catches each drop and hides a leak.\n2. Keep it short.",
    section="Spoons: rules",
)
TAUGHT = passage(
    9,
    "A cook can catch a drop with a spoon and look at it.\n\n```python\nspoon.catch(drop)\n```",
    section="Looking",
)
NODE = passage(10, "A value with a reference is called a knot.", section="Chains")
DELETING = passage(
    11, "The one before is what each knot refers to, so that this is quick.",
    section="Deleting a knot",
)  # fmt: skip
WHILE = passage(
    12, "A `while` loop goes on until its test fails.", section="Loops: while, for > The while loop"
)
FOR = passage(
    13, "A `for` loop takes each cup of a tray in turn.", section="Loops: while, for > The for loop"
)
SHELF = "what does larger than the last shelf mean"
MATERIALS = [
    ERROR, SLIDE, DISHES, GENERAL_FORM, SHOWN, TALKED_OF, TABLE, RULES, TAUGHT, NODE, DELETING,
    WHILE, FOR,
]  # fmt: skip
VOCABULARY = Vocabulary.of(indexed_text(p) for p in MATERIALS)


async def answer(question: str, *relevant: Passage, context: str = "") -> str:
    """The answer from these passages, which are all relevant and equally near; `context` is the
    question before."""
    passages: list[Passage] = [{**p, "relevant": True, "dense": 0.5} for p in relevant]
    pieces = ExtractiveReasoner(lambda: VOCABULARY).generate(
        Turn(question, question, passages=passages, context=context)
    )
    return "".join([p async for p in pieces if isinstance(p, str)])


async def test_the_cure_is_quoted_and_not_the_meaning() -> None:
    assert (await answer("how do i fix it", ERROR, context=SHELF)).startswith("Cure:")
    assert (await answer(SHELF, ERROR)).startswith("Meaning:")


@pytest.mark.parametrize("text", ["what is a fish recipe", "what is a fish recipe anyway"])
def test_the_line_below_a_term_on_a_slide_defines_it(text: str) -> None:
    question = ask(
        text, VOCABULARY, {SLIDE["id"]: PairScores(0.0, 2.0, 1.0, 17, 50, ((17, 30, 9.0),))}
    )
    passages: list[Passage] = [{**DISHES, "relevant": True}, {**SLIDE, "relevant": True}]
    place, units = choose(question, passages)[0]
    assert (place, 1 in units) == (2, True)


async def test_a_sentence_that_goes_on_in_code_is_quoted_with_it() -> None:
    text = await answer("what is the general form of onions", GENERAL_FORM)
    assert "[cup for each if onion]" in text


@pytest.mark.parametrize(
    "question", ["how do i sort a box by its values", "sort the box by its values"]
)
async def test_words_about_a_line_of_code_bring_the_code_before(question: str) -> None:
    text = await answer(question, TALKED_OF, SHOWN)
    assert text.index("key=box.get") < text.index("The second line")


async def test_that_there_is_no_need_to_do_it_is_not_how_it_is_done() -> None:
    question = ask("how do i sort a box by its values", VOCABULARY)
    no_need = "To find the largest, there is no need to sort a box by its values."
    found = passage(14, f"{no_need} A box by its values is what you sort.", relevant=True)
    assert candidates(question, sources(question, [found]))[0].at == 1


@pytest.mark.parametrize("question", ["how do i fill a cup at once", "fill a cup at once"])
async def test_ways_to_do_it_stay_together(question: str) -> None:
    assert "| for drop in it: | drop by drop |" in await answer(question, TABLE)


async def test_what_is_taught_with_code_comes_before_rules() -> None:
    text = await answer("how do i catch a drop with a spoon", RULES, TAUGHT)
    assert text.startswith("A cook can catch a drop")
    assert "spoon.catch(drop)" in text


async def test_a_definition_is_not_taken_from_something_narrower() -> None:
    assert (await answer("what is a knot", DELETING, NODE)).startswith("A value with a reference")


async def test_the_heading_of_a_for_loop_names_no_while_loop() -> None:
    assert (await answer("tell me about the while loop", FOR, WHILE)).startswith("A `while`")


def _read(question: str, **answers: float) -> Question:
    """A question for which a reader sees the answer in all of a passage, by the passage's id."""
    read = {
        name: PairScores(0.0, logit, 0.0, 0, 0, ((0, 9, 9.0),)) for name, logit in answers.items()
    }
    return ask(question, VOCABULARY, read)


def test_a_section_gives_way_to_a_sentence_elsewhere_that_a_reader_prefers() -> None:
    tray = {**FOR, "id": "tray", "document_id": "tray", "relevant": True}
    text = "Take a for loop where a tray has many cups."
    cook = passage(15, text, id="cook", section="For loops at the stove", relevant=True)
    for logit, place in ((2.0, 1), (-2.0, 2)):
        chosen = choose(_read("the for loop", tray=logit, cook=2.0), [tray, cook])
        assert chosen[0][0] == place


async def test_code_that_goes_on_until_it_prints_stays_together() -> None:
    text = await answer(
        "how do i pour two cups",
        passage(
            18,
            "To pour two cups, say:\n\n```python\na = cup(1)\n```\n\n"
            "```python\npour(a, cup(2))\n```\n\n```output\npoured\n```\n\n"
            f"```python\nempty(a)\n```\n\n{'The kitchen has many other cups of all kinds. ' * 9}",
            section="Cups",
        ),
    )
    assert "pour(a, cup(2))" in text
    assert "poured" in text
    assert "empty(a)" not in text


def test_a_section_gives_way_to_how_it_is_done_in_another_one() -> None:
    title = passage(
        19,
        "| Kind | Place |\n| --- | --- |\n| small | left |",
        section="Sorting cups",
        relevant=True,
    )
    shows = passage(
        20,
        "To sort cups of any kind, take a ruler.\n\n```python\nruler.sort(cups)\n```",
        section="Rulers",
        relevant=True,
        document_id=title["document_id"],
    )
    assert choose(ask("how do i sort cups", VOCABULARY), [title, shows])[0][0] == 2
    assert choose(ask("sorting of cups", VOCABULARY), [title, shows])[0][0] == 1


FLAT = "This flattens a tray, that is, it makes one row of cups."
ROWS = passage(
    31, f"A tray may have several rows.\n\n```python\ntray[0]\n```\n\n{FLAT}", section="Trays"
)
EACH = passage(
    32,
    "```python\n[cup for row in tray for cup in row]\n```\n\nThe price: it takes long.",
    section="Trays",
)


async def test_the_code_that_a_last_sentence_is_about_follows_though_there_is_other_code() -> None:
    text = await answer("how do i flatten a tray", ROWS, EACH)
    assert text.index(FLAT) < text.index("for cup in row")


async def test_code_that_comes_first_is_explained_by_the_end_of_the_passage_before() -> None:
    text = await answer("when should i use a tray with a price", EACH, ROWS)
    assert FLAT in text
    assert text.index(FLAT) < text.index("for cup in row")


async def test_words_that_a_model_points_to_are_quoted_with_their_code() -> None:
    start = ROWS["text"].index(FLAT)
    passages: list[Passage] = [{**p, "relevant": True} for p in (SHOWN, ROWS, EACH)]
    turn = Turn(
        "how do i order a box",
        "how do i order a box",
        passages=passages,
        pointed=[Span(ROWS["id"], start, start + len(FLAT))],
    )
    pieces = ExtractiveReasoner(lambda: VOCABULARY).generate(turn)
    text = "".join([p async for p in pieces if isinstance(p, str)])
    assert text.index(FLAT) < text.index("for cup in row")
    assert "sorted(box)" not in text
