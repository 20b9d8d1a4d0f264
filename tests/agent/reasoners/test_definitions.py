"""What is quoted for "what is ...": the sentence that defines, else the section on the thing."""

from __future__ import annotations

import pytest

from agent.reasoners.extractive.candidates import candidates, sources
from agent.reasoners.extractive.choose import choose
from agent.reasoners.extractive.defining import defines
from agent.reasoners.extractive.question import ask
from agent.reasoners.extractive.reading import read
from agent.search.vocabulary import Vocabulary
from agent.types import Passage, indexed_text
from tests.agent.parts import passage

COSTS = passage(
    1,
    "| Way | Best | Average | Worst |\n| --- | --- | --- | --- |\n"
    "| oven bake | O(n log n) | O(n log n) | O(n^2) |\n| pan bake | O(n) | O(n^2) | O(n^2) |",
    section="All ways compared",
)
CODE = passage(
    2, "```\ndef oven_bake(cake):\n    return cake\n```", section="Oven bake: the code"
)  # fmt: skip
NOTES = passage(
    3, "Speaker notes: Oven bake was invented by a cook.", section="Oven bake: the idea"
)
IDEA = passage(
    4,
    "- Split the cake, heat each half, put them together.\n- One piece is done: the base case.",
    section="Oven bake: the idea",
    id="doc:v1:2",
)
TREE = passage(
    5,
    "Look at the crown first. You may eat a sponge."
    " Every cake has a shape, which decides what it looks like. A crumb tree is kept in a box."
    " A cake without icing is a sponge. In a fruit tree each knot has two cherries, no more."
    " A fruit search tree is a tree with fruit in order. The list knows its first cake, the crown.",
    section="Terms",
)
CHECK = passage(
    6,
    "Check yourself. What is the shape of each of these: a bun, a roll? Answers: round, long.",
    section="Things",
)
SHOWN = passage(
    7,
    "Picture: Oven stack after the first cake was put into the oven by the cook",
    section="Stacks",
)
STACK = passage(8, "Each cake is put on top of the oven stack.", section="Stacks")
OUTLINE = passage(
    9, "- Buns and ovens\n- Hot buns\n- Bun methods\n- Sorting buns", section="Lesson"
)  # fmt: skip
BUN = passage(10, "You may eat a bun at any time, and many people like to do so.", section="Food")
MATERIALS = [COSTS, CODE, NOTES, IDEA, TREE, CHECK, SHOWN, STACK, OUTLINE, BUN]
VOCABULARY = Vocabulary.of(indexed_text(p) for p in MATERIALS)


def first(question: str, *found: Passage) -> str:
    """The text of the unit that comes first."""
    passages: list[Passage] = [{**p, "relevant": True, "dense": 0.5} for p in found]
    asked = ask(question, VOCABULARY)
    best = candidates(asked, sources(asked, passages))[0]
    return best.source.passage["text"][best.unit.start : best.unit.end]


def test_a_method_is_explained_by_its_section_and_not_by_its_row_of_costs() -> None:
    passages: list[Passage] = [{**p, "relevant": True} for p in (COSTS, CODE, NOTES, IDEA)]
    place, units = choose(ask("what is oven bake", VOCABULARY), passages)[0]
    assert (place, units) == (4, [0, 1])


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("what is a sponge", "A cake without icing is a sponge."),
        ("what is a crown", "The list knows its first cake, the crown."),
        ("what is a shape", "Every cake has a shape, which decides what it looks like."),
        ("what is a fruit tree", "In a fruit tree each knot has two cherries, no more."),
    ],
)
def test_a_definition_may_name_its_subject_last_or_beside(question: str, expected: str) -> None:
    assert first(question, CHECK, TREE) == expected


def test_the_description_of_a_picture_defines_nothing() -> None:
    assert first("what is the oven stack", SHOWN, STACK) == STACK["text"]


def test_an_outline_defines_nothing() -> None:
    assert first("what is a bun", OUTLINE, BUN) == BUN["text"]


def test_what_stands_behind_another_label_defines_nothing() -> None:
    price = "The price: a look at the middle of a crumble takes long."
    offer = "The kitchen offers the crumble, a cake of crumbs."
    passages = [passage(21, price, relevant=True), passage(22, offer, relevant=True)]
    vocabulary = Vocabulary.of(indexed_text(one) for one in passages)
    question = ask("what is a crumble", vocabulary)
    assert candidates(question, sources(question, passages))[0].source.place == 2
    assert ask("what does CRUMB stand for", vocabulary).subjects == {"crumb"}


@pytest.mark.parametrize("text", ["what's the point of a crumble", "what is the use of a crumble"])
def test_the_point_of_a_thing_is_what_it_is_for(text: str) -> None:
    question = ask(text, Vocabulary.of(["A crumble feeds many."]))
    assert question.effect
    assert question.subjects == {"crumbl"}


def test_a_way_that_is_praised_is_not_defined() -> None:
    praised = passage(31, "A pan bake is the shortest way to warm a bun.")
    defined = passage(32, "A pan bake is a warm bun.")
    (best,), (good,) = (read(one).units for one in (praised, defined))
    assert defines(frozenset({"pan", "bake"}), best) < defines(frozenset({"pan", "bake"}), good)


def test_where_a_thing_is_does_not_count_as_what_it_is() -> None:
    rows = passage(
        33,
        "| Part | Meaning |\n| --- | --- |\n| oven | always hot, until a cake is done |\n"
        "| rack | holds the cakes, at any time |",
        section="Parts",
    )
    assert first("what is the rack for in an oven", rows).startswith("| rack")
    assert ask("what is the rack for in an oven", VOCABULARY).topic == {"rack"}
    assert ask("how do i find the rack in an oven", VOCABULARY).topic >= {"rack", "oven"}
