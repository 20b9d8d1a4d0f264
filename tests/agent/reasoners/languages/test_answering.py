"""Quotes that answer questions in other languages, without any language model."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from agent.languages.similarity import Similarity
from agent.reasoner import Cite, Turn
from agent.reasoners.extractive import ExtractiveReasoner
from agent.reasoners.languages.parsed_question import ask_in
from agent.search.vocabulary import Vocabulary
from agent.types import Passage, indexed_text
from tests.agent.parts import passage

SPANISH = [
    passage(1, "Las tuplas son secuencias inmutables. Se escriben entre paréntesis.",
            title="Apuntes", section="Tuplas", dense=0.5),
    passage(2, "El examen final es el 19 de enero a las 10:00. Dura dos horas y media. "
            "No se permiten apuntes.", title="Guía", section="Examen final", dense=0.5),
    passage(3, "Las listas se pueden modificar. Para añadir un elemento se usa `append`.",
            title="Apuntes", section="Listas", dense=0.4),
]  # fmt: skip
GERMAN = [
    passage(1, "Die Klausur findet am 12. Februar um 9 Uhr statt. Sie dauert 90 Minuten.",
            title="Kursplan", section="Klausur", dense=0.5),
    passage(2, "Der Median ist der Wert in der Mitte der geordneten Daten.",
            title="Skript", section="Lagemaße", dense=0.5),
]  # fmt: skip


class ByLetters:
    """A stand-in for the multilingual model: near are texts that share a word of a pair."""

    cosine_floor = 0.0
    PAIRS = (("tupl", "tuple"), ("examen", "exam"), ("list", "liste"))

    def embed_query(self, text: str) -> list[float]:
        low = text.lower()
        return [float(any(word in low for word in pair)) * 0.7 for pair in self.PAIRS] + [0.1]

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        return [self.embed_query(text) for text in texts]


def reasoner(passages: Sequence[Passage], *, many: bool = False) -> ExtractiveReasoner:
    documents = {p["document_id"]: "de" for p in passages if p["title"] == "Kursplan"}
    vocabulary = Vocabulary.of([indexed_text(p) for p in passages], documents=documents)
    similarity = Similarity(ByLetters()) if many else None
    return ExtractiveReasoner(lambda: vocabulary, similarity=similarity)


async def answer(question: str, passages: Sequence[Passage], **how: bool) -> tuple[str, list[int]]:
    made = reasoner(passages, **how)
    turn = Turn(question, question, passages=passages, asked=question, kind="other-language")
    grades = await made.grade(turn)
    judged = [p | {"relevant": good} for p, good in zip(passages, grades.relevant, strict=True)]
    if not any(grades.relevant):
        return "", []
    pieces = [piece async for piece in made.generate(replace(turn, passages=judged))]
    text = "".join(piece for piece in pieces if isinstance(piece, str))
    return text, [piece.place for piece in pieces if isinstance(piece, Cite)]


@pytest.mark.parametrize(
    ("question", "passages", "says", "place"),
    [
        ("¿Qué son las tuplas?", SPANISH, "secuencias inmutables", 1),
        ("¿Cuándo es el examen final?", SPANISH, "19 de enero", 2),
        ("¿Cómo añado un elemento a una lista?", SPANISH, "`append`", 3),
        ("Wann ist die Klausur?", GERMAN, "12. Februar", 1),
        ("Was ist der Median?", GERMAN, "in der Mitte", 2),
    ],
)
async def test_the_sentence_that_answers_is_quoted(
    question: str, passages: list[Passage], says: str, place: int
) -> None:
    text, places = await answer(question, passages)
    assert says in text
    assert place in places


async def test_what_shares_no_word_is_refused() -> None:
    assert await answer("¿Quién descubrió la penicilina?", SPANISH) == ("", [])
    assert await answer("Wer entdeckte das Penicillin?", GERMAN) == ("", [])


async def test_other_words_are_not_tried() -> None:
    question = "¿Quién descubrió la penicilina?"
    turn = Turn(question, question, passages=SPANISH, asked=question, tried=[question])
    assert (await reasoner(SPANISH).rewrite(turn)).query is None


async def test_a_hint_points_to_the_place_in_the_language() -> None:
    question = "¿Qué son las tuplas?"
    judged = [p | {"relevant": n == 0} for n, p in enumerate(SPANISH)]
    turn = Turn(question, question, passages=judged, asked=question, style="hint")  # type: ignore[arg-type]
    pieces = [piece async for piece in reasoner(SPANISH).generate(turn)]
    text = "".join(piece for piece in pieces if isinstance(piece, str))
    assert text.startswith("Mira “Tuplas” (Apuntes)")
    assert "inmutables" not in text


TABLE = passage(
    9, "| Veranstaltung | Raum |\n|---|---|\n| Tutorium | C 2 |\n| Vorlesung | Hörsaal 2 |",
    document_id="plan", title="Kursplan", section="Termine", dense=0.5,
)  # fmt: skip
PEOPLE = passage(
    8, "Die Übungen leitet Dr. Miriam Vogt. Das Tutorium halten Aylin Demir und Paul Krause.",
    title="Plan", section="Lehrende", dense=0.5,
)  # fmt: skip
BOOKS = passage(
    7, "Das Kursbuch ist „Statistik verstehen“. Es steht in der Bibliothek bereit.",
    title="Plan", section="Literatur", dense=0.5,
)  # fmt: skip


async def test_a_table_is_in_the_language_of_its_document() -> None:
    made = reasoner([*GERMAN, TABLE], many=True)
    question = "Was ist eine Faktorenanalyse?"
    turn = Turn(question, question, passages=[TABLE], asked=question, kind="other-language")
    grades = await made.grade(turn)
    assert grades.reasons[0].startswith("same")
    assert not any(grades.relevant)
    text, _ = await answer("In welchem Raum ist das Tutorium?", [*GERMAN, TABLE])
    assert "| Tutorium | C 2 |" in text


async def test_who_is_answered_by_a_sentence_with_a_name() -> None:
    text, _ = await answer("Wer hält das Tutorium?", [*GERMAN, TABLE, PEOPLE])
    assert "Aylin Demir" in text
    spanish = passage(
        6, "La responsable es la profesora Elena Marín. Imparte todas las clases de teoría.",
        title="Guía", section="Profesorado", dense=0.5,
    )  # fmt: skip
    text, _ = await answer("¿Quién imparte las clases de teoría?", [*SPANISH, spanish])
    assert "Elena Marín" in text


async def test_a_compound_is_found_by_its_last_word() -> None:
    text, _ = await answer("Welches Buch steht in der Bibliothek?", [*GERMAN, BOOKS])
    assert "Kursbuch" in text
    vocabulary = Vocabulary.of([indexed_text(BOOKS), "Die Gruppe hat drei Personen."])
    (term,) = ask_in("de", "Was ist eine Übungsgruppe?", vocabulary).terms
    assert term.others == {"grupp"}
    (term,) = ask_in("de", "Welches Buch?", vocabulary).terms
    assert term.others == {"kursbuch"}
