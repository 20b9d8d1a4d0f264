"""Statements held against passages in other languages."""

import pytest

from agent.languages.across import Across
from agent.languages.similarity import Similarity
from tests.agent.parts import passage

PASSAGE = passage(1, "The exam takes place on 22 October. Tuples cannot be changed.")


class Translated:
    """A stand-in for the model: knows two sentences in two languages."""

    cosine_floor = 0.0
    MEANINGS = (("exam", "examen"), ("tuple", "tupla"))

    def embed_query(self, text: str) -> list[float]:
        low = text.lower()
        return [float(any(word in low for word in pair)) for pair in self.MEANINGS]

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        return [self.embed_query(text) for text in texts]


@pytest.mark.parametrize(
    ("statement", "supported"),
    [
        ("El examen es el 22 de octubre.", True),
        ("El examen es el 23 de octubre.", False),  # another number
        ("Las tuplas no se pueden modificar.", True),
        ("La biblioteca está cerrada los domingos.", False),
    ],
)
def test_meaning_and_numbers_must_agree(statement: str, supported: bool) -> None:
    (found,) = Across(Similarity(Translated())).of([statement], {"p": PASSAGE})
    assert (found["p"].share >= 0.5) == supported


def test_the_support_is_the_sentence_of_the_passage() -> None:
    (found,) = Across(Similarity(Translated())).of(
        ["Las tuplas no se pueden modificar."], {"p": PASSAGE}
    )
    text = PASSAGE["text"][found["p"].start : found["p"].end]
    assert text == "Tuples cannot be changed."


def test_one_language_is_left_to_the_words() -> None:
    across = Across(Similarity(Translated()))
    assert across.of(["Tuples cannot be changed."], {"p": PASSAGE}) == [{}]
    assert Across(None).of(["Las tuplas no se modifican."], {"p": PASSAGE}) == [{}]
