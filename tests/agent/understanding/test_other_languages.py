"""Messages in other languages: what they are taken for, and that no English rule fires on them."""

from __future__ import annotations

from pathlib import Path

import pytest

from agent.conversing.conversation_replies import conversation_reply
from agent.languages.names import LANGUAGES
from agent.languages.replies import ABOUT, TALK, WANTED, replies, said, topic_asked
from agent.reasoner import Exchange
from agent.search.continuations import continuation
from agent.search.vocabulary import Vocabulary
from agent.understanding import Message, Understanding, Understood
from agent.understanding.conversation import about_conversation, about_conversation_in
from agent.understanding.small_talk import UNCLEAR, small_talk
from api.chat_tasks.titles import question_from, title_from

PHRASES = Path(__file__).parents[3] / "agent" / "languages" / "replies"
ENGLISH = ["A list is mutable. A loop runs over a range.", "The midterm is in week 7."]
GERMAN = [
    "Die Varianz ist das Mittel der quadrierten Abweichungen. Sie ist nie negativ.",
    "Die Klausur ist am 12. Februar, und man darf einen Taschenrechner mitnehmen.",
]
SPANISH = [
    "La ósmosis es el paso de agua a través de una membrana. No gasta energía.",
    "El examen final es el 19 de enero, y no se permiten apuntes ni teléfonos.",
]
ASKED = [Exchange("¿Qué es la ósmosis?", "¿Qué es la ósmosis?", "Es ... [1]", "other-language")]


def understood(text: str, texts: list[str], history: list[Exchange] | None = None) -> Understood:
    vocabulary = Vocabulary.of(texts)
    classify = Understanding(lambda: vocabulary, multilingual=True).classify
    return classify(Message(text, history or []))


@pytest.mark.parametrize(
    ("text", "texts"),
    [
        *((text, GERMAN) for text in (
            "also", "was", "man", "die", "Die Varianz?", "Liste aller Termine", "Seite 3",
            "list die Termine auf", "So, und die Klausur?", "Test", "Wer hat die Art?", "warum?",
        )),
        *((text, SPANISH) for text in (
            "once", "sin", "no", "a qué hora", "lista de prácticas", "final", "error", "página 3",
        )),
        *((text, ENGLISH) for text in (
            "Was war die Klausur?", "Also was ist das?", "es una lista", "什么是元组?", "为什么?",
            "c'est quoi une liste", "¿Qué es un error?",
        )),
    ],
)  # fmt: skip
def test_no_english_rule_takes_a_message_in_another_language(text: str, texts: list[str]) -> None:
    assert understood(text, texts).kind == "other-language"
    assert understood(text, texts, ASKED).kind == "other-language"


@pytest.mark.parametrize("text", ["¿y el parcial?", "Und die Klausur?", "pourquoi ?", "no sé"])
def test_a_short_message_goes_on_in_the_language_before(text: str) -> None:
    assert understood(text, ENGLISH, ASKED).kind == "other-language"


@pytest.mark.parametrize("text", ["what is a list?", "list the loops", "midterm", "why?"])
def test_english_goes_on_in_english(text: str) -> None:
    assert understood(text, ENGLISH, ASKED).kind != "other-language"


@pytest.mark.parametrize("code", ["de", "es", "fr"])
def test_no_phrase_of_another_language_is_one_of_english(code: str) -> None:
    lines = (PHRASES / f"{code}.txt").read_text("utf-8").split("[languages]")[1].splitlines()
    phrases = [line for line in lines if line and " = " not in line and not line.startswith("[")]
    assert len(phrases) > 100
    for phrase in phrases:
        found = said(phrase, (*TALK, *ABOUT, *WANTED), code)
        assert found
        assert found[0] == code
        assert not continuation(phrase)
        assert about_conversation(phrase) is None
        assert small_talk(phrase) in (None, UNCLEAR, found[1])  # "hallo" greets in English, too


@pytest.mark.parametrize(
    ("text", "reply"),
    [
        ("¿Qué acabo de preguntar?", "Tu última pregunta fue: «¿Qué es la ósmosis?»"),
        ("que pregunte antes", "Tu última pregunta fue: «¿Qué es la ósmosis?»"),
        ("Was habe ich gerade gefragt?", "Deine letzte Frage war: „¿Qué es la ósmosis?“"),
        ("Combien de questions ai-je posées ?", "Vous avez posé une question jusqu’ici."),
    ],
)
def test_a_question_about_the_conversation_is_answered_in_its_language(
    text: str, reply: str
) -> None:
    assert understood(text, ENGLISH, ASKED).kind == "conversation"
    found = about_conversation_in(text, None)
    assert found
    assert conversation_reply(found, ASKED) == reply


@pytest.mark.parametrize("code", ["de", "es", "fr"])
def test_what_needs_a_model_names_phrases_that_are_understood(code: str) -> None:
    phrase = {"de": "kürzer bitte", "es": "resúmelo", "fr": "plus court"}[code]
    found = about_conversation_in(phrase, code)
    assert found
    assert replies(code)["shorten"] in conversation_reply(found, ASKED)
    named = {"de": "Noch einfacher", "es": "Más sencillo", "fr": "Plus simple"}[code]
    assert understood(named, ENGLISH, ASKED).wanted == "simpler"


@pytest.mark.parametrize(
    ("text", "wanted", "asked"),
    [
        ("más", "more", "¿Qué es la ósmosis?"),
        ("no lo entiendo", "simpler", "¿Qué es la ósmosis?"),
        ("otro ejemplo", "example", "¿Qué es la ósmosis? otro ejemplo"),
        ("give me an example", "example", "¿Qué es la ósmosis?"),  # as the page's button asks
        ("explain that more simply", "simpler", "¿Qué es la ósmosis?"),
    ],
)
def test_a_request_for_more_is_about_the_question_before(
    text: str, wanted: str, asked: str
) -> None:
    found = understood(text, SPANISH, ASKED)
    assert (found.wanted, found.asked) == (wanted, asked)
    assert understood(text, SPANISH).wanted == ""


@pytest.mark.parametrize("code", [None, "de", "es", "fr"])
def test_a_suggested_question_is_in_the_language_of_its_document(code: str | None) -> None:
    asked = question_from("3.2 La ósmosis", code)
    assert "La ósmosis" in asked
    assert topic_asked(asked) == "La ósmosis"
    if code:
        assert asked != question_from("3.2 La ósmosis")
        assert understood(asked, SPANISH).asked == "La ósmosis"


def test_a_language_without_sentences_of_ours_suggests_the_heading() -> None:
    assert "it" in LANGUAGES
    assert question_from("Le cellule", "it") == "Le cellule"


def test_a_title_keeps_small_words_that_english_would_leave_out() -> None:
    title = title_from("¿A qué temperatura muere la levadura de la cerveza?")
    assert title == "A qué temperatura muere la levadura"
