"""A model's sentences held against passages, where one of both is not in English."""

import pytest

from agent.languages.grounding import Grounding
from agent.languages.similarity import Similarity
from tests.agent.languages.test_across import PASSAGE, Translated
from tests.agent.parts import passage

SPANISH = passage(
    1,
    "Las tuplas son secuencias inmutables. Se escriben entre paréntesis. El examen es el lunes 4 "
    "de noviembre y dura dos horas. No se permiten los apuntes en el examen.",
    title="Guía",
    section="Reglas",
)


@pytest.mark.parametrize(
    ("statement", "supported"),
    [
        ("El examen es el 22 de octubre.", True),
        ("El examen es el 23 de octubre.", False),
        ("La biblioteca está cerrada los domingos.", False),
    ],
)
def test_in_two_languages_meaning_and_numbers_decide(statement: str, supported: bool) -> None:
    held = Grounding(Similarity(Translated()))
    assert bool(held.share(statement, PASSAGE, "¿Cuándo es el examen?")) == supported
    assert not Grounding().share(statement, PASSAGE, "¿Cuándo es el examen?")


@pytest.mark.parametrize(
    ("statement", "supported"),
    [
        ("Las tuplas son secuencias inmutables y se escriben entre paréntesis.", True),
        ("El examen dura dos horas.", True),
        ("El examen dura 2 horas.", True),
        ("El examen dura tres horas.", False),
        ("El examen es el martes 4 de noviembre.", False),
        ("Las tuplas no son secuencias inmutables.", False),
        ("Se permiten los apuntes en el examen.", False),
        ("Una tupla se recorre con un bucle.", False),
    ],
)
def test_in_one_language_words_numbers_days_and_negations_decide(
    statement: str, supported: bool
) -> None:
    assert bool(Grounding().share(statement, SPANISH, "¿Cuándo es el examen?")) == supported


def test_english_is_left_to_its_own_rules() -> None:
    assert Grounding().share("Tuples cannot be changed.", PASSAGE, "Can tuples be changed?") == 1
    assert not Grounding.is_foreign("Tuples cannot be changed.")
    assert Grounding.is_foreign("Las tuplas no se pueden cambiar.")
