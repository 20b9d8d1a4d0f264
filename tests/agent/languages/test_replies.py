"""Small talk and refusals in the language of the student."""

import pytest
from langchain_core.messages import HumanMessage

from agent.conversing.small_talk_replies import small_talk_reply
from agent.languages.replies import TALK, language_name, replies, said, speaks
from agent.refusals.reasons import Reason
from agent.refusals.wording import reason_text, with_topics
from agent.search.vocabulary import Vocabulary
from agent.state import State
from agent.types import CourseInfo, Place
from agent.understanding import Message, Understanding

COURSE = CourseInfo(name="biología", documents=1, chunks=2, examples=["¿Qué es una célula?"])


@pytest.mark.parametrize("code", ["de", "es", "fr"])
def test_every_sentence_exists_in_every_language(code: str) -> None:
    assert speaks(code)
    english, own = replies(None), replies(code)
    assert set(own) == set(english)
    assert all(own[name] != english[name] for name in english)
    assert set(TALK) <= set(own)


@pytest.mark.parametrize(
    ("message", "code", "kind"),
    [
        ("¡Hola!", "es", "greeting"), ("Muchas gracias.", "es", "thanks"),
        ("Guten Morgen!", "de", "greeting"), ("Was kannst du?", "de", "abilities"),
        ("Merci beaucoup !", "fr", "thanks"), ("Qu’est-ce que tu peux faire ?", "fr", "abilities"),
    ],
)  # fmt: skip
def test_small_talk_is_answered_in_its_language(message: str, code: str, kind: str) -> None:
    assert said(message, TALK) == (code, kind)
    understood = Understanding(lambda: Vocabulary.of(())).classify(Message(message))
    assert understood.kind == "small-talk"
    reply = small_talk_reply(kind, [COURSE], code)
    assert "{" not in reply
    if kind != "thanks":
        assert "biología" in reply
        assert "¿Qué es una célula?" in reply


def test_a_question_is_no_small_talk() -> None:
    assert said("Hola, ¿qué es una tupla?", TALK) is None
    assert said("hello", TALK) is None


def asked(question: str) -> State:
    return {"messages": [HumanMessage(question)], "kind": "other-language"}


@pytest.mark.parametrize(
    ("code", "question", "says"),
    [
        ("es", "¿Qué es CRISPR?", "no tratan esto"),
        ("de", "Was ist CRISPR?", "behandeln das nicht"),
        ("fr", "Qu'est-ce que CRISPR ?", "n’en parlent pas"),
        ("it", "Che cosa è CRISPR?", "don't cover this"),
        (None, "What is CRISPR?", "don't cover this"),
    ],
)
def test_a_refusal_is_in_the_language_of_the_question(
    code: str | None, question: str, says: str
) -> None:
    text = reason_text(asked(question), Reason("not_covered"), frozenset(), code)
    assert says in text
    place = Place(title="Notas", section="Células", source="a.md", page=None, url="")
    assert with_topics(text, [place], code).endswith("Células (Notas).")


def test_what_cannot_be_answered_names_both_languages() -> None:
    text = reason_text(
        asked("Was ist eine Zelle?"), Reason("unsupported"), frozenset(("es",)), "de"
    )
    assert "auf Deutsch" in text
    assert "auf Spanisch" in text
    assert language_name("zh", "fr") == "chinois"
    assert language_name("zh", None) == "Chinese"


def test_other_spellings_are_offered_in_the_language_of_the_question() -> None:
    reason = Reason("spelling", did_you_mean=["ósmosis", "mitosis"])
    text = reason_text(asked("¿Qué es la osmois?"), reason, frozenset(), "es")
    assert text.endswith("¿Quisiste decir “ósmosis” o “mitosis”?")
